/** An evidence bundle in place of a run.json, by the built command: the same as its run; one that was changed is refused, and nothing is written. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { beforeAll, expect, test } from 'vitest'
import { runLines } from '../../../main/store/write-run.ts'
import { mixedRun } from '../../support/sample-run.ts'
import { failingPlan, workplace } from './cli-process.ts'

const { cli, path, write } = workplace()
let bundle = ''
let changed = ''
let plan = ''
beforeAll(async () => {
  await mkdir(path('made'))
  await write('made/run.json', [...runLines(mixedRun())].join(''))
  await cli('report', path('made'), '--format', 'bundle')
  bundle = path('made', 'evidence.zip')
  plan = await write('plan.yaml', failingPlan())
  const bytes = await readFile(bundle)
  bytes[5000] = (bytes[5000] ?? 0) ^ 1
  changed = path('changed.zip')
  await writeFile(changed, bytes)
})

const leftOver = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('psm-preflight-run-'))

test('report: the same reports as of its run', async () => {
  const before = await leftOver()
  const asked = ['--format', 'csv', '--out'] as const
  const ofRun = await cli('report', path('made'), ...asked, path('of-run'))
  const ofBundle = await cli('report', bundle, ...asked, path('of-bundle'))
  expect(ofBundle.stderr).toBe('')
  expect(ofBundle.status).toBe(ofRun.status)
  expect(await readFile(path('of-bundle', 'flows.csv'))).toEqual(await readFile(path('of-run', 'flows.csv')))
  expect((await leftOver()).filter((name) => !before.includes(name))).toEqual([])
})

test('report: without --out the reports stand beside the bundle', async () => {
  const { stdout } = await cli('report', bundle, '--format', 'junit')
  expect(stdout).toBe(`Saved ${path('made', 'junit.xml')}\n`)
})

test('report: a bundle is made of its run already', async () => {
  const { status, stderr } = await cli('report', bundle, '--format', 'bundle', '--out', path('again'))
  expect([status, existsSync(path('again', 'evidence.zip'))]).toEqual([2, false])
  expect(stderr).toMatch(/is a bundle already/)
})

test('diff: named as it was given, and no other than its run', async () => {
  const { status, stdout, stderr } = await cli('diff', bundle, path('made'), '--json')
  expect(stderr).toBe('')
  expect(status).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ old: { name: bundle } })
})

test('merge: its run is kept beside the joined one', async () => {
  const { stderr } = await cli('merge', bundle, '--out', path('joined'))
  expect(stderr).toBe('')
  const [kept = ''] = await readdir(path('joined', 'runs'))
  expect(await readFile(path('joined', 'runs', kept))).toEqual(await readFile(path('made', 'run.json')))
})

test('--only-failed: reads the failures of its run', async () => {
  const plan = await write('elsewhere.yaml', failingPlan().replaceAll('psm-1', 'node-a'))
  const { status, stderr } = await cli('check', plan, '--only-failed', bundle, '--out', path('never'))
  expect(status).toBe(2)
  expect(stderr).toMatch(/\d+ flows failed or warned in .*evidence\.zip, and the plan holds none of them/)
})

test.each([
  ['report', () => ['report', changed, '--out', path('no-1')]],
  ['diff', () => ['diff', changed, path('made'), '--out', path('no-2')]],
  ['check --only-failed', () => ['check', plan, '--only-failed', changed, '--out', path('no-4')]],
  ['merge', () => ['merge', path('made'), changed, '--out', path('no-3')]],
])('%s: one that was changed is refused, and nothing is written', async (_, args) => {
  const { status, stdout, stderr } = await cli(...args())
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/changed\.zip: an evidence bundle that is NOT as it was saved: .*ask for it again/)
  expect(existsSync(args().at(-1) ?? '')).toBe(false)
})
