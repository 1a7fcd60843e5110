/** Readers that go away, and full disks: the exit status and the saved run do not depend on who reads the output. */
import { existsSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runResult } from '../../../shared/result.ts'
import { CLI, failingPlan, workplace } from './cli-process.ts'

const { path, start, write } = workplace()

const checkArgs = (plan: string, out: string) => [CLI, 'check', plan, '--group', 'extra', '--out', out, '--format=json']

test.each([
  ['stdout', false, true],
  ['stderr', true, false],
  ['stdout and stderr', true, true],
])('nobody reads %s: status 1 all the same, and the run is saved', async (name, closeErr, closeOut) => {
  const plan = await write('pipes.yaml', failingPlan())
  const out = path(name)
  const { child, ended } = start(process.execPath, checkArgs(plan, out))
  if (closeOut) child.stdout?.destroy()
  if (closeErr) child.stderr?.destroy()
  expect((await ended).status).toBe(1)
  const run = runResult.parse(JSON.parse(await readFile(path(name, 'run.json'), 'utf8')))
  expect(run.summary.fail).toBe(1)
})

const noFull = !existsSync('/dev/full')
test.skipIf(noFull)('words that a full disk swallowed are no success (skipped without /dev/full)', async () => {
  const full = openSync('/dev/full', 'w')
  const { ended } = start(process.execPath, [CLI, 'plan', 'init'], { stdio: ['ignore', full, 'pipe'] })
  expect((await ended).status).toBe(70)
})

test('all of a long output arrives before the end', async () => {
  const cards = '  - { name: "card-{n}", role: dsc, address: 10.77.30.1-10.77.33.250 }\n'
  const plan = await write('long.yaml', failingPlan('127.66.0.11', cards))
  const { stdout, status } = await start(process.execPath, [CLI, 'plan', 'check', plan]).ended
  expect(status).toBe(0)
  expect(stdout.endsWith('\n')).toBe(true)
  const broken = await write('broken.yaml', failingPlan('127.66.0.11', 'x: 1\n'))
  const { stderr, status: usage } = await start(process.execPath, [CLI, 'check', broken]).ended
  expect(stderr).toMatch(/1 fault in the plan; nothing was probed\.\n$/)
  expect(usage).toBe(2)
})
