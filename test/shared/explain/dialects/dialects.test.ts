/** Every dialect: what it writes permits exactly what is asked for, whatever the names are, and its rollback takes all of it away. */
import { describe, expect, test } from 'vitest'
import type { AskedFlow } from '../../../../shared/explain/address-sets.ts'
import { DIALECTS } from '../../../../shared/explain/dialects/all.ts'
import { type RuleRequest, ruleRequest } from '../../../../shared/explain/rule-request.ts'
import { HOSTILE_ADDRESSES, HOSTILE_NAMES, randomFlows } from './random-flows.ts'
import type { Reader } from './read-back.ts'
import { readCsv, readNsx, readTable } from './read-data.ts'
import { readCheckPoint, readFortigate, readJuniper, readPaloAlto } from './read-firewalls.ts'
import { readEsxi, readFirewalld, readIptables, readNftables, readWindows } from './read-hosts.ts'
import { readAruba, readAsa, readIos } from './read-lists.ts'

const READERS: Record<string, Reader> = {
  table: readTable,
  csv: readCsv,
  nftables: readNftables,
  iptables: readIptables,
  firewalld: readFirewalld,
  windows: readWindows,
  esxi: readEsxi,
  'cisco-ios': readIos,
  'cisco-asa': readAsa,
  'aruba-cx': readAruba,
  'palo-alto': readPaloAlto,
  fortigate: readFortigate,
  'juniper-srx': readJuniper,
  'check-point': readCheckPoint,
  'vmware-nsx': readNsx,
}

const REQUESTS = 500

const tuplesOf = (flows: readonly AskedFlow[]) =>
  new Set(flows.map(({ sourceAddress, address, port }) => `${sourceAddress} ${address} ${port}`))

/** Quick where they are the same; else shows what differs. */
function expectSame(found: ReadonlySet<string>, asked: ReadonlySet<string>, what: string) {
  if (found.size === asked.size && [...found].every((tuple) => asked.has(tuple))) return
  expect([...found].sort(), what).toEqual([...asked].sort())
}

interface Case {
  seed: number
  request: RuleRequest
  asked: Set<string>
}

/** Made once for all dialects: making a request takes longer than writing it. */
const CASES = Array.from({ length: REQUESTS }, (_, index): Case => {
  const seed = index + 1
  const flows = randomFlows(seed)
  const site = HOSTILE_NAMES[seed % HOSTILE_NAMES.length] ?? ''
  const request = ruleRequest(flows, { site, ticket: HOSTILE_NAMES[(seed * 7) % HOSTILE_NAMES.length] })
  return { seed, request, asked: tuplesOf(flows) }
}).filter(({ request }) => request.rules.length > 0)

test('nearly every random request asks for something', () => {
  expect(CASES.length).toBeGreaterThan(REQUESTS * 0.95)
})

test('every dialect has a reader, a file of its own and an id of its own', () => {
  expect(DIALECTS.map(({ id }) => id)).toEqual(Object.keys(READERS))
  const files = DIALECTS.flatMap(({ file, rollbackFile }) => [file, ...(rollbackFile === null ? [] : [rollbackFile])])
  expect(new Set(files).size).toBe(files.length)
})

describe.each(DIALECTS)('$id', (dialect) => {
  const read = READERS[dialect.id] as Reader

  test(`${REQUESTS} random requests, read back, are the same flows`, () => {
    for (const { seed, request, asked } of CASES) {
      const { text, rollback } = dialect.render(request)
      const { forth, back, made } = read(text)
      expectSame(forth, asked, `seed ${seed}`)
      if (back) expectSame(back, asked, `answers, seed ${seed}`)
      const words = new Set((rollback ?? '').split(/[\s"'=,]+/))
      expect(
        made.filter((name) => !words.has(name)),
        `not taken back, seed ${seed}`,
      ).toEqual([])
    }
  })

  test('what is no address stands in no rule, and breaks out of no comment', () => {
    const flows = HOSTILE_ADDRESSES.flatMap((evil) => [
      { source: 'a', sourceAddress: evil, destination: 'b', address: '10.0.0.2', port: 22 },
      { source: 'a', sourceAddress: '10.0.0.2', destination: 'b', address: evil, port: 22 },
    ])
    const request = ruleRequest(flows, { site: 'x' })
    expect(request.leftOut.length).toBeGreaterThan(10)
    const { text, rollback } = dialect.render(request)
    expect(read(text).forth.size).toBe(0)
    expect(rollback ?? '').not.toMatch(/reboot|exit/)
  })

  test('ports that are not asked for are in no range', () => {
    const flows = [9010, 9011, 9012, 9014, 9015].map((port) => ({
      source: 'a',
      sourceAddress: '10.0.0.1',
      destination: 'b',
      address: '10.0.0.2',
      port,
    }))
    expect(dialect.render(ruleRequest(flows, { site: 'x' })).text).not.toMatch(/9013|9010\D{1,20}9015/)
  })
})
