/** Names → literals, with a lookup of our own: no test asks a name server. */
import { describe, expect, test } from 'vitest'
import { readPlanBytes } from '../../../main/plan/read-plan.ts'
import { type Lookup, type LookupAnswer, resolvePlanNames } from '../../../main/plan/resolve-names.ts'
import { bend, withRules } from './good-plan.ts'

function read(text: string) {
  const result = readPlanBytes(Buffer.from(text))
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result
}

const answer = (...addresses: string[]): LookupAnswer[] =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

const zone =
  (entries: Record<string, string[]>): Lookup =>
  async (name) => {
    const found = entries[name]
    if (!found) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' })
    return answer(...found)
  }

async function resolve(text: string, entries: Record<string, string[]>) {
  const { plan, origins } = read(text)
  return resolvePlanNames(plan, { timeoutMs: 500, lookup: zone(entries), origins })
}

const NODE = bend('10.77.20.12', 'psm-2.example')
const CARD = bend('10.77.30.21-10.77.30.22', 'card.example')

describe('names of a plan', () => {
  test('without names nobody is asked', async () => {
    const { plan } = read(bend('DC-1', 'x'))
    const lookup: Lookup = () => Promise.reject(new Error('asked'))
    const result = await resolvePlanNames(plan, { timeoutMs: 500, lookup })
    expect(result).toEqual({ addresses: new Map(), faults: [], warnings: [] })
  })

  test('one address', async () => {
    const result = await resolve(NODE, { 'psm-2.example': ['10.77.20.12', '10.77.20.12'] })
    expect([...result.addresses]).toEqual([['psm-2.example', { literal: '10.77.20.12' }]])
    expect([...result.faults, ...result.warnings]).toEqual([])
  })

  test('a node with two addresses of one family is a fault with its line', async () => {
    const result = await resolve(NODE, { 'psm-2.example': ['10.77.20.12', '10.77.20.99'] })
    expect(result.faults).toMatchObject([
      { path: 'endpoints[3].address', line: 7, found: expect.stringContaining('10.77.20.99') },
    ])
    expect(result.addresses.get('psm-2.example')).toHaveProperty('error')
  })

  test('a node with IPv6 and IPv4: IPv4, with a warning', async () => {
    const result = await resolve(NODE, { 'psm-2.example': ['2001:DB8::2', '10.77.20.12'] })
    expect(result.addresses.get('psm-2.example')).toEqual({ literal: '10.77.20.12' })
    expect(result.warnings).toEqual([expect.stringContaining('2001:db8::2')])
  })

  test('any other role: the first, with a warning', async () => {
    const result = await resolve(CARD, { 'card.example': ['10.77.30.9', '10.77.30.8'] })
    expect(result.addresses.get('card.example')).toEqual({ literal: '10.77.30.9' })
    expect(result.faults).toEqual([])
    expect(result.warnings).toHaveLength(1)
  })

  test('a name that does not resolve is no fault, and keeps the reason', async () => {
    const result = await resolve(CARD, {})
    expect(result.addresses.get('card.example')).toEqual({ error: 'ENOTFOUND' })
    expect(result.faults).toEqual([])
    expect(result.warnings).toEqual([expect.stringContaining('ENOTFOUND')])
  })

  test('no addresses, and addresses that no machine can have', async () => {
    expect((await resolve(CARD, { 'card.example': [] })).addresses.get('card.example')).toEqual({ error: 'ENODATA' })
    const sink = await resolve(CARD, { 'card.example': ['0.0.0.0'] })
    expect(sink.addresses.get('card.example')).toEqual({ error: expect.stringContaining('0.0.0.0') })
  })

  test('the destination of a rule', async () => {
    const text = withRules('{ id: v, service: s, port: 443, from: dsc, to: VC.example }')
    const result = await resolve(text, { 'vc.example': ['10.77.40.5'] })
    expect([...result.addresses]).toEqual([['vc.example', { literal: '10.77.40.5' }]])
  })

  test('a name that is the address of another node', async () => {
    const result = await resolve(NODE, { 'psm-2.example': ['10.77.20.11'] })
    expect(result.faults).toMatchObject([{ path: 'endpoints[3].address', message: 'psm-1 has it too' }])
  })

  test('a name that is this machine', async () => {
    const result = await resolve(NODE, { 'psm-2.example': ['127.0.1.1'] })
    expect(result.warnings).toEqual([expect.stringContaining('this machine itself')])
  })
})

