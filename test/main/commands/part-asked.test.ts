/** `--group` and `--from`: lists and repetitions, and what is said of names that are none. */
import { expect, test } from 'vitest'
import { checkGroups, endpointsAsked } from '../../../main/commands/part-asked.ts'
import { samplePlan } from '../../support/sample-run.ts'
import { workplace } from './cli-process.ts'

const plan = samplePlan(1000)

test.each([[['laptop,psm-1']], [['laptop', 'psm-1']], [['laptop , psm-1', 'laptop']]])('%j', (values) => {
  expect(endpointsAsked(plan, values)).toEqual(['laptop', 'psm-1'])
})

test('a name that holds a comma is a name', () => {
  const [first, ...others] = plan.endpoints
  if (!first) throw new Error('the sample has no endpoint')
  const odd = { ...plan, endpoints: [{ ...first, name: 'rack 7, left' }, ...others] }
  expect(endpointsAsked(odd, ['rack 7, left', 'psm-1,psm-2'])).toEqual(['rack 7, left', 'psm-1', 'psm-2'])
})

test('all names that are unknown are named at once, with what is accepted and what was meant', () => {
  expect(() => endpointsAsked(plan, ['lapptop,psm-1', 'nobody'])).toThrow(
    /^--from: found "lapptop", "nobody"; accepted: endpoints of the plan \(repeated, or separated by commas\): laptop, mgmt, psm-1, .* and 985 more; did you mean "laptop"\?$/,
  )
  expect(() => endpointsAsked(plan, ['laptop,'])).toThrow(/found "";/)
  expect(() => checkGroups(['user-to-psm', 'user-to-pms', 'all'])).toThrow(
    /^--group: found "user-to-pms", "all"; accepted: port groups \(.*\): user-to-psm, .*, extra; did you mean "user-to-psm"\?$/,
  )
})

const { cli, write, path } = workplace()

test('the command takes both, and writes down what was asked', async () => {
  const rule = (from: string) => `  - { id: of-${from}, service: one, port: 17006, from: ${from}, to: psm-1 }\n`
  const file = await write(
    'plan.yaml',
    `version: 1
site: { name: Test }
stage: operational
endpoints:
  - { name: laptop, role: user-station, address: 127.66.1.2, vantage: local }
  - { name: mgmt, role: management-station, address: 127.66.1.3, vantage: local }
  - { name: psm-1, role: psm-node, address: 127.66.1.11 }
  - { name: dsc-1, role: dsc, address: 127.66.1.21 }
rules:
${rule('laptop')}${rule('mgmt')}${rule('dsc-1')}`,
  )
  const common = ['check', file, '--group', 'extra', '--no-evidence', '--format', 'json']
  for (const from of [
    ['--from', 'laptop,mgmt'],
    ['--from', 'laptop', '--from', 'mgmt'],
  ]) {
    const { stdout } = await cli(...common, ...from, '--out', path(`out-${from.length}`))
    expect(stdout).toContain('2 fail')
    expect(stdout).toContain('0 untested')
  }
  const wrong = await cli(...common, '--from', 'laptop,mgnt')
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toContain('--from: found "mgnt"; accepted: endpoints of the plan')
})
