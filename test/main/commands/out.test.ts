/** Where the result goes: tried before anything is probed, never onto the run that is read, and elsewhere rather than nowhere. */
import { mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { runResult } from '../../../shared/result.ts'
import { failingPlan, workplace } from './cli-process.ts'

const { cli, path, write } = workplace()

test.each(['check', 'practice'])(
  '%s: a folder that cannot be made is told before anything is probed',
  async (command) => {
    const plan = await write('plan.yaml', failingPlan())
    await write('afile', 'mine')
    const args = command === 'check' ? ['check', plan, '--group', 'extra'] : ['practice']
    const { status, stdout, stderr } = await cli(...args, '--out', 'afile/x', '--format', 'json')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^psm-preflight: --out: cannot write .*afile.* \(ENOTDIR\); nothing was probed\n$/)
    expect(await readFile(path('afile'), 'utf8')).toBe('mine')
  },
)

test('a run.json that cannot be written goes to the system’s folder for temporary files: status 70', async () => {
  const plan = await write('plan.yaml', failingPlan())
  await mkdir(path('taken/run.json'), { recursive: true })
  const { status, stdout, stderr } = await cli('check', plan, '--group', 'extra', '--out', 'taken', '--format', 'csv')
  expect(status).toBe(70)
  const saved = /Saved (\S*run\.json)/.exec(stdout)?.[1] ?? ''
  expect(saved).not.toContain('taken')
  expect(stderr).toContain(`saved in ${dirname(saved)} instead`)
  expect(runResult.parse(JSON.parse(await readFile(saved, 'utf8'))).summary.fail).toBe(1)
  expect((await readdir(dirname(saved))).sort()).toEqual(['field-checks.csv', 'flows.csv', 'run.json'])
  expect(await readdir(path('taken'))).toEqual(['run.json'])
  await rm(dirname(saved), { recursive: true })
})

test('a report that cannot be written: the run is there, the summary is printed, status 70', async () => {
  const plan = await write('plan.yaml', failingPlan())
  await mkdir(path('half/flows.csv'), { recursive: true })
  const { status, stdout, stderr } = await cli('check', plan, '--group', 'extra', '--out', 'half', '--format', 'csv')
  expect(status).toBe(70)
  expect(stdout).toContain('Saved half/run.json')
  expect(stderr).toMatch(/the run is saved: \S+ \S+cli\.js report half\/run\.json/)
  expect(await readdir(path('half'))).toContain('run.json')
})

test.each(['first/run.json', 'first', 'first/../first/run.json'])(
  '--only-failed %s does not overwrite what it reads',
  async (reading) => {
    const plan = await write('plan.yaml', failingPlan())
    expect((await cli('check', plan, '--group', 'extra', '--out', 'first', '--format', 'json')).status).toBe(1)
    const before = await readFile(path('first/run.json'), 'utf8')
    const again = await cli('check', plan, '--only-failed', reading, '--out', 'first', '--format', 'json')
    expect(again.stderr).toMatch(/holds the run of --only-failed, which would be overwritten; nothing was probed/)
    expect(again.status).toBe(2)
    expect(await readFile(path('first/run.json'), 'utf8')).toBe(before)
  },
)

test('a second run into the same folder keeps the first', async () => {
  const plan = await write('plan.yaml', failingPlan())
  for (const round of ['one', 'two', 'three']) {
    const { status, stderr } = await cli('check', plan, '--group', 'extra', '--out', 'same', '--format', 'json')
    expect(status).toBe(1)
    if (round !== 'one') expect(stderr).toMatch(/is kept as same\/run-\d{8}-\d{6}(-2)?\.json\n$/)
  }
  const files = await readdir(path('same'))
  expect(files).toHaveLength(3)
  const runs = await Promise.all(
    files.map(async (f) => runResult.parse(JSON.parse(await readFile(path('same', f), 'utf8')))),
  )
  expect(new Set(runs.map((run) => run.startedAt)).size).toBe(3)
})

test.skipIf(process.platform !== 'linux')('a folder in /proc is refused, and does not hang', async () => {
  const plan = await write('plan.yaml', failingPlan())
  const { status, stderr } = await cli('check', plan, '--group', 'extra', '--out', '/proc/x/y')
  expect(stderr).toMatch(/--out: cannot write \/proc\/x.* \(ENOENT\); nothing was probed/)
  expect(status).toBe(2)
})
