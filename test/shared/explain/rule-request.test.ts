/** The set of rules: which flows it is made of, that it is minimal, and that names never collide. */
import { describe, expect, test } from 'vitest'
import type { AskedFlow } from '../../../shared/explain/address-sets.ts'
import type { ExactSet } from '../../../shared/explain/exact-sets.ts'
import { type Rule, permitFlows, ruleRequest } from '../../../shared/explain/rule-request.ts'
import { randomFrom } from '../../support/random.ts'
import { mixedRun } from '../../support/sample-run.ts'
import { HOSTILE_NAMES } from './dialects/random-flows.ts'
import { anyJoinable } from './joinable.ts'

const flow = (
  s: number,
  d: number,
  port: number,
  names: readonly [string, string] = [`s${s}`, `d${d}`],
): AskedFlow => ({
  source: names[0],
  sourceAddress: `10.0.0.${s + 1}`,
  destination: names[1],
  address: `10.0.1.${d + 1}`,
  port,
})

const tuples = ({ sources, destinations, ports }: Rule) =>
  sources.flatMap((s) => destinations.flatMap((d) => ports.map((p) => `${s.address} ${d.address} ${p}`)))

const setOf = ({ sources, destinations, ports }: Rule): ExactSet => ({
  sources: sources.map(({ address }) => address),
  destinations: destinations.map(({ address }) => address),
  ports,
})

/** Some of three sources, destinations and ports, of IPv6 where `family` says so. */
function randomFlows(random: () => number, family: 4 | 6): AskedFlow[] {
  const density = random()
  const flows: AskedFlow[] = []
  for (let s = 0; s < 3; s += 1)
    for (let d = 0; d < 3; d += 1)
      for (let p = 0; p < 3; p += 1) {
        const ends = family === 6 ? { sourceAddress: `fd77::a${s}`, address: `fd77::b${d}` } : {}
        if (random() < density) flows.push({ ...flow(s, d, p + 20), ...ends })
      }
  return flows
}

test('1,000 random failure sets: no rules can be joined without widening, and none is of a flow that did not fail', () => {
  const random = randomFrom(6)
  for (let count = 0; count < 1000; count += 1) {
    const flows = [...randomFlows(random, 4), ...(count % 3 === 0 ? randomFlows(random, 6) : [])]
    const { rules } = ruleRequest(flows, { site: 'x' })
    const asked = flows.map((f) => `${f.sourceAddress} ${f.address} ${f.port}`)
    expect(rules.flatMap(tuples).sort(), `set ${count}`).toEqual(asked.sort())
    for (const family of [4, 6])
      expect(anyJoinable(rules.filter((rule) => rule.family === family).map(setOf)), `set ${count}`).toBeNull()
  }
})

test('a permit is asked for what a device drops, rejects or resets, and for nothing that a permit does not help', () => {
  const { flows } = mixedRun()
  const outcomes = new Set(permitFlows(flows).map(({ outcome }) => outcome))
  expect([...outcomes].every((outcome) => ['silent', 'rejected', 'reset'].includes(outcome))).toBe(true)
  expect(outcomes.size).toBeGreaterThan(1)
  expect(permitFlows(flows).every((f) => f.blockedBy?.address !== f.address)).toBe(true)
})

test('two endpoints at one address, and two groups that ask for one flow, are one host and one rule', () => {
  const { rules, hosts, flows } = ruleRequest([flow(0, 0, 22), { ...flow(0, 0, 22), source: 'mgmt' }], { site: 'x' })
  expect([rules.length, hosts.length, flows]).toEqual([1, 2, 1])
  expect(hosts[0]?.label).toBe('s0, mgmt')
})

test('one address in two spellings is one host, with the names of both', () => {
  const [one, other] = ['FD77:0::A', 'fd77::a'].map((sourceAddress, index) => ({
    ...flow(0, 0, 22, [`psm-${index}`, 'd']),
    sourceAddress,
    address: 'fd77::b',
  }))
  const { rules, flows, hosts } = ruleRequest([one, other] as AskedFlow[], { site: 'x' })
  expect([rules.length, flows, hosts[0]?.address, hosts[0]?.label]).toEqual([1, 1, 'fd77::a', 'psm-0, psm-1'])
})

describe('names', () => {
  test('differ where addresses differ, however alike the endpoints are after cleaning', () => {
    const flows = HOSTILE_NAMES.map((name, index) => flow(0, index, 22, ['laptop', name]))
    const { hosts, rules } = ruleRequest(flows, { site: 'x'.repeat(200) })
    expect(new Set(hosts.map(({ object }) => object.toLowerCase())).size).toBe(flows.length + 1)
    for (const { object } of hosts) expect(object).toMatch(/^[A-Za-z0-9-]{1,15}_[0-9.]+_[a-z0-9]{7}$/)
    for (const { name, comment } of rules) {
      expect(name.length).toBeLessThanOrEqual(33)
      expect(comment).toMatch(/^[A-Za-z0-9][A-Za-z0-9 .,:_/-]{0,119}$/)
    }
  })

  test('are the same for the same request, and others for another one or another site', () => {
    const one = () => ruleRequest([flow(0, 0, 22)], { site: 'a' }).id
    expect(one()).toBe(one())
    expect(ruleRequest([flow(0, 0, 23)], { site: 'a' }).id).not.toBe(one())
    expect(ruleRequest([flow(0, 0, 22)], { site: 'b' }).id).not.toBe(one())
  })

  test('of IPv6 hosts fit the 63 characters of the narrowest firewall', () => {
    const long = {
      ...flow(0, 0, 22),
      source: 'x'.repeat(80),
      sourceAddress: 'fd77:1111:2222:3333:4444:5555:6666:7777',
      address: 'fd77::1',
    }
    expect(ruleRequest([long], { site: 'x' }).hosts[0]?.object.length).toBeLessThanOrEqual(63)
  })
})

test('what cannot be written as an address is left out, and said', () => {
  const named = { ...flow(0, 0, 22), address: 'psm-1.example' }
  const linkLocal = { ...flow(0, 0, 22), sourceAddress: 'fe80::1%eth0', address: 'fe80::2%eth0' }
  const mixed = { ...flow(0, 0, 22), address: 'fd77::1' }
  const { rules, leftOut } = ruleRequest([named, linkLocal, mixed], { site: 'x' })
  expect(rules).toEqual([])
  expect(leftOut).toEqual([
    'No rule for 1 flow: psm-1.example is a name that was not resolved',
    'No rule for 1 flow: a link-local address is not routed',
    'No rule for 1 flow: one end is IPv4 and the other IPv6',
  ])
})

test('36,000 flows of a large site are few rules, in under two seconds', () => {
  const flows: AskedFlow[] = []
  for (let s = 0; s < 1000; s += 1)
    for (let d = 0; d < 3; d += 1)
      for (let p = 0; p < 12; p += 1)
        flows.push({
          ...flow(0, d, 9000 + p),
          source: `dsc-${s}`,
          sourceAddress: `10.9.${Math.floor(s / 250)}.${(s % 250) + 1}`,
        })
  const start = performance.now()
  expect(ruleRequest(flows, { site: 'x' }).rules).toHaveLength(1)
  expect(performance.now() - start).toBeLessThan(2000)
})
