/** The colour of the verdict: green is for a check that passed. */
import { PassThrough } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { printConclusion } from '../../../main/terminal/conclusion.ts'
import { allFindings } from '../../../shared/explain/all-findings.ts'
import { fieldCheckOf } from '../../../shared/field-checks/field-check.ts'
import type { RunResult } from '../../../shared/result.ts'
import { summarise } from '../../../shared/summary.ts'
import { mixedRun, passingRun, proxiedRun } from '../../support/sample-run.ts'

function printed(run: RunResult, files: readonly string[] = []): string[] {
  const stream = new PassThrough()
  printConclusion(run, files, stream as unknown as NodeJS.WriteStream)
  return String(stream.read()).trimEnd().split('\n')
}

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
  ['a part of the plan passes', { ...passingRun(), plan: { ...passingRun().plan, flows: 999 } }, YELLOW],
])('%s', (_, run, colour) => {
  const line = verdictLine(run)
  expect([RED, GREEN, YELLOW].filter((code) => line.includes(code))).toEqual([colour])
})

test('stage, pace, and what a refused port that passes means', () => {
  const lines = printed(passingRun())
  expect(lines).toContain('Stage: preinstall (nothing but the VMs runs yet) · pace: normal')
  const closed = passingRun().flows.filter((f) => f.outcome === 'closed' && f.verdict === 'pass').length
  const said = lines.filter((line) => line.includes('reachable, nothing listens yet'))
  expect(said).toEqual(
    closed === 0
      ? []
      : [`${closed} of those that pass: reachable, nothing listens yet. Before the install that is enough.`],
  )
})

test('many vantages are five and a number', () => {
  const run = mixedRun()
  const [one] = run.vantages
  if (!one) throw new Error('the sample has no vantage')
  const vantages = Array.from({ length: 40 }, (_, i) => ({ ...one, endpoint: `v${i}`, state: 'used' as const }))
  const line = printed({ ...run, vantages }).find((text) => text.startsWith('Sent from'))
  expect(line).toMatch(/v0 .*v4 .* and 35 others$/)
  expect(line).not.toContain('v5')
})

test('the verdict is the last line of long output, and stands once in short output', () => {
  const long = printed(mixedRun(), ['run.json'])
  expect(long.at(-1)).toBe(long[1])
  const short = printed({ ...passingRun(), findings: [], vantages: [] }, ['run.json'])
  expect(short.filter((line) => line === short[1])).toHaveLength(1)
})

test('where findings are, it says where the commands to verify them stand', () => {
  const said = (run: RunResult) => printed(run).filter((line) => line.startsWith('Commands to verify'))
  expect(said(mixedRun())).toEqual([
    expect.stringMatching(/Linux, .*Cisco IOS: in the PDF \(--format pdf\), in run\.json/),
  ])
  expect(said(passingRun())).toEqual([])
})

test('the request asks for a permit only where one helps, and for no proxy where one answers', () => {
  const lines = printed(proxiedRun())
  const part = (title: string) => {
    const from = lines.indexOf(title)
    return lines.slice(from + 2, lines.indexOf('', from)).map((line) => line.trim())
  }
  const nodes = '10.77.20.11–10.77.20.13'
  expect(part('Please permit these flows:')).toEqual([`10.77.10.10 → ${nodes} : tcp 22`])
  expect(part('Please do not proxy these flows:')).toEqual([
    '10.77.10.10 → 10.77.20.11, 10.77.20.13 : tcp 80, 443',
    '10.77.10.10 → 10.77.20.12 : tcp 80, 443, 9001',
  ])
  expect(printed(passingRun()).join('\n')).not.toMatch(/Please|proxy/)
})

test('what a finding tells of the checks beyond the port table is told once, and both name each other', () => {
  const reason = 'The clock of psm-1 is 7 s ahead of that of psm-2.'
  const fieldChecks = [
    fieldCheckOf(
      { kind: 'clock', source: 'psm-1', target: 'psm-2' },
      { verdict: 'fail', reason, settle: null },
      { observer: 'clock', offsetMs: 7000, uncertaintyMs: 5 },
    ),
  ]
  const run = passingRun()
  const findings = allFindings(run.flows, 0, [], {
    endpoints: run.plan.endpoints,
    fieldChecks,
    vantages: [],
    machines: [],
  })
  const text = printed({ ...run, findings, fieldChecks }).join('\n')
  expect(text.split(reason)).toHaveLength(2)
  expect(text).toMatch(/■ fail F1 psm-1: the clocks are apart/)
  expect(text).toMatch(/Clocks?.*: 1 fails \(see F1\)/)
  expect(printed({ ...run, findings: [], fieldChecks }).join('\n')).toContain(reason)
})
