/** The evidence bundle: what it holds, that the same run gives the same bytes, and that nothing that was changed is called sound. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { ZipFile } from 'yazl'
import { DIALECTS } from '../../../shared/explain/dialects/all.ts'
import { SEAL } from '../../../main/report/bundle/manifest.ts'
import { BundleError, NoBundleError } from '../../../main/report/bundle/open-archive.ts'
import { verifyBundle } from '../../../main/report/bundle/verify-bundle.ts'
import { type BundleFile, bundleBytes } from '../../../main/report/bundle/write-bundle.ts'
import { writeReports } from '../../../main/report/write-reports.ts'
import { writeRun } from '../../../main/store/write-run.ts'
import type { RunResult } from '../../../shared/result.ts'
import { summarise } from '../../../shared/summary.ts'
import { randomFrom } from '../../support/random.ts'
import { largeRun, mixedRun, passingRun } from '../../support/sample-run.ts'

let folder = ''
let sound: Buffer
/** Of three flows: mutated thousands of times. */
let small: Buffer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psm-preflight-bundle-'))
  sound = await bundleOf(mixedRun(), 'first')
  const flows = mixedRun().flows.slice(0, 3)
  small = await bundleOf({ ...mixedRun(), flows, findings: [], hosts: [], summary: summarise(flows) }, 'small')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Whole numbers below what is asked for. */
function pick(seed: number): (below: number) => number {
  const random = randomFrom(seed)
  return (below) => Math.floor(random() * below)
}

async function bundleOf(run: RunResult, name: string): Promise<Buffer> {
  const { sha256 } = await writeRun(run, join(folder, name))
  const [path = ''] = await writeReports(run, sha256, join(folder, name), ['bundle'])
  return await readFile(path)
}

async function verify(bytes: Uint8Array) {
  const path = join(folder, 'checked.zip')
  await writeFile(path, bytes)
  return await verifyBundle(path)
}

/** The seal made anew, as one would who edits on purpose. */
function resealed(bytes: Buffer): Buffer {
  const body = bytes.subarray(0, bytes.length - 64)
  return Buffer.concat([body, Buffer.from(createHash('sha256').update(body).digest('hex'))])
}

/** What an ordinary reader unpacks. */
async function unpacked(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true })
  const files = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) chunks.push(chunk)
    files.set(entry.fileName, Buffer.concat(chunks))
  }
  return files
}

test('it is sound, says so of every file, and holds the run as it stands on disk', async () => {
  const { manifest, head, runSha256 } = await verify(sound)
  expect(manifest.files.map(({ name }) => name).filter((name) => !name.startsWith('rules/'))).toEqual([
    'run.json',
    'report.pdf',
    'flows.csv',
    'junit.xml',
  ])
  expect(head.summary).toEqual(mixedRun().summary)
  const run = await readFile(join(folder, 'first', 'run.json'))
  expect(runSha256).toBe(createHash('sha256').update(run).digest('hex'))
  expect((await unpacked(sound)).get('run.json')?.equals(run)).toBe(true)
  expect(await readdir(join(folder, 'first'))).toEqual(['evidence.zip', 'run.json'])
})

test('it holds the rules of every dialect with their rollbacks, the very files of --format rules', async () => {
  const { sha256 } = await writeRun(mixedRun(), join(folder, 'rules'))
  const ticket = { ticket: 'CHG0012345' }
  const [rules = '', bundle = ''] = await writeReports(
    mixedRun(),
    sha256,
    join(folder, 'rules'),
    ['rules', 'bundle'],
    ticket,
  )
  const files = await unpacked(await readFile(bundle))
  const names = (await readdir(rules)).toSorted()
  expect(names).toEqual(
    DIALECTS.flatMap(({ file, rollbackFile }) => [file, ...(rollbackFile === null ? [] : [rollbackFile])]).toSorted(),
  )
  const inBundle = [...files.keys()].filter((name) => name.startsWith('rules/'))
  expect(inBundle.toSorted()).toEqual(names.map((name) => `rules/${name}`))
  for (const name of names)
    expect(files.get(`rules/${name}`)?.equals(await readFile(join(rules, name))), name).toBe(true)
  expect(String(files.get('rules/nftables.nft'))).toContain('CHG0012345')
  await verifyBundle(bundle)
})

test('a run that asks for no rule says so, and has no file to paste', async () => {
  const files = await unpacked(await bundleOf(passingRun(), 'passing'))
  expect([...files.keys()].filter((name) => name.startsWith('rules/'))).toEqual(['rules/change-request.txt'])
  expect(String(files.get('rules/change-request.txt'))).toContain('Nothing is asked for')
})

test('another program unpacks it, and finds no fault', async () => {
  const said = execFileSync('python3', ['-m', 'zipfile', '-t', join(folder, 'first', 'evidence.zip')], {
    encoding: 'utf8',
  })
  expect(said).toContain('Done testing')
})

