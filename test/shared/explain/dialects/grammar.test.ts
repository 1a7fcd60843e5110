/**
 * Every dialect that cannot be loaded here (nftables and iptables are, in the lab) against the syntax that its vendor publishes: the
 * grammar takes the vendor's own examples, refuses what the vendor's limits rule out, and takes all that we write, to load and to take back.
 */
import { describe, expect, test } from 'vitest'
import { DIALECTS } from '../../../../shared/explain/dialects/all.ts'
import type { Dialect } from '../../../../shared/explain/dialects/dialect.ts'
import { type RuleRequest, ruleRequest } from '../../../../shared/explain/rule-request.ts'
import { NSX, NSX_EXAMPLES } from './grammar-data.ts'
import { CHECK_POINT, FORTI, JUNOS, PAN } from './grammar-firewalls.ts'
import { ESXI, ESXI_RULESET, FIREWALLD, WINDOWS, xmlOf } from './grammar-hosts.ts'
import { ARUBA, ASA, IOS } from './grammar-lists.ts'
import { type Grammar, grammarOf } from './grammar.ts'
import { HOSTILE_NAMES, largeFlows, randomFlows } from './random-flows.ts'
import { EXAMPLES, RULESET_FILES } from './vendor-examples.ts'

const GRAMMARS: Record<string, Grammar> = {
  firewalld: FIREWALLD,
  windows: WINDOWS,
  esxi: ESXI,
  'cisco-ios': IOS,
  'cisco-asa': ASA,
  'aruba-cx': ARUBA,
  'palo-alto': PAN,
  fortigate: FORTI,
  'juniper-srx': JUNOS,
  'check-point': CHECK_POINT,
}

const REQUESTS: readonly RuleRequest[] = [
  ...Array.from({ length: 60 }, (_, seed) =>
    ruleRequest(randomFlows(seed + 1), {
      site: HOSTILE_NAMES[seed % HOSTILE_NAMES.length] ?? '',
      ticket: HOSTILE_NAMES[(seed * 5) % HOSTILE_NAMES.length],
    }),
  ),
  ruleRequest(largeFlows(), { site: 'x'.repeat(200), ticket: 'x'.repeat(200) }),
  ruleRequest([], { site: 'nothing' }),
]

const dialectOf = (id: string) => DIALECTS.find((dialect) => dialect.id === id) as Dialect

/** What fits into a paste buffer of a serial console is unknown; this is what our groups are cut for. */
const MOST_IN_A_LINE = 7000

const HERE = /<<'END'\n([\s\S]*?)\nEND\n/g
const withoutFiles = (text: string) => text.replaceAll(HERE, "<<'END'\n")

/** What the dialect writes, to load and to take back. */
const written = (dialect: Dialect, request: RuleRequest) => {
  const { text, rollback } = dialect.render(request)
  return [text, rollback ?? '']
}

test('every dialect is either loaded for real, read as data, or has a grammar', () => {
  const others = ['table', 'csv', 'nftables', 'iptables', 'vmware-nsx']
  expect([...others, ...Object.keys(GRAMMARS)].sort()).toEqual(DIALECTS.map(({ id }) => id).sort())
})

describe.each(Object.entries(GRAMMARS))('%s', (id, grammar) => {
  const refusedBy = grammarOf(grammar)
  const dialect = dialectOf(id)
  const { right, wrong } = EXAMPLES[id] ?? { right: [], wrong: [] }

  test('the grammar takes the examples of the vendor', () => {
    expect(right.length).toBeGreaterThan(0)
    expect(right.flatMap(refusedBy)).toEqual([])
  })

  test.each(wrong)('and refuses what the limits of the vendor rule out %#', (text) => {
    expect(refusedBy(text)).not.toEqual([])
  })

  test('it takes all that we write, and what takes it back', () => {
    for (const request of REQUESTS)
      for (const text of written(dialect, request)) expect(refusedBy(withoutFiles(text)).slice(0, 3)).toEqual([])
  })
})

