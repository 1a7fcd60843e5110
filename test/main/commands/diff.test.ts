/** `diff` by the built command: its exit status, its words, its JSON, its PDF, and what it refuses. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runLines } from '../../../main/store/write-run.ts'
import { comparison } from '../../../shared/comparison.ts'
import type { RunResult } from '../../../shared/result.ts'
import { largeRun, mixedRun, passingRun, scatteredRun } from '../../support/sample-run.ts'
import { pdfPages } from '../../support/poppler.ts'
import { CLI, workplace } from './cli-process.ts'

const { cli, path, start, write } = workplace()

const LATER = { startedAt: '2026-03-05T13:02:11.120Z', finishedAt: '2026-03-05T13:02:19.904Z' }
const laterPass = (): RunResult => ({ ...passingRun(), ...LATER })
const save = (name: string, run: RunResult) => write(name, [...runLines(run)].join(''))

test('fixed: status 0, and the words say so', async () => {
  const old = await save('old.json', mixedRun())
  const now = await save('now.json', laterPass())
  const { status, stdout, stderr } = await cli('diff', old, now)
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/flows compared: \d+ fixed, 0 broken, 0 still failing/)
  expect(stdout).toContain('fixed: every flow of it passes now')
})

test('broken: status 1, JSON by its schema, PDF with a chapter', async () => {
  const old = await save('old2.json', passingRun())
  const now = await save('now2.json', mixedRun(LATER))
  const ended = await cli('diff', old, now, '--json', '--out', path('out'), '--format', 'pdf,json')
  expect([ended.status, ended.stderr]).toEqual([1, ''])
  const printed = comparison.parse(JSON.parse(ended.stdout))
  expect(printed.summary.byChange.broken).toBeGreaterThan(0)
  expect(comparison.parse(JSON.parse(await readFile(path('out', 'diff.json'), 'utf8')))).toEqual(printed)
  const text = pdfPages(path('out', 'compared.pdf')).join('\n')
  expect(text).toContain('Compared with 2026-03-04')
  expect(text).toContain(`${printed.summary.byChange.broken} broken`)
})

test('an edited result is warned about, and compared', async () => {
  const text = [...runLines(passingRun())].join('')
  const old = await write('edited.json', text.replace('The handshake was completed.', 'The handshake was perfect.'))
  const now = await save('now3.json', laterPass())
  const { status, stderr } = await cli('diff', old, now)
  expect(status).toBe(0)
  expect(stderr).toMatch(/warning: .*edited\.json: its content is not what its integrity says/)
})

test.each([
  ['no such file', () => Promise.resolve('nothing.json'), /nothing\.json: cannot be read/],
  ['no run', () => write('no.json', '{"schema":"other"}'), /not a run/],
  ['cut off', () => write('cut.json', [...runLines(passingRun())].join('').slice(0, 4000)), /cut off or damaged/],
  [
    'a summary that its flows do not bear out',
    () => save('sum.json', { ...passingRun(), summary: { ...passingRun().summary, pass: 1 } }),
    /summary does not match/,
  ],
] as const)('status 2: %s', async (_, file, words) => {
  const now = await save('now4.json', laterPass())
  const { status, stdout, stderr } = await cli('diff', await file(), now)
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(words)
})

test('status 2: another site', async () => {
  const run = laterPass()
  const endpoints = run.plan.endpoints.map((e, at) => ({ ...e, address: `192.0.2.${at + 1}` }))
  const now = await save('other.json', { ...run, plan: { ...run.plan, endpoints, sha256: 'f'.repeat(64) } })
  const { status, stderr } = await cli('diff', await save('old5.json', passingRun()), now)
  expect(status).toBe(2)
  expect(stderr).toContain('no flow in common')
})

test('36,000 flows, twice, of which many changed: in a heap of 160 MB', async () => {
  const old = await save('large-old.json', largeRun())
  const now = await save('large-now.json', { ...scatteredRun(), ...LATER })
  const { ended } = start(process.execPath, ['--max-old-space-size=160', CLI, 'diff', old, now, '--json'])
  const { status, stdout, stderr } = await ended
  expect([status, stderr]).toEqual([1, ''])
  expect(comparison.parse(JSON.parse(stdout)).summary.compared).toBe(36_159)
}, 120_000)
