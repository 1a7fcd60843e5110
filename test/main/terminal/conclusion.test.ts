/** The colour of the verdict: green is for a check that passed. */
import { PassThrough } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { printConclusion } from '../../../main/terminal/conclusion.ts'
import type { RunResult } from '../../../shared/result.ts'
import { summarise } from '../../../shared/summary.ts'
import { mixedRun, passingRun } from '../../support/sample-run.ts'

function verdictLine(run: RunResult): string {
  vi.stubEnv('NO_COLOR', undefined)
  vi.stubEnv('TERM', 'xterm')
  vi.stubEnv('FORCE_COLOR', '1')
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 200 })
  printConclusion(run, [], stream as unknown as NodeJS.WriteStream)
  vi.unstubAllEnvs()
  return String(stream.read()).split('\n')[1] ?? ''
}

const only = (verdict: 'pass' | 'warn' | 'untested' | 'none'): RunResult => {
  const run = verdict === 'pass' ? passingRun() : mixedRun()
  const flows = run.flows.filter((flow) => flow.verdict === verdict)
  return { ...run, flows, findings: [], summary: summarise(flows) }
}

const GREEN = '\u001b[32m'
const YELLOW = '\u001b[33m'
const RED = '\u001b[31m'

test.each([
  ['all pass', only('pass'), GREEN],
  ['warnings', only('warn'), YELLOW],
  ['nothing tested', only('untested'), YELLOW],
  ['no flow', only('none'), YELLOW],
  ['failures', mixedRun(), RED],
])('%s', (_, run, colour) => {
  const line = verdictLine(run)
  expect([RED, GREEN, YELLOW].filter((code) => line.includes(code))).toEqual([colour])
})
