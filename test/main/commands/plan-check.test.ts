/** `plan check`: what will be asked from here, what will not, and how to go on. */
import { expect, test } from 'vitest'
import { failingPlan, workplace } from './cli-process.ts'

const { cli, start, write } = workplace()

test('a local vantage whose address is not of this machine is told, and is no fault', async () => {
  const plan = await write('away.yaml', failingPlan().replaceAll('127.66.0.2,', '10.250.3.9,'))
  const { status, stdout } = await cli('plan', 'check', plan)
  expect(status).toBe(0)
  expect(stdout).toContain('not tested here: another machine')
  expect(stdout).toContain('laptop (10.250.3.9): vantage is local, but this machine has')
  expect(stdout).toContain('nothing is wrong if the plan is for the machine that has the address')
})

test('an address of this machine is not', async () => {
  const { status, stdout } = await cli('plan', 'check', await write('here.yaml', failingPlan()))
  expect(status).toBe(0)
  expect(stdout).toContain('from this machine')
  expect(stdout).not.toContain('another machine')
  expect(stdout).not.toContain('--allow-public')
})

test('destinations outside private ranges: how they are asked for', async () => {
  const { status, stdout } = await cli('plan', 'check', await write('public.yaml', failingPlan('9.9.9.9')))
  expect(status).toBe(0)
  expect(stdout).toMatch(/Outside private ranges: 9\.9\.9\.9\..*--allow-public/)
})

test('--group takes several, as a list or one by one', async () => {
  const plan = await write('groups.yaml', failingPlan())
  const list = await cli('plan', 'check', plan, '--group', 'user-to-psm, extra')
  const single = await cli('plan', 'check', plan, '--group', 'user-to-psm', '--group', 'extra')
  expect(list).toEqual(single)
  expect(list.stdout).toMatch(/^5 flows$/m)
  const wrong = await cli('plan', 'check', plan, '--group', 'extra,everything')
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toMatch(/--group: found "everything"; accepted: .*user-to-psm/)
})

test('an empty role says which groups can go on without it, and that works as written', async () => {
  const plan = await write('few.yaml', failingPlan().replace(/.*role: dsc.*\n/, ''))
  const { status, stderr } = await cli('plan', 'check', plan)
  expect(status).toBe(2)
  const [, option = ''] = /choose other groups with (--group \S+?)\)/.exec(stderr) ?? []
  expect(option).toBe('--group user-to-psm,psm-to-psm')
  expect((await cli('plan', 'check', plan, ...option.split(' '))).status).toBe(0)
})

test('what it says to run next can be run as it stands', async () => {
  const { stdout } = await cli('plan', 'init', "o'neill's site.yaml")
  const command = stdout.split('then: ')[1]?.trim() ?? ''
  const { status, stdout: said } = await start('sh', ['-c', command]).ended
  expect({ status, flows: /231 flows/.test(said) }).toEqual({ status: 0, flows: true })
})
