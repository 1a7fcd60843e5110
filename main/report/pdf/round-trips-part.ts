/** Part of the last chapter: whose clock took the round trips. A number of three digits looks like a measurement of the network. */
import type { RunResult } from '../../../shared/result.ts'
import { STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import type { Printed } from './words/printed.ts'

/** Whose clock it was, for as many flows as it was. */
function roundTripWords({ flows }: RunResult, { roundTrips }: Printed['method']): string {
  const timed = flows.filter(({ rttMs }) => rttMs !== null)
  const kernel = timed.filter(({ evidence }) => evidence.attempts.some((a) => a.kernelRttMs !== undefined)).length
  return kernel === 0 ? roundTrips.byProgram() : roundTrips.byKernel(kernel, timed.length - kernel)
}

/** Draws the paragraph where any flow has a round trip. */
export function drawRoundTrips(sheet: Sheet, section: Element, run: RunResult): void {
  if (run.flows.every(({ rttMs }) => rttMs === null)) return
  sheet.heading(section, sheet.words.method.roundTrips.title())
  sheet.block('P', section, roundTripWords(run, sheet.words.method), STYLE.body)
}
