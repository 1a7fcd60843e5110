/** `merge`: results of several machines as one, by the built command; and everything that it must refuse. */
import { mkdir, readFile, readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { type RunResult, runResult } from '../../../shared/result.ts'
import { type Answer, type HostRun, hostRun } from '../../support/host-run.ts'
import { samplePlan } from '../../support/sample-run.ts'
import { runLines } from '../../../main/store/write-run.ts'
import { summarise } from '../../../shared/summary.ts'
import { workplace } from './cli-process.ts'

const { cli, path, write } = workplace()

const textOf = (run: RunResult) => [...runLines(run)].join('')
const put = (name: string, run: HostRun) => write(name, textOf(hostRun(run)))
const joined = async (name: string) => runResult.parse(JSON.parse(await readFile(path(name, 'run.json'), 'utf8')))
const merge = (out: string, ...args: string[]) => cli('merge', ...args, '--out', path(out), '--format', 'csv')
const outcomes = ({ flows }: RunResult) => new Map(flows.map((flow) => [flow.id, flow.outcome]))

const LAPTOP = ['laptop', 'mgmt']
const DSC_1 = ['dsc-1']
const SSH_1 = 'dsc-to-psm/dsc-1/psm-1/9009'

test('two hosts: each flow from where it was tested, and both files stay', async () => {
  const laptop = await put('laptop.json', { hosts: LAPTOP, minute: 1 })
  // Newer, and untested there: what the laptop tested stays tested.
  const dsc = await put('dsc-1.json', {
    hosts: DSC_1,
    minute: 9,
    answer: ({ port }) => (port === 9009 ? 'silent' : 'closed'),
  })
  const { status, stdout, stderr } = await merge('two', laptop, dsc)
  expect(stderr).toBe('')
  expect(status).toBe(1)
  expect(stdout).toMatch(/Joined from 2 results:\n.*Sent from.*\n\s+1\s+laptop, mgmt .*\n\s+2\s+dsc-1 /)
  const run = await joined('two')
  expect(run.flows.filter(({ source, outcome }) => LAPTOP.includes(source) && outcome === 'not-tested')).toEqual([])
  expect(run.flows.filter(({ source, outcome }) => source === 'dsc-1' && outcome === 'not-tested')).toEqual([])
  expect(run.flows.filter(({ outcome }) => outcome === 'not-tested').length).toBe(
    run.flows.filter(({ source }) => ![...LAPTOP, ...DSC_1].includes(source)).length,
  )
  expect(run.runs?.map(({ run: n, sentFrom, flows }) => [n, sentFrom, flows])).toEqual([
    [1, LAPTOP, 15],
    [2, DSC_1, 33],
  ])
  expect(run.conflicts).toEqual([])
  expect(run.plan.flows).toBe(run.flows.length)
  for (const { file } of run.runs ?? []) expect(await readFile(path('two', file), 'utf8')).toMatch(/"integrity"/)
  expect(await readFile(path('two', run.runs?.[0]?.file ?? ''))).toEqual(await readFile(laptop))
})

test('a conflict: the newest is kept whatever the order of the files, and the other one is told everywhere', async () => {
  const of = (answer: Answer) => (flow: { id: string }) => (flow.id === SSH_1 ? answer : 'closed')
  const older = await put('older.json', { hosts: DSC_1, minute: 1, answer: of('silent') })
  const newer = await put('newer.json', { hosts: DSC_1, minute: 5, answer: of('open') })
  for (const [out, files] of [
    ['forth', [older, newer]],
    ['back', [newer, older]],
  ] as const) {
    const { stdout } = await merge(out, ...files)
    const run = await joined(out)
    const flow = run.flows.find(({ id }) => id === SSH_1)
    expect(flow?.outcome).toBe('open')
    expect(run.conflicts).toEqual([
      {
        flow: SSH_1,
        kept: { run: 2, outcome: 'open', at: '2026-03-04T13:05:30.000Z' },
        others: [{ run: 1, outcome: expect.stringMatching(/silent/), at: '2026-03-04T13:01:30.000Z' }],
      },
    ])
    expect(stdout).toContain('1 conflict: the newest is kept')
    expect(stdout).toMatch(new RegExp(`${SSH_1}\\s+open \\(result 2\\)\\s+(host-)?silent \\(result 1\\)`))
    const csv = await readFile(path(out, 'flows.csv'), 'utf8')
    expect(csv.split('\r\n').find((line) => line.includes(SSH_1))).toMatch(/result 1: (host-)?silent \(2026/)
  }
  const old = JSON.parse(await readFile(path('back', (await joined('back')).runs?.[0]?.file ?? ''), 'utf8'))
  expect(runResult.parse(old).flows.find(({ id }) => id === SSH_1)?.evidence.attempts).toHaveLength(6)
})

test('a conflict of results that overlap in time: clocks that nobody compared do not tell which one is newer', async () => {
  const of = (answer: Answer) => (flow: { id: string }) => (flow.id === SSH_1 ? answer : 'closed')
  const [first, second] = [of('silent'), of('open')]
  const older = await put('slow.json', { hosts: DSC_1, minute: 1, answer: first })
  const same = { startedAt: '2026-03-04T13:01:20.000Z', finishedAt: '2026-03-04T13:01:50.000Z' }
  const during = await put('during.json', { hosts: DSC_1, minute: 1, answer: second, change: same })
  const agrees = await put('agrees.json', { hosts: DSC_1, minute: 1, answer: first, change: same })
  const later = await put('later.json', { hosts: DSC_1, minute: 2, answer: second })
  const doubt = /not certain for one flow: .* at the same time.* \(1 and 2\)\. Test it again/
  const { stdout, status } = await merge('overlap', older, during)
  expect(status).toBe(1)
  const doubted = (await joined('overlap')).flows.find(({ id }) => id === SSH_1)
  expect([doubted?.outcome, doubted?.verdict, doubted?.proof]).toEqual(['unstable', 'warn', 'likely'])
  expect((await joined('overlap')).findings.find(({ flows }) => flows.includes(SSH_1))?.cause).toBe('unstable')
  const again = await put('again.json', { hosts: DSC_1, minute: 9, answer: second })
  await merge('settled', older, during, again)
  expect(outcomes(await joined('settled')).get(SSH_1)).toBe('open')
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(doubt)
  expect((await joined('overlap')).warnings.join('\n')).toMatch(doubt)
  for (const [out, file] of [
    ['agree', agrees],
    ['order', later],
  ] as const) {
    await merge(out, older, file)
    expect((await joined(out)).warnings.join('\n')).not.toMatch(/not certain/)
  }
})

test('stopped early: what was not asked stays untested, and takes nothing from the run before', async () => {
  const whole = await put('whole.json', { hosts: DSC_1, minute: 1, answer: () => 'closed' })
  const stopped = await put('stopped.json', { hosts: ['dsc-1', 'dsc-2'], minute: 5, answer: () => 'cancelled' })
  await merge('stopped', whole, stopped)
  const found = outcomes(await joined('stopped'))
  expect(found.get(SSH_1)).toBe('closed')
  expect(found.get('dsc-to-psm/dsc-2/psm-1/9009')).toBe('not-tested')
  expect((await joined('stopped')).complete).toBe(false)
})

test('placement is judged over all that was joined, in the stage of all results or in the one that is given', async () => {
  const plan = samplePlan(2, { stage: 'operational' })
  // 9014 lives on one node of the cluster, 9009 on all of them.
  const onOneNode: HostRun['answer'] = ({ port, destination }) =>
    port === 9014 && destination.name === 'psm-2' ? 'open' : 'closed'
  const laptop = await put('op-laptop.json', { plan, hosts: LAPTOP, minute: 1, answer: () => 'open' })
  const dsc = await put('pre-dsc.json', { hosts: DSC_1, minute: 5, answer: onOneNode })
  const refused = await merge('stages', laptop, dsc)
  expect(refused).toMatchObject({ status: 2, stdout: '' })
  expect(refused.stderr).toMatch(
    /different stages.*--stage preinstall or --stage operational\n.*op-laptop\.json: operational\n.*pre-dsc\.json: preinstall/,
  )
  expect((await merge('stages', laptop, dsc, '--stage', 'operational')).status).toBe(1)
  const run = await joined('stages')
  const verdict = (port: number) => run.flows.find(({ id }) => id === `dsc-to-psm/dsc-1/psm-1/${port}`)?.verdict
  expect([run.stage, verdict(9009), verdict(9014)]).toEqual(['operational', 'fail', 'pass'])
  expect(run.warnings.join('\n')).toMatch(
    /pre-dsc\.json was judged for preinstall: its evidence is judged again for operational/,
  )
})

test('all that is wrong is said at once, by file, and nothing is written', async () => {
  const good = await put('good.json', { hosts: LAPTOP, minute: 1 })
  const text = await readFile(good, 'utf8')
  const copy = await write('copy.json', text)
  const anew = await write('anew.json', JSON.stringify(JSON.parse(text), null, 2))
  const other = await put('other-plan.json', {
    hosts: DSC_1,
    minute: 2,
    change: { plan: { ...hostRun({ hosts: DSC_1, minute: 2 }).plan, sha256: '0'.repeat(64) } },
  })
  const edited = await write('edited.json', text.replace('"outcome":"closed"', '"outcome":"open"'))
  const major = await write('major.json', text.replace('run@1', 'run@2'))
  const cut = await write('cut.json', text.slice(0, text.length / 2))
  const pdf = await write('report.pdf', '%PDF-1.7 …')
  await mkdir(path('empty'))
  const ended = await merge(
    'faults',
    good,
    copy,
    anew,
    other,
    edited,
    major,
    cut,
    pdf,
    path('empty'),
    path('nowhere.json'),
  )
  expect(ended).toMatchObject({ status: 2, stdout: '' })
  const lines = ended.stderr.split('\n')
  const said = (name: string) => lines.find((line) => line.includes(`${name}: `)) ?? ended.stderr
  expect(said('copy.json')).toContain('the same result as')
  expect(said('anew.json')).toContain('the same result as')
  expect(said('other-plan.json')).toMatch(
    /of another plan: SHA-256 0000000000000000…, and that of .*good\.json is 9f2c41d07ab35e86…/,
  )
  expect(said('edited.json')).toContain('it was edited after it was written')
  expect(said('major.json')).toContain('found psm-preflight/run@2; accepted: psm-preflight/run@1')
  expect(said('cut.json')).toContain('it is cut off')
  expect(said('report.pdf')).toContain('a PDF document')
  expect(said('empty')).toContain('cannot be read')
  expect(said('nowhere.json')).toContain('no such file')
  expect(ended.stderr).toContain('9 faults; nothing was joined.')
  await expect(readdir(path('faults'))).rejects.toThrow('ENOENT')
})

test('an older file without integrity, and one of another catalogue: joined, and said', async () => {
  const old = await write('old.json', textOf(hostRun({ hosts: LAPTOP, minute: 1 })).replace(/,\n "integrity": .*/, ''))
  const tool = { name: 'psm-preflight' as const, version: '0.0.9', catalogue: 'psm-ee-appendix-b/0' }
  const finishedAt = new Date(Date.now() + 86_400_000).toISOString()
  const dsc = await put('older-catalogue.json', { hosts: DSC_1, minute: 2, change: { tool, finishedAt } })
  const { status, stdout } = await merge('old', old, dsc)
  expect(status).toBe(1)
  expect(stdout).toMatch(/old\.json: it is of a version that wrote no integrity/)
  expect(stdout).toMatch(/older-catalogue\.json ended at .*still to come/)
  expect(stdout).toMatch(/older-catalogue\.json was judged by another port catalogue \(psm-ee-appendix-b\/0\)/)
})

test('without integrity, what contradicts itself is refused all the same', async () => {
  const run = hostRun({ hosts: LAPTOP, minute: 1 })
  const text = textOf(run).replace(/,\n "integrity": .*/, '')
  const first = run.flows[0]
  if (!first) throw new Error('no flow')
  const flows = [...run.flows, first]
  const twice = await write('twice.json', textOf({ ...run, flows, summary: summarise(flows) }))
  const summary = await write('summary.json', text.replace('"fail":', '"fail":7'))
  const port = await write('port.json', text.replace('"port":443', '"port":22'))
  const { status, stderr } = await merge('contradictions', twice, summary, port)
  expect(status).toBe(2)
  expect(stderr).toMatch(/twice\.json: the flow .* stands in it twice/)
  expect(stderr).toMatch(/summary\.json: its summary does not match its flows/)
  expect(stderr).toMatch(/port\.json: the flow .* is not what its id says/)
})

test('a joined result is not joined again, its parts are; quiet says nothing', async () => {
  const a = await put('a.json', { hosts: LAPTOP, minute: 1 })
  const b = await put('b.json', { hosts: DSC_1, minute: 2 })
  const c = await put('c.json', { hosts: ['dsc-2'], minute: 3 })
  expect(await merge('ab', a, b, '--quiet')).toMatchObject({ stdout: '', stderr: '' })
  const refused = await merge('abc', path('ab'), c)
  expect(refused.stderr).toMatch(/ab: is joined from 2 results already/)
  const parts = (await joined('ab')).runs?.map(({ file }) => path('ab', file)) ?? []
  await merge('ab', ...parts, c)
  const run = await joined('ab')
  expect(run.runs).toHaveLength(3)
  expect(run.flows.filter(({ source, outcome }) => source === 'dsc-2' && outcome === 'not-tested')).toEqual([])
})
