/** --only-failed: asks again what failed; says so when nothing did; and knows what is no run. */
import { mkdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runLines } from '../../../main/store/write-run.ts'
import { mixedRun, passingRun } from '../../support/sample-run.ts'
import { failingPlan, workplace } from './cli-process.ts'

const { cli, path, write } = workplace()

const again = async (run: string, ...more: string[]) =>
  cli('check', await write('plan.yaml', failingPlan()), '--only-failed', run, '--out', path('again'), ...more)

test('nothing failed: that is said, and is no error', async () => {
  const run = await write('passed.json', [...runLines(passingRun())].join(''))
  const ended = await again(run)
  expect(ended).toEqual({
    status: 0,
    stdout: `Nothing failed or warned in ${run}: nothing to test again.\n`,
    stderr: '',
  })
  expect((await again(run, '--quiet')).stdout).toBe('')
})

test('nothing failed, but not all was tested: it never sounds like a pass', async () => {
  const mixed = mixedRun()
  const untested = mixed.flows.filter((f) => f.verdict === 'untested')
  const summary = { ...mixed.summary, flows: untested.length, pass: 0, proven: 0, fail: 0, warn: 0 }
  const counted = { ...summary, untested: untested.length, byOutcome: { 'not-tested': untested.length } }
  const run = await write('untested.json', JSON.stringify({ ...mixed, flows: untested, summary: counted }))
  expect((await again(run)).stdout).toContain(`${untested.length} of its flows are still untested.`)
})

test('what failed is not in the plan: it is the plan of another run', async () => {
  const run = await write('other.json', JSON.stringify(mixedRun()))
  const plan = await write('elsewhere.yaml', failingPlan().replaceAll('psm-1', 'node-a'))
  const { status, stderr } = await cli('check', plan, '--only-failed', run, '--out', path('other'))
  expect(status).toBe(2)
  expect(stderr).toMatch(
    /\d+ flows failed or warned in .*, and the plan holds none of them: is it the plan of that run\?/,
  )
})

test('a broken plan is a fault also when nothing is to be tested', async () => {
  const run = await write('passed.json', JSON.stringify(passingRun()))
  const plan = await write('broken.yaml', 'version: 2\n')
  expect((await cli('check', plan, '--only-failed', run)).status).toBe(2)
})

test.each<[string, string | Buffer, string]>([
  ['a report', '%PDF-1.7\n%\xe2\xe3', 'found a PDF document'],
  ['a plan', '# ours\nversion: 1\nsite: { name: x }\n', 'found a plan, or other YAML'],
  ['a table', '\ufeffid,group\r\n', 'found a table in CSV'],
  ['JUnit', '<?xml version="1.0"?><testsuites/>', 'found XML'],
  ['half a run', JSON.stringify(mixedRun()).slice(0, 9000), 'found JSON that is cut off or damaged'],
  ['other JSON', '{"name": "x"}', 'found JSON that is not a run'],
  ['nothing', '', 'found an empty file'],
  ['a letter', 'Dear Jane', 'found text that is not JSON'],
])('%s is no run, and the reader is told what it is', async (name, content, found) => {
  const file = await write(`${name}.file`, content.toString())
  for (const ended of [await again(file), await cli('report', file)]) {
    expect(ended.stderr).toContain(found)
    expect(ended.stderr).toContain('accepted: the run.json that a check has saved, or the folder that holds it')
    expect(ended.stderr).not.toMatch(/SyntaxError|Unexpected token|position \d/)
    expect(ended.status).toBe(2)
  }
})

test('a folder without a run, and a path that is none, in words', async () => {
  await mkdir(path('empty'))
  expect((await cli('report', path('empty'))).stderr).toContain('no run.json is there')
  expect((await cli('report', path('nowhere'))).stderr).toContain('cannot be read: no such file or folder (ENOENT)')
})

test('a folder that cannot be made is told in words', async () => {
  const file = await write('file', '')
  const { status, stderr } = await cli('check', await write('p.yaml', failingPlan()), '--out', `${file}/below`)
  expect(stderr).toMatch(
    /--out: cannot write .*: a part of the path is a file, not a folder \(ENOTDIR\); nothing was probed/,
  )
  expect(status).toBe(2)
})
