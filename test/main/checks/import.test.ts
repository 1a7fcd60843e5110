/** `check.import`: a result of another machine becomes one more run of the check, or is refused and leaves nothing. */
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeBundle } from '../../../main/report/bundle/make-bundle.ts'
import { readRun } from '../../../main/store/read-run.ts'
import { runLines } from '../../../main/store/write-run.ts'
import { IMPORT_PIECE } from '../../../shared/contract.ts'
import { draftOfPlan } from '../../../shared/plan/draft.ts'
import { OUTCOMES } from '../../../shared/outcome.ts'
import type { RunResult } from '../../../shared/result.ts'
import { Core, temporaryFolder } from '../../support/core.ts'
import { type HostRun, hostRun } from '../../support/host-run.ts'
import { samplePlan } from '../../support/sample-run.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let core: Core
let id: string
let sha256: string
beforeEach(async () => {
  place = await temporaryFolder()
  core = await Core.open(place.folder)
  // Nothing starts here, so that a run of this machine asks nothing, and ends at once.
  const plan = samplePlan(2)
  for (const endpoint of plan.endpoints) endpoint.vantage = { kind: 'none' }
  id = await core.create(draftOfPlan(plan))
  sha256 = (await core.workspace.use(id, ({ tested }) => tested?.sha256)) ?? ''
})
afterEach(async () => {
  await core.workspace.close()
  await place.done()
})

const folder = (...names: string[]) => join(place.folder, 'checks', id, ...names)
const SSH_1 = 'dsc-to-psm/dsc-1/psm-1/9009'
const ofPlan = (run: HostRun): RunResult => {
  const made = hostRun(run)
  return { ...made, plan: { ...made.plan, sha256 } }
}
const textOf = (run: RunResult) => [...runLines(run)].join('')
let uploads = 0

/** In pieces of so many bytes, as a page sends it. */
async function bring(brought: string | Buffer, name = 'dsc-1.json', most = IMPORT_PIECE) {
  const bytes = typeof brought === 'string' ? Buffer.from(brought) : brought
  uploads += 1
  const upload = `0000${uploads}`.padStart(12, '0')
  for (let at = 0; ; at += most) {
    const piece = bytes.subarray(at, at + most).toString('base64')
    const reply = await core.call('check.import', { id, upload, name, size: bytes.length, at, bytes: piece })
    if (reply.done) return reply
  }
}

async function outcomeOf(flow: string): Promise<string | undefined> {
  const index = (await core.workspace.use(id, ({ tested }) => tested?.indexOf.get(flow))) ?? -1
  const { states } = await core.call('checks.flows', { id, from: index, limit: 1 })
  return OUTCOMES[states[0]?.[0] ?? -1]
}

test('brought in pieces: its flows count, the windows are told, and it is still there after a restart', async () => {
  const from = core.told.length
  const text = textOf(ofPlan({ hosts: ['dsc-1'], minute: 1 }))
  expect(await bring(text, 'dsc-1.json', 100_000)).toMatchObject({
    run: 1,
    flows: 33,
    sentFrom: ['dsc-1'],
    conflicts: 0,
    notes: [],
  })
  expect(await core.event('check.changed', from)).toEqual({ check: id })
  expect(await outcomeOf(SSH_1)).toBe('closed')
  expect(await readFile(folder('runs', '1.json'), 'utf8')).toBe(text)
  await core.workspace.close()
  core = await Core.open(place.folder)
  const { result } = await core.call('checks.open', { id })
  expect(result.runs).toMatchObject([{ run: 1, imported: { file: 'dsc-1.json', sentFrom: ['dsc-1'] } }])
  expect(result.summary.pass).toBeGreaterThan(0)
})

