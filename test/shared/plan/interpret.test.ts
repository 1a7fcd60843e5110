/** The interface gives data, not text: the same faults, without lines. */
import { expect, test } from 'vitest'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { interpretPlan } from '../../../shared/plan/interpret.ts'

const options = { catalogue: APPENDIX_B }
const endpoint = (name: string, role: string, address: string) => ({ name, role, address })
const good = () => ({
  version: 1,
  site: { name: 'DC-1' },
  endpoints: [
    endpoint('u', 'user-station', '10.0.0.1'),
    endpoint('m', 'management-station', '10.0.0.1'),
    endpoint('p-{n}', 'psm-node', '10.0.1.1-3'),
    endpoint('d-{n}', 'dsc', '10.0.2.0/30'),
  ],
})

function faultsOf(value: unknown): string[] {
  const result = interpretPlan(value, options)
  return result.ok ? [] : result.faults.map((f) => `${f.path} ${f.line}`)
}

test('data without a file gives a plan, and says from which entry an endpoint comes', () => {
  const result = interpretPlan(good(), options)
  if (!result.ok) throw new Error('faults')
  expect(result.plan.endpoints.map((e) => e.name)).toEqual(['u', 'm', 'p-1', 'p-2', 'p-3', 'd-1', 'd-2'])
  expect([...result.entryOf]).toEqual([
    ['u', 0],
    ['m', 1],
    ['p-1', 2],
    ['p-2', 2],
    ['p-3', 2],
    ['d-1', 3],
    ['d-2', 3],
  ])
})

test.each([undefined, null, 1, 'x', true, [], Number.NaN, () => 1, new Map()])('%s is no plan', (value) => {
  expect(faultsOf(value).length).toBeGreaterThan(0)
})

test('an own __proto__ is an unknown key, and changes nothing', () => {
  const value: unknown = JSON.parse(`{"__proto__": {"polluted": 1}, ${JSON.stringify(good()).slice(1)}`)
  expect(faultsOf(value)).toEqual(['__proto__ null'])
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

test('faults have no line without a file', () => {
  const value = good()
  value.endpoints[0] = endpoint('u', 'user', '10.0.0')
  expect(faultsOf(value)).toEqual(['endpoints[0].role null', 'endpoints[0].address null'])
})

test('one fault for each pair of entries: three ranges over each other are two faults', () => {
  const value = good()
  value.endpoints.push(endpoint('a-{n}', 'dsc', '10.0.2.1-9'), endpoint('b-{n}', 'dsc', '10.0.2.8-20'))
  expect(faultsOf(value)).toEqual(['endpoints[4].address null', 'endpoints[5].address null'])
})

test('a name of which two entries stand in a range is one fault', () => {
  const value = good()
  value.endpoints.push(endpoint('D-{n}', 'dsc', '10.0.3.0/24'))
  expect(faultsOf(value)).toEqual(['endpoints[4].name null'])
})

test('the same address in another role is fine, and so are two zones of one address', () => {
  const value = good()
  value.endpoints.push(
    endpoint('x', 'dsc', '10.0.0.1'),
    endpoint('y', 'dsc', 'fe80::1%a'),
    endpoint('z', 'dsc', 'fe80::1%b'),
  )
  expect(faultsOf(value)).toEqual([])
})
