/** Part of the last chapter: whose clock took the round trips. A number of three digits looks like a measurement of the network. */
import type { RunResult } from '../../../shared/result.ts'
import { STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import { countOf } from './words.ts'

const BY_PROGRAM =
  'measured in this program, from the call that connects to the moment when the program came to see the answer. The delay of the program, and of a busy machine, is part of them: they are an upper bound of the round trip, and on a near path they may be mostly that delay.'

/** Whose clock it was, for as many flows as it was. */
function roundTripWords({ flows }: RunResult): string {
  const timed = flows.filter(({ rttMs }) => rttMs !== null)
  const kernel = timed.filter(({ evidence }) => evidence.attempts.some((a) => a.kernelRttMs !== undefined)).length
  if (kernel === 0) return `Round trips are ${BY_PROGRAM}`
  const others = timed.length - kernel
  const own = `For ${countOf(kernel, 'flow')} with a completed handshake it is the kernel's own measurement (TCP_INFO).`
  const rest = others > 0 ? `of ${countOf(others, 'other flow')}, and those ` : ''
  return `${own} Those ${rest}in the table “Loss seen, and controls” are ${BY_PROGRAM}`
}

/** Draws the paragraph where any flow has a round trip. */
export function drawRoundTrips(sheet: Sheet, section: Element, run: RunResult): void {
  if (run.flows.every(({ rttMs }) => rttMs === null)) return
  sheet.heading(section, 'How round trips are measured')
  sheet.block('P', section, roundTripWords(run), STYLE.body)
}
