/** `--format bundle` and `verify` by the built command: what is sound, what was changed, and what is no bundle. */
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runLines } from '../../../main/store/write-run.ts'
import type { RunResult } from '../../../shared/result.ts'
import { mixedRun, passingRun } from '../../support/sample-run.ts'
import { workplace } from './cli-process.ts'

const { cli, path, write } = workplace()

async function saved(name: string, run: RunResult): Promise<string> {
  await mkdir(path(name))
  await write(`${name}/run.json`, [...runLines(run)].join(''))
  return path(name, 'evidence.zip')
}

test('report makes a bundle, and verify says that it is sound, without writing anything', async () => {
  const bundle = await saved('whole', passingRun())
  const made = await cli('report', path('whole'), '--format', 'bundle')
  expect([made.status, made.stdout, made.stderr]).toEqual([0, `Saved ${bundle}\n`, ''])
  await mkdir(path('alone'))
  await copyFile(bundle, path('alone', 'evidence.zip'))
  const { status, stdout, stderr } = await cli('verify', path('alone', 'evidence.zip'))
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toContain('as it was saved. 5 files')
  expect(stdout).toContain('All 231 flows pass')
  expect(await readdir(path('alone'))).toEqual(['evidence.zip'])
})

test('one flipped bit: status 1', async () => {
  const bundle = await saved('bit', mixedRun())
  await cli('report', path('bit'), '--format', 'bundle')
  const bytes = await readFile(bundle)
  bytes[5000] = (bytes[5000] ?? 0) ^ 1
  await writeFile(bundle, bytes)
  const { status, stdout } = await cli('verify', bundle)
  expect(status).toBe(1)
  expect(stdout).toMatch(/NOT as it was saved: .*changed or damaged/)
})

test('cut off: status 1', async () => {
  const bundle = await saved('cut', mixedRun())
  await cli('report', path('cut'), '--format', 'bundle')
  await writeFile(bundle, (await readFile(bundle)).subarray(0, 20_000))
  expect((await cli('verify', bundle)).status).toBe(1)
})

test.each([
  ['no such file', () => Promise.resolve('nothing.zip'), /nothing\.zip: cannot be read/],
  ['a folder', () => Promise.resolve('.'), /not a file/],
  ['no archive', () => write('plain.zip', 'hello'), /not a ZIP archive/],
])('status 2: %s', async (_, file, words) => {
  const { status, stdout, stderr } = await cli('verify', await file())
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(words)
})

test('an edited run gets no bundle: status 2', async () => {
  await saved('edited', passingRun())
  const text = await readFile(path('edited', 'run.json'), 'utf8')
  await writeFile(path('edited', 'run.json'), text.replace('handshake was completed', 'handshake was perfect'))
  const { status, stderr } = await cli('report', path('edited'), '--format', 'bundle')
  expect(status).toBe(2)
  expect(stderr).toContain('no bundle is made of it')
})
