/** A check against one of its runs, and its evidence bundle, as a door asks for them: on real files and real sockets. */
import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeReport } from '../../../main/checks/make-report.ts'
import { verifyBundle } from '../../../main/report/bundle/verify-bundle.ts'
import { PREVIEW_PIECE, type Result } from '../../../shared/contract.ts'
import { Core, loopbackDraft, temporaryFolder } from '../../support/core.ts'
import { Listeners } from '../../support/loopback.ts'
import { pdfPages } from '../../support/poppler.ts'

const NET = 91
let place: Awaited<ReturnType<typeof temporaryFolder>>
let core: Core
let listeners: Listeners

beforeEach(async () => {
  place = await temporaryFolder()
  core = await Core.open(place.folder)
  listeners = new Listeners()
})
afterEach(async () => {
  await core.workspace.close()
  await listeners.close()
  await place.done()
})

test('what a second run fixed is told against the first', async () => {
  const id = await core.create({ ...loopbackDraft(NET), stage: 'operational' })
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  await listeners.open((socket) => socket.end(), `127.${NET}.0.11`, 80)
  await listeners.open((socket) => void socket.write('SSH-2.0-test\r\n'), `127.${NET}.0.11`, 22)
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  const view = await core.call('checks.compare', { id, with: { kind: 'run', run: 1 } })
  const changed = view.rows.filter(({ ports }) => ports === '22').map(({ change, flows, was }) => [change, flows, was])
  expect(changed).toContainEqual(['fixed', 1, expect.stringMatching(/^fail, closed/)])
  expect([view.sentence, view.standing]).toEqual([expect.stringMatching(/[1-9]\d* fixed, 0 broken/), 'bad'])
})

test('a run that is not there is refused, and so is a check that was not tested', async () => {
  const id = await core.create(loopbackDraft(NET))
  await expect(core.call('checks.compare', { id, with: { kind: 'run', run: 1 } })).rejects.toThrow(
    /refused: Nothing was tested yet/,
  )
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  await expect(core.call('checks.compare', { id, with: { kind: 'run', run: 7 } })).rejects.toThrow(
    /refused: Run 7: cannot be read/,
  )
})

test('the bundle of a check is sound', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  const made = await core.workspace.use(id, (check) => makeReport(check, 'bundle'))
  expect([made.name, made.mediaType]).toEqual([expect.stringMatching(/-evidence\.zip$/), 'application/zip'])
  const path = join(place.folder, 'saved.zip')
  if (made.content instanceof Uint8Array) await writeFile(path, made.content)
  expect((await verifyBundle(path)).head.summary.flows).toBeGreaterThan(0)
})

/** A file as a page sends it: in pieces of `size` bytes. */
async function bring(id: string, name: string, content: Buffer, size = 60_000): Promise<string> {
  const upload = randomUUID()
  for (let at = 0; at < content.length; at += size) {
    const bytes = content.subarray(at, at + size).toString('base64')
    const reply = await core.call('compare.bring', { id, upload, name, size: content.length, at, bytes })
    if (reply.done) return reply.file
  }
  throw new Error('the last piece is not the last')
}

/** Two checks of the same plan: in the first one everything is refused, in the second SSH and HTTP answer. */
async function twoChecks(): Promise<[first: string, second: string]> {
  const draft = { ...loopbackDraft(NET), stage: 'operational' as const }
  const first = await core.create(draft)
  await core.run(first, { kind: 'group', group: 'user-to-psm' })
  await listeners.open((socket) => socket.end(), `127.${NET}.0.11`, 80)
  await listeners.open((socket) => void socket.write('SSH-2.0-test\r\n'), `127.${NET}.0.11`, 22)
  const second = await core.create(draft)
  await core.run(second, { kind: 'group', group: 'user-to-psm' })
  return [first, second]
}

