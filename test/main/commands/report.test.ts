/** `report`: trusts no number of the file, and its status says what its flows say. */
import { expect, test } from 'vitest'
import { statusOf } from '../../../main/terms.ts'
import type { FlowResult, RunResult } from '../../../shared/result.ts'
import { summarise } from '../../../shared/summary.ts'
import { runLines } from '../../../main/store/write-run.ts'
import { mixedRun, passingRun } from '../../support/sample-run.ts'
import { pdfInfo, popplerMissing } from '../../support/poppler.ts'
import { workplace } from './cli-process.ts'

const { cli, path, write } = workplace()

const withFlows = (flows: FlowResult[], complete: boolean): RunResult => ({
  ...passingRun(),
  flows,
  findings: [],
  complete,
  summary: summarise(flows),
})
const passed = passingRun().flows.slice(0, 3)
const failed = mixedRun()
  .flows.filter((f) => f.verdict === 'fail')
  .slice(0, 1)
const untested = mixedRun()
  .flows.filter((f) => f.verdict === 'untested')
  .slice(0, 1)

test.each([
  ['all passed', passed, true, 0],
  ['all passed, stopped early', passed, false, 3],
  ['one failed', [...passed, ...failed], true, 1],
  ['one failed, stopped early', [...passed, ...failed, ...untested], false, 1],
  ['one untested', [...passed, ...untested], true, 3],
  ['only untested', untested, true, 3],
  ['no flow at all', [], true, 3],
])('%s: exit status', async (name, flows, complete, status) => {
  const file = await write(`${name}.json`, [...runLines(withFlows(flows, complete))].join(''))
  const ended = await cli('report', file, '--out', path(name), '--format', 'csv')
  expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status, stderr: '' })
})

test.each([
  ['failures hidden', { ...mixedRun().summary, fail: 0, warn: 0, untested: 0 }],
  ['an outcome too many', { ...mixedRun().summary, byOutcome: { ...mixedRun().summary.byOutcome, open: 9999 } }],
])('a summary that its flows do not bear out is refused: %s', async (_, summary) => {
  const file = await write('forged.json', JSON.stringify(mixedRun({ summary })))
  const { status, stderr } = await cli('report', file, '--out', path('forged'), '--format', 'csv')
  expect(stderr).toContain('its summary does not match its flows')
  expect(status).toBe(2)
})

test('no counts at all are never a success', () => {
  expect(statusOf(summarise([]))).toBe(3)
})

test.each([
  ['edited', (text: string) => text.replace('"engineer":"J. Doe"', '"engineer":"J. Roe"'), 'it was edited after'],
  ['without integrity', (text: string) => text.replace(/,\n "integrity": .*/, ''), 'wrote no integrity'],
])('%s: rendered, with a warning', async (name, change, words) => {
  const text = [...runLines(withFlows(passed, true))].join('')
  const file = await write(`${name}.json`, change(text))
  const { status, stderr } = await cli('report', file, '--out', path(`warned ${name}`), '--format', 'csv')
  expect(stderr).toContain(`warning: ${file}: `)
  expect(stderr).toContain(words)
  expect(status).toBe(0)
})

const missing = popplerMissing()
if (missing) console.warn(`The paper of the PDF is not looked at: ${missing}`)

test.skipIf(missing).each([
  [[], 'A4'],
  [['--paper', 'letter'], 'letter'],
])('the PDF is printed on the paper that was asked for: %j', async (options, size) => {
  const file = await write(`paper ${size}.json`, [...runLines(mixedRun())].join(''))
  await cli('report', file, '--out', path(`paper ${size}`), ...options)
  expect(pdfInfo(path(`paper ${size}`, 'report.pdf')).get('Page size')).toContain(size)
})

test('a paper that nobody knows is a slip', async () => {
  const { status, stderr } = await cli('report', 'run.json', '--paper', 'a3')
  expect(stderr).toContain('Allowed choices are a4, letter')
  expect(status).toBe(2)
})