/** The evidence bundle of a result, as the command line saves it beside its run.json. */
async function bundleOf(text: string): Promise<Buffer> {
  const path = join(place.folder, 'run.json')
  await writeFile(path, text)
  const { run, sha256: ofRun } = await readRun(path)
  const pieces: Uint8Array[] = []
  for await (const piece of await makeBundle({ run, sha256: ofRun, path, print: {} })) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('in an evidence bundle: its run becomes one of the check, and nothing else of it stays', async () => {
  const text = textOf(ofPlan({ hosts: ['dsc-1'], minute: 1 }))
  const bundle = await bundleOf(text)
  expect(await bring(bundle, 'evidence.zip', 100_000)).toMatchObject({ run: 1, flows: 33, sentFrom: ['dsc-1'] })
  expect(await readFile(folder('runs', '1.json'), 'utf8')).toBe(text)
  expect(await readdir(folder('runs'))).toEqual(['1.json'])
})

test('an evidence bundle that was changed is refused, and leaves nothing', async () => {
  const bundle = await bundleOf(textOf(ofPlan({ hosts: ['dsc-1'], minute: 1 })))
  bundle[5000] = (bundle[5000] ?? 0) ^ 1
  await expect(bring(bundle, 'evidence.zip')).rejects.toThrow(
    /evidence\.zip: an evidence bundle that is NOT as it was saved: .*ask for it again\.$/,
  )
  expect(await readdir(folder('runs'))).toEqual([])
})

test('two machines and a run of this one: each keeps what it tested, an older result takes nothing from a newer one', async () => {
  await bring(textOf(ofPlan({ hosts: ['dsc-1'], minute: 9, answer: () => 'silent' })))
  await bring(textOf(ofPlan({ hosts: ['dsc-2'], minute: 2 })), 'dsc-2.json')
  // Brought last, and older: it passed then.
  const reply = await bring(textOf(ofPlan({ hosts: ['dsc-1'], minute: 1, answer: () => 'closed' })), 'old.json')
  expect(reply).toMatchObject({ run: 3, flows: 33, conflicts: 33 })
  expect(await outcomeOf(SSH_1)).toMatch(/silent/)
  expect(await outcomeOf('dsc-to-psm/dsc-2/psm-1/9009')).toBe('closed')
  await core.run(id, { kind: 'all' })
  expect(await outcomeOf(SSH_1)).toMatch(/silent/)
  const { run } = await readRun(folder('run.json'))
  expect(run.runs?.map((one) => [one.run, one.file, one.sentFrom])).toEqual([
    [3, 'runs/3.json', ['dsc-1']],
    [2, 'runs/2.json', ['dsc-2']],
    [1, 'runs/1.json', ['dsc-1']],
    [4, 'runs/4.json', []],
  ])
  expect(run.conflicts?.find(({ flow }) => flow === SSH_1)).toMatchObject({
    kept: { run: 1 },
    others: [{ run: 3, outcome: 'closed' }],
  })
})

test('an old pass that is brought after a fresh failure changes what the list says to nothing better', async () => {
  await bring(textOf(ofPlan({ hosts: ['dsc-1'], minute: 9, answer: () => 'silent' })))
  await bring(textOf(ofPlan({ hosts: ['dsc-1'], minute: 1 })))
  const { checks } = await core.call('checks.list', {})
  expect(checks.find((check) => check.id === id)?.standing).toBe('fail')
})

test.each<[string, () => string, RegExp]>([
  [
    'another plan',
    () => textOf(hostRun({ hosts: ['dsc-1'], minute: 1 })),
    /dsc-1\.json: of another plan: .*plan\.yaml/,
  ],
  [
    'edited',
    () => textOf(ofPlan({ hosts: ['dsc-1'], minute: 1 })).replace('"closed"', '"open"'),
    /it was edited after/,
  ],
  ['cut off', () => textOf(ofPlan({ hosts: ['dsc-1'], minute: 1 })).slice(0, -900), /it is cut off/],
  ['a plan', () => 'version: 1\nsite: { name: x }\n', /a plan, or other YAML/],
  [
    'of tomorrow',
    () =>
      textOf(
        ofPlan({
          hosts: ['dsc-1'],
          minute: 1,
          change: { finishedAt: new Date(Date.now() + 86_400_000).toISOString() },
        }),
      ),
    /still to come/,
  ],
])('refused, and nothing is left of it: %s', async (_, make, words) => {
  await expect(bring(make())).rejects.toThrow(words)
  expect(await readdir(folder('runs'))).toEqual([])
  expect((await core.call('checks.open', { id })).result.runs).toEqual([])
})

test('the same result twice is refused, also when it was laid out anew', async () => {
  const text = textOf(ofPlan({ hosts: ['dsc-1'], minute: 1 }))
  await bring(text)
  await expect(bring(text)).rejects.toThrow(/in the check already/)
  await expect(bring(JSON.stringify(JSON.parse(text), null, 2))).rejects.toThrow(/in the check already/)
})

test('without integrity: added, and said', async () => {
  const text = textOf(ofPlan({ hosts: ['dsc-1'], minute: 1 })).replace(/,\n "integrity": .*/, '')
  expect((await bring(text)).notes).toEqual([expect.stringMatching(/^dsc-1\.json: it is of a version that wrote no/)])
})

test('pieces out of order, or more than was said, are refused', async () => {
  const piece = { id, upload: '00000000-1', name: 'a.json', size: 10, bytes: Buffer.from('{"a":').toString('base64') }
  await expect(core.call('check.import', { ...piece, at: 5 })).rejects.toThrow(/first piece/)
  expect(await core.call('check.import', { ...piece, at: 0 })).toEqual({ done: false })
  await expect(core.call('check.import', { ...piece, at: 0 })).rejects.toThrow(/in order/)
  await expect(core.call('check.import', { ...piece, at: 0, size: 3 })).rejects.toThrow(/in order/)
  expect(await readdir(folder('runs'))).toEqual([])
})

test('while the check is tested nothing is imported', async () => {
  const text = textOf(ofPlan({ hosts: ['dsc-1'], minute: 1 }))
  const from = core.told.length
  const [started, brought] = await Promise.allSettled([
    core.call('run.start', { id, ask: { kind: 'all' } }),
    bring(text),
  ])
  expect(started.status).toBe('fulfilled')
  expect(brought).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/being tested/) } })
  await core.event('run.finished', from)
  expect((await bring(text)).run).toBe(2)
})
