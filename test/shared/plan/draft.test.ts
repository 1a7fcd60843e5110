/** What was typed keeps its place: the path of a fault names a cell of the draft. */
import { expect, test } from 'vitest'
import { type PlanDraft, planDraft } from '../../../shared/shapes.ts'
import {
  draftOfPlan,
  draftOfRaw,
  emptyDraft,
  faultsOfDraft,
  interpretDraft,
  rawOfDraft,
  readDraft,
} from '../../../shared/plan/draft.ts'

const endpoint = (name: string, role: string, address: string): PlanDraft['endpoints'][number] => ({
  name,
  role,
  address,
  vantage: 'none',
})

const good = (): PlanDraft => ({
  ...emptyDraft(),
  site: { name: 'DC-1', customer: '', engineer: ' ' },
  endpoints: [
    { ...endpoint('u', 'user-station', '10.0.0.1'), vantage: 'local' },
    endpoint('m', 'management-station', '10.0.0.1'),
    { ...endpoint('p-{n}', 'psm-node', '10.0.1.1-3'), vantage: { ssh: { user: 'root', port: 2222, hostKey: '' } } },
    endpoint('d', 'dsc', '10.0.2.1'),
  ],
  rules: [{ id: 'vcenter', service: 'vCenter', port: '443', from: 'psm-node', to: '10.0.4.5' }],
})

test('a sound draft is a plan: empty texts are left out, a typed port is a number', () => {
  const read = interpretDraft(good())
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  expect(read.plan.site).toEqual({ name: 'DC-1' })
  expect(read.plan.rules[0]?.port).toBe(443)
  expect(read.plan.endpoints.map((e) => e.name)).toEqual(['u', 'm', 'p-1', 'p-2', 'p-3', 'd'])
  expect(read.plan.endpoints[2]?.vantage).toEqual({ kind: 'ssh', ssh: { user: 'root', port: 2222 } })
})

test('each fault names its cell', () => {
  const draft = good()
  draft.endpoints.push(endpoint('', 'dsc', '10.0.2'), endpoint('x', '', ''))
  draft.rules[0] = { id: 'A B', service: 's', port: 'https', from: 'psm-node', to: 'dsc' }
  expect(faultsOfDraft(draft).map((f) => f.path)).toEqual(
    expect.arrayContaining([
      'endpoints[4].name',
      'endpoints[4].address',
      'endpoints[5].role',
      'endpoints[5].address',
      'rules[0].id',
      'rules[0].port',
    ]),
  )
})

test('an empty draft has faults, and is no error', () => {
  expect(faultsOfDraft(emptyDraft()).map((f) => f.path)).toEqual(expect.arrayContaining(['site.name', 'endpoints']))
})

test('a draft survives the way through a plan file and back', () => {
  const draft = good()
  const again = draftOfRaw(rawOfDraft(draft))
  expect(again).toEqual({
    ...draft,
    site: { name: 'DC-1', customer: '', engineer: '' },
    endpoints: draft.endpoints.with(2, {
      ...endpoint('p-{n}', 'psm-node', '10.0.1.1-3'),
      vantage: { ssh: { user: 'root', port: 2222 } },
    }),
    rules: [{ id: 'vcenter', service: 'vCenter', port: 443, from: 'psm-node', to: '10.0.4.5' }],
  })
})

test('what a plan says of field checks is not lost, right or wrong', () => {
  const fieldChecks = { echo: 'on', clock: false, names: 'mabye', ntp: { servers: ['10.0.4.1', 'x y'], nodes: 'off' } }
  const draft = draftOfRaw({ ...rawOfDraft(good()), fieldChecks })
  expect(draft.fieldChecks).toEqual(fieldChecks)
  expect(planDraft.parse(draft)).toEqual(draft)
  expect(faultsOfDraft(draft).map((f) => f.path)).toEqual(['fieldChecks.ntp.servers[1]', 'fieldChecks.names'])
  const sound = { echo: 'on', clock: false, ntp: { servers: ['10.0.4.1'] } }
  const read = interpretDraft(draftOfRaw({ ...rawOfDraft(good()), fieldChecks: sound }))
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  expect(read.plan.fieldChecks).toEqual({ ...sound, echo: true })
  const again = interpretDraft(draftOfRaw(rawOfDraft(draftOfPlan(read.plan))))
  expect(again.ok && again.plan).toEqual(read.plan)
  for (const hostile of [
    7,
    null,
    [],
    { ntp: 5, echo: [1], names: { a: 1 } },
    { ntp: { servers: [null, 5, 'x'.repeat(9999)] } },
  ]) {
    expect(planDraft.safeParse(draftOfRaw({ fieldChecks: hostile })).success).toBe(true)
  }
})

test('the draft of a plan is the plan again', () => {
  const read = interpretDraft(good())
  if (!read.ok) throw new Error('faults')
  const again = interpretDraft(draftOfPlan(read.plan))
  expect(again.ok && again.plan).toEqual(read.plan)
})

test.each([
  null,
  1,
  'text',
  [],
  { site: 3, endpoints: 'x' },
  { endpoints: [null, 4, [], { name: 7, role: true, address: 10.5, vantage: { ssh: 'x' } }], rules: [null] },
  JSON.parse('{"__proto__":{"site":{"name":"x"}},"endpoints":[{"__proto__":{"name":"y"}}]}'),
  { site: { name: 'x'.repeat(5000) }, endpoints: Array.from({ length: 30_000 }, () => ({})) },
  { endpoints: [{ vantage: { ssh: { user: 'u', port: Number.NaN, identityFile: 5 } } }], rules: [{ port: Infinity }] },
])('whatever a file holds gives a draft that the contract accepts: %#', (raw) => {
  const draft = draftOfRaw(raw)
  expect(planDraft.safeParse(draft).success).toBe(true)
  expect(draft.site.name.length).toBeLessThanOrEqual(1000)
})

test('a role that nobody has takes away the groups that need it, and no other', () => {
  const draft = good()
  const without = { ...draft, endpoints: draft.endpoints.filter(({ role }) => role !== 'dsc') }
  const { read, faults } = readDraft(without)
  expect(read?.plan.endpoints).toHaveLength(5)
  expect(faults.map(({ found }) => found)).toEqual(['no dsc'])
  const none = { ...draft, rules: [], endpoints: draft.endpoints.filter(({ role }) => role === 'user-station') }
  expect(readDraft(none).read).toBeNull()
})

test('any other fault leaves nothing to test', () => {
  const draft = good()
  const endpoints = draft.endpoints.filter(({ role }) => role !== 'dsc')
  endpoints.push(endpoint('x', 'psm-node', '10.0.0.300'))
  expect(readDraft({ ...draft, endpoints }).read).toBeNull()
})