describe('time', () => {
  const names = Array.from({ length: 40 }, (_, i) => `  - { name: c-${i}, role: dsc, address: c-${i}.example }`).join(
    '\n',
  )

  test('a server that never answers: two names are asked, once, and the rest is not', async () => {
    const { plan } = read(`${bend('DC-1', 'x')}${names}\n`)
    const start = performance.now()
    let asked = 0
    const lookup = () => {
      asked += 1
      return new Promise<never>(() => {})
    }
    const result = await resolvePlanNames(plan, { timeoutMs: 50, lookup })
    expect(performance.now() - start).toBeLessThan(1000)
    expect(asked).toBe(2)
    const errors = [...result.addresses.values()].map((resolved) => ('error' in resolved ? resolved.error : 'resolved'))
    expect(errors).toHaveLength(40)
    expect(errors.filter((error) => error === 'ETIMEDOUT')).toHaveLength(2)
    expect(errors.filter((error) => error.startsWith('not asked'))).toHaveLength(38)
    expect(result.warnings).toEqual([
      expect.stringMatching(/^c-0\.example, c-1\.example do not resolve here: no answer in time \(ETIMEDOUT\)/),
      expect.stringMatching(/and 33 more do not resolve here: not asked: names before it got no answer/),
    ])
  })

  test('a resolver that gives up by itself, before we do, is not asked forty times', async () => {
    const { plan } = read(`${bend('DC-1', 'x')}${names}\n`)
    let asked = 0
    const lookup = async () => {
      asked += 1
      await new Promise((done) => setTimeout(done, 1100))
      throw Object.assign(new Error('try again'), { code: 'EAI_AGAIN' })
    }
    await resolvePlanNames(plan, { timeoutMs: 5000, lookup })
    expect(asked).toBe(2)
  })

  test('a few names without an answer between others do not stop the rest', async () => {
    const { plan } = read(`${bend('DC-1', 'x')}${names}\n`)
    let asked = 0
    const lookup: Lookup = async (name) => {
      asked += 1
      return /-(3|7|20)\.example$/.test(name) ? new Promise<never>(() => {}) : answer(`10.9.9.${asked}`)
    }
    const result = await resolvePlanNames(plan, { timeoutMs: 50, lookup })
    expect(asked).toBe(40)
    expect([...result.addresses.values()].filter((resolved) => 'literal' in resolved)).toHaveLength(37)
  })

  test('in parallel, at most two at once, each name once', async () => {
    const { plan } = read(`${bend('DC-1', 'x')}${names}\n`)
    const asked: string[] = []
    let open = 0
    let most = 0
    const lookup: Lookup = async (name) => {
      asked.push(name)
      open += 1
      most = Math.max(most, open)
      await new Promise((done) => setTimeout(done, 5))
      open -= 1
      return answer(`10.9.9.${asked.length}`)
    }
    await resolvePlanNames(plan, { timeoutMs: 1000, lookup })
    expect(most).toBe(2)
    expect(new Set(asked).size).toBe(40)
    expect(asked).toHaveLength(40)
  })
})

test('the system knows localhost', async () => {
  const { plan } = read(bend('10.77.30.21-10.77.30.22', 'localhost'))
  const { addresses } = await resolvePlanNames(plan, { timeoutMs: 5000 })
  expect(addresses.get('localhost')).toEqual({ literal: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) })
})