const fileOf = async (id: string, format: 'json' | 'bundle') => {
  const { content } = await core.workspace.use(id, (check) => makeReport(check, format))
  return content instanceof Uint8Array ? Buffer.from(content) : await readFile(content.path)
}

test('another check, its run.json and its bundle say the same of what was fixed, and by which findings', async () => {
  const [first, second] = await twoChecks()
  const byCheck = await core.call('checks.compare', { id: second, with: { kind: 'check', check: first } })
  expect(byCheck.sentence).toMatch(/[1-9]\d* fixed, 0 broken/)
  expect(byCheck.findings.filter(({ of }) => of === 'old').map(({ state }) => state)).toContainEqual(
    expect.stringMatching(/fixed/),
  )
  // What failed before and fails now is told once.
  expect(byCheck.findings.filter(({ of, state }) => of === 'new' && state === 'known')).toEqual([])
  for (const format of ['json', 'bundle'] as const) {
    const file = await bring(second, `first.${format}`, await fileOf(first, format))
    const byFile = await core.call('checks.compare', { id: second, with: { kind: 'file', file } })
    expect({ ...byFile, old: null }, format).toEqual({ ...byCheck, old: null })
    expect(byFile.old.name).toBe(`first.${format}`)
  }
  // It became no part of the check.
  expect((await core.call('checks.open', { id: second })).result.runs).toHaveLength(1)
})

test.each<[string, (content: Buffer) => Buffer, RegExp]>([
  [
    'a bundle with a flipped bit',
    (content) => Buffer.from(content.map((byte, at) => (at === 900 ? byte ^ 1 : byte))),
    /changed or damaged/,
  ],
  ['half a bundle', (content) => content.subarray(0, content.length / 2), /does not end with the seal/],
  ['text', () => Buffer.from('hello'), /Accepted: a run.json, or the evidence.zip/],
])('%s is refused with its name, and nothing is left of it', async (_, change, words) => {
  const [, id] = await twoChecks()
  const content = change(await fileOf(id, 'bundle'))
  await expect(bring(id, 'brought.zip', content)).rejects.toThrow(/refused: brought\.zip: /)
  await expect(bring(id, 'brought.zip', content)).rejects.toThrow(words)
  await expect(core.call('checks.compare', { id, with: { kind: 'file', file: 'A'.repeat(22) } })).rejects.toThrow(
    /choose it again/,
  )
})

test('a preview is the report that would be saved; with a comparison it has a chapter more, and it stays what was seen', async () => {
  const [first, id] = await twoChecks()
  const read = async ({ preview, bytes }: Result<'preview.begin'>) => {
    const pieces: Buffer[] = []
    for (let offset = 0; offset < bytes; offset += PREVIEW_PIECE)
      pieces.push(Buffer.from((await core.call('preview.piece', { preview, offset })).data, 'base64'))
    return Buffer.concat(pieces)
  }
  const seen = await core.call('preview.begin', { id })
  const compared = await core.call('preview.begin', { id, against: { kind: 'check', check: first } })
  const [plain, chapter] = [await read(seen), await read(compared)]
  expect([plain.length, chapter.length]).toEqual([seen.bytes, compared.bytes])
  expect(plain.equals(await fileOfPdf(id))).toBe(true)
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  expect((await read(seen)).equals(plain)).toBe(true)
  const [withOut, withIt] = await Promise.all([plain, chapter].map(pdfText))
  expect([withOut?.includes('Compared with'), withIt?.includes('Compared with')]).toEqual([false, true])
  await core.call('preview.end', { preview: seen.preview })
  await expect(core.call('preview.save', { preview: seen.preview })).rejects.toThrow(/open it again/)
})

const fileOfPdf = async (id: string) =>
  Buffer.from((await core.workspace.use(id, (check) => makeReport(check, 'pdf'))).content as Uint8Array)

async function pdfText(content: Buffer): Promise<string> {
  const path = join(place.folder, `${randomUUID()}.pdf`)
  await writeFile(path, content)
  return pdfPages(path).join('\n')
}