describe('vmware-nsx', () => {
  const nsx = dialectOf('vmware-nsx')

  test('the schema takes the examples of the vendor, and refuses what its limits rule out', () => {
    expect(NSX_EXAMPLES.right.map((body) => NSX.safeParse(body).success)).toEqual([true, true, true])
    expect(NSX_EXAMPLES.wrong.map((body) => NSX.safeParse(body).success)).toEqual([false, false, false])
  })

  test('it takes all that we write, and what takes it back', () => {
    for (const request of REQUESTS)
      for (const text of written(nsx, request)) expect(NSX.safeParse(JSON.parse(text)).error?.issues).toBeUndefined()
  })
})

/** What stands beside the commands, because only who uses the file can do it: where it goes, and what keeps or applies it. */
const TOLD: Record<string, { text: RegExp; rollback: RegExp }> = {
  'cisco-ios': { text: /above what denies[\s\S]*copy running-config startup-config/, rollback: /First take out/ },
  'cisco-asa': { text: /above what denies[\s\S]*write memory/, rollback: /First take out/ },
  'aruba-cx': { text: /above what denies[\s\S]*write memory/, rollback: /First take out/ },
  'palo-alto': { text: /then: commit[\s\S]* top$/m, rollback: /Then: commit/ },
  'juniper-srx': { text: /then: commit[\s\S]*before policy/, rollback: /Then: commit/ },
  fortigate: { text: /above what denies/, rollback: /takes back/ },
  'check-point': {
    text: /install the policy afterwards[\s\S]*position "top"/,
    rollback: /install the policy afterwards/,
  },
  'vmware-nsx': { text: /asked first/, rollback: /"marked_for_delete": true/ },
}

test.each(Object.entries(TOLD))('%s says what goes before a final deny, and what keeps it', (id, told) => {
  const { text, rollback } = dialectOf(id).render(ruleRequest(randomFlows(1), { site: 'x' }))
  expect(text).toMatch(told.text)
  expect(rollback).toMatch(told.rollback)
})

describe('many hosts', () => {
  const large = ruleRequest(largeFlows(), { site: 'x' })
  const linesOf = (id: string) => dialectOf(id).render(large).text.split('\n')
  const most = (lines: readonly string[], key: RegExp) => {
    const counts = new Map<string, number>()
    for (const line of lines) {
      const name = key.exec(line)?.[1]
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    return Math.max(...counts.values())
  }

  test('are what the request is about', () => {
    expect(large.hosts.length).toBeGreaterThan(2100)
    expect(large.leftOut).toHaveLength(30)
  })

  test('a policy of a Juniper SRX has at most 1,024 addresses, and 128 applications', () => {
    const lines = linesOf('juniper-srx')
    expect(most(lines, /address-set (\S+) address/)).toBeLessThanOrEqual(1024)
    expect(most(lines, /application-set (\S+) application/)).toBeLessThanOrEqual(128)
    expect(lines.filter((line) => line.endsWith(' then permit'))).toHaveLength(4)
  })

  test('a group of a FortiGate has at most 300 members', () => {
    const members = linesOf('fortigate').filter((line) => line.startsWith('        set member '))
    expect(Math.max(...members.map((line) => line.split('" "').length))).toBeLessThanOrEqual(300)
  })

  test.each(['palo-alto', 'fortigate', 'cisco-ios', 'cisco-asa', 'aruba-cx', 'juniper-srx'])(
    'no line of %s is too long for a terminal',
    (id) => {
      expect(Math.max(...linesOf(id).map(({ length }) => length))).toBeLessThan(MOST_IN_A_LINE)
    },
  )
})

describe('a file of rulesets of ESXi', () => {
  test.each(RULESET_FILES.right)('takes the form of the vendor %#', (file) => {
    expect(xmlOf(file)).toMatch(ESXI_RULESET)
  })

  test.each(RULESET_FILES.wrong)('refuses another %#', (file) => {
    expect(xmlOf(file)).not.toMatch(ESXI_RULESET)
  })

  test('takes all that we write', () => {
    const esxi = DIALECTS.find(({ id }) => id === 'esxi') as Dialect
    const files = REQUESTS.flatMap((request) =>
      [...esxi.render(request).text.matchAll(HERE)].map(([, file]) => file ?? ''),
    )
    expect(files.length).toBeGreaterThan(100)
    for (const file of files) expect(xmlOf(file)).toMatch(ESXI_RULESET)
  })
})