test('the same run gives the same bytes, in another time zone too', async () => {
  const before = process.env['TZ']
  process.env['TZ'] = 'Pacific/Auckland'
  const again = await bundleOf(mixedRun(), 'again')
  process.env['TZ'] = before
  for (const [name, content] of await unpacked(sound))
    expect((await unpacked(again)).get(name)?.equals(content), name).toBe(true)
  expect(again.equals(sound)).toBe(true)
})

test('2,000 mutated bundles: none is called sound, none makes it crash', async () => {
  const random = pick(20)
  for (let n = 0; n < 2000; n += 1) {
    const mutated = mutate(small, random)
    if (mutated.equals(small)) continue
    const error = await verify(mutated).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error instanceof BundleError || error instanceof NoBundleError, `mutation ${n}: ${String(error)}`).toBe(true)
  }
}, 120_000)

test('300 more with the seal made anew: what is called sound unpacks to the very same files', async () => {
  const random = pick(21)
  const original = await unpacked(small)
  let accepted = 0
  for (let n = 0; n < 300; n += 1) {
    const mutated = resealed(mutate(small, random))
    const error = await verify(mutated).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    if (error === null) {
      accepted += 1
      expect(await unpacked(mutated), `mutation ${n}`).toEqual(original)
    } else expect(error instanceof BundleError || error instanceof NoBundleError, `${n}: ${String(error)}`).toBe(true)
  }
  expect(accepted).toBeLessThan(30)
}, 120_000)

/** Flipped bits, cuts, doubled and swapped pieces; half of them in the directory at the end, where one byte means much. */
function mutate(bytes: Buffer, random: (below: number) => number): Buffer {
  const copy = Buffer.from(bytes)
  const at = () => (random(2) === 0 ? random(copy.length) : copy.length - 1 - random(600))
  const length = 1 + random(200)
  const from = at()
  switch (random(6)) {
    case 0:
      copy[from] = (copy[from] ?? 0) ^ (1 << random(8))
      return copy
    case 1:
      return copy.subarray(0, from)
    case 2:
      return Buffer.concat([copy.subarray(0, from), copy.subarray(Math.min(copy.length, from + length))])
    case 3:
      return Buffer.concat([copy.subarray(0, from), copy.subarray(from, from + length), copy.subarray(from)])
    case 4:
      copy.fill(random(256), from, Math.min(copy.length, from + length))
      return copy
    default:
      copy.copy(copy, at(), from, from + length)
      return copy
  }
}

/** A sound bundle of other files than those that a run has. */
async function made(change: (files: BundleFile[]) => BundleFile[], head: Partial<RunResult> = {}): Promise<Buffer> {
  const files = [...(await unpacked(sound))].map(([name, content]) => ({ name, content }))
  const run = JSON.parse(String(files.find(({ name }) => name === 'run.json')?.content)) as RunResult
  const chunks: Uint8Array[] = []
  const list = change(files.filter(({ name }) => name !== 'manifest.json'))
  for await (const chunk of bundleBytes({ ...run, ...head }, list)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const edited = (name: string, edit: (text: string) => string) => (files: BundleFile[]) =>
  files.map((file) =>
    file.name === name && file.content instanceof Uint8Array
      ? { name, content: Buffer.from(edit(Buffer.from(file.content).toString('latin1')), 'latin1') }
      : file,
  )

describe('forged with a manifest and a seal that fit', () => {
  test('without a change it is sound', async () => {
    expect((await made((files) => files)).equals(sound)).toBe(true)
  })
  test.each<[string, (files: BundleFile[]) => BundleFile[], RegExp]>([
    [
      'an edited run',
      edited('run.json', (text) => text.replace('The handshake was completed.', 'The handshake was perfect.')),
      /run\.json: its content is not what its integrity says/,
    ],
    ['a run that is none', edited('run.json', () => '{}\n'), /run\.json: a run that is cut off or damaged/],
    ['a run without its end', edited('run.json', (text) => text.slice(0, -30)), /run\.json/],
    [
      'a report of another run',
      edited('report.pdf', (text) => text.replaceAll(/sha256 [0-9a-f]{64}/g, `sha256 ${'0'.repeat(64)}`)),
      /report\.pdf: it is not the report of this run/,
    ],
    ['no report', (files) => files.filter(({ name }) => name !== 'report.pdf'), /report\.pdf: missing/],
    [
      'a file too many',
      (files) => [...files, { name: 'setup.exe', content: Buffer.from('MZ') }],
      /setup\.exe: not a file that a bundle holds/,
    ],
    [
      'field checks that the run has not',
      (files) => [...files, { name: 'field-checks.csv', content: Buffer.from('x') }],
      /the run has no such checks/,
    ],
    ['the same file twice', (files) => [...files, ...files.slice(-1)], /rules\/.* stands in it twice/],
    [
      'a name that leads out',
      (files) => [...files, { name: 'rules/..', content: Buffer.from('x') }],
      /invalid relative path|not a file/,
    ],
  ])('%s', async (_, change, words) => {
    await expect(made(change).then(verify)).rejects.toThrow(words)
  })
  test('a manifest of another site', async () => {
    const forged = await made((files) => files, { site: { name: 'elsewhere' } })
    await expect(verify(forged)).rejects.toThrow(/manifest\.json: it is not that of this run\.json/)
  })
})

/** An archive of a stranger, with a seal that fits. */
async function strange(build: (zip: ZipFile) => void): Promise<Buffer> {
  const zip = new ZipFile()
  build(zip)
  zip.end({ comment: SEAL + '0'.repeat(64), forceZip64Format: false })
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk))
  return resealed(Buffer.concat(chunks))
}

/** Of the same length, in both headers. */
function renamed(bytes: Buffer, from: string, to: string): Buffer {
  return resealed(Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1'))
}

describe('archives of strangers', () => {
  test.each<[string, () => Promise<Uint8Array>, RegExp]>([
    ['cut off', () => Promise.resolve(sound.subarray(0, sound.length / 2)), /does not end with the seal/],
    ['packed anew', () => strange((zip) => zip.addBuffer(Buffer.from('{}'), 'manifest.json')), /headers are not those/],
    [
      'climbs out',
      async () => renamed(await strange((zip) => zip.addBuffer(Buffer.from('x'), 'aa/bb/cc')), 'aa/bb/cc', '../../cc'),
      /invalid relative path/,
    ],
    [
      'absolute',
      async () => renamed(await strange((zip) => zip.addBuffer(Buffer.from('x'), 'aa/bb/cc')), 'aa/bb/cc', '/etc/cro'),
      /absolute path/,
    ],
    [
      'backslashes',
      async () =>
        renamed(await strange((zip) => zip.addBuffer(Buffer.from('x'), 'aa/bb/cc')), 'aa/bb/cc', '..\\..\\cc'),
      /invalid characters/,
    ],
    [
      '100 files',
      () => strange((zip) => Array.from({ length: 100 }, (_, n) => zip.addBuffer(Buffer.from(''), `rules/${n}`))),
      /100 files; accepted/,
    ],
    ['no file', () => strange(() => {}), /not a ZIP archive/],
    ['text', () => Promise.resolve(Buffer.from('hello, this is no archive')), /not a ZIP archive/],
    ['empty', () => Promise.resolve(Buffer.from('')), /not a ZIP archive/],
  ])('%s', async (_, build, words) => {
    await expect(build().then(verify)).rejects.toThrow(words)
  })

  test('encrypted', async () => {
    const bytes = Buffer.from(sound)
    for (let at = bytes.indexOf('PK\u0001\u0002'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 1))
      bytes.writeUInt16LE(bytes.readUInt16LE(at + 8) | 1, at + 8)
    await expect(verify(resealed(bytes))).rejects.toThrow(/encrypted/)
  })

  test('bytes hidden before the directory, or an entry that is longer than it says', async () => {
    const directory = sound.indexOf('PK\u0001\u0002')
    const hidden = Buffer.concat([sound.subarray(0, directory), Buffer.from('hidden'), sound.subarray(directory)])
    hidden.writeUInt32LE(directory + 6, hidden.length - 64 - SEAL.length - 22 + 16)
    await expect(verify(resealed(hidden))).rejects.toThrow(/bytes that belong to no file/)
    const short = Buffer.from(sound)
    short.writeUInt32LE(5, directory + 24)
    await expect(verify(resealed(short))).rejects.toThrow(/cannot be unpacked|checksum/)
  })

  test('a bomb: 400 MB of zeros as a run is refused in little memory', async () => {
    const size = 400 * 1024 * 1024
    const zeros = join(folder, 'zeros')
    await writeFile(zeros, '')
    await truncate(zeros, size)
    const bomb = await made((files) =>
      files.map((file) => (file.name === 'run.json' ? { name: file.name, content: { path: zeros } } : file)),
    )
    expect(bomb.length).toBeLessThan(2_000_000)
    const before = process.memoryUsage.rss()
    await expect(verify(bomb)).rejects.toThrow(/run\.json: .*a line of more than/)
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1024 * 1024)
  }, 60_000)
})

test('an edited run gets no bundle', async () => {
  const { path, sha256 } = await writeRun(mixedRun(), join(folder, 'edited'))
  await writeFile(
    path,
    (await readFile(path, 'utf8')).replace('The handshake was completed.', 'The handshake was perfect.'),
  )
  await expect(writeReports(mixedRun(), sha256, join(folder, 'edited'), ['bundle'])).rejects.toThrow(
    /no bundle is made of it/,
  )
  expect(await readdir(join(folder, 'edited'))).toEqual(['run.json'])
})

test('36,159 flows: made and verified', async () => {
  const bytes = await bundleOf(largeRun(), 'large')
  const { head } = await verify(bytes)
  expect(head.summary.flows).toBe(36_159)
}, 120_000)
