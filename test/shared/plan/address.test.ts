/** Addresses of a plan: what is read, what is refused, what is private. */
import { describe, expect, test } from 'vitest'
import { ADDRESS_LIMIT, addressesOf, classifyAddress, hostProblem } from '../../../shared/plan/address.ts'
import { formatIp, parseIp } from '../../../shared/plan/ip-number.ts'
import { parseAddress, parseSingleAddress } from '../../../shared/plan/parse-address.ts'

function literals(text: string): string[] {
  const spec = parseAddress(text)
  if (spec.kind === 'fault') throw new Error(spec.message ?? spec.accepted)
  return [...addressesOf(spec)]
}

describe('one literal', () => {
  test.each([
    ['10.1.2.3', '10.1.2.3'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['::', '::'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
  ])('%s is written %s', (text, canonical) => {
    const ip = parseIp(text)
    expect(ip && formatIp(ip.family, ip.value)).toBe(canonical)
  })

  test.each([
    '',
    '10',
    '10.1',
    '10.1.1',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3.4 ',
    '0x1.2.3.4',
    '1::2::3',
    ':::',
    '12345::',
    '1:2:3:4:5:6:7:8:9',
    '::1.2.3.04',
    '::1.2.3',
    'g::',
    `1:${'0'.repeat(80)}::`,
  ])('%j is none', (text) => {
    expect(parseIp(text)).toBeNull()
  })
})

describe('counting before building', () => {
  test('the largest entry is built, one more is refused', () => {
    expect(literals('10.0.0.1-10.0.255.254')).toHaveLength(65_534)
    expect(parseAddress('2001:db8::/112')).toMatchObject({ kind: 'many', count: ADDRESS_LIMIT - 1 })
    expect(parseAddress('10.0.0.0/16')).toMatchObject({ kind: 'many', count: 65_534 })
    expect(parseAddress('10.0.0.0/15')).toMatchObject({ kind: 'fault', accepted: expect.stringContaining('65,536') })
  })

  test('the whole of IPv6 costs nothing', () => {
    const start = performance.now()
    expect(parseAddress('1::-feff::')).toMatchObject({ kind: 'fault' })
    expect(performance.now() - start).toBeLessThan(50)
  })

  test('first and last of a network', () => {
    const hosts = literals('192.168.4.0/22')
    expect([hosts.length, hosts[0], hosts.at(-1)]).toEqual([1022, '192.168.4.1', '192.168.7.254'])
  })
})

describe('names', () => {
  test.each(['psm', 'psm-1.example.com', 'a.b.', '3com.example', 'xn--bcher-kva.example', '10.1.1.5-web.example'])(
    '%s is a name',
    (text) => {
      expect(parseAddress(text)).toEqual({ kind: 'name', literal: text })
    },
  )

  test.each([
    '-a',
    'a-',
    'a..b',
    '.',
    '.a',
    'a b',
    '10.77.30-60',
    '1-2',
    '10.77.30.*',
    'a'.repeat(64),
    `${'a.'.repeat(127)}b`,
    'a/b',
    '1e3.0x7f',
  ])('%s is none', (text) => {
    expect(parseAddress(text).kind).toBe('fault')
  })
})

test('where one address stands, a network of one is one', () => {
  expect(parseSingleAddress('10.1.1.255/32')).toMatchObject({ kind: 'single', literal: '10.1.1.255' })
  expect(parseSingleAddress('10.1.1.0/31')).toMatchObject({ kind: 'fault', message: 'only one address here' })
  expect(parseSingleAddress('10.1.1')).toMatchObject({ accepted: expect.not.stringContaining('range') })
})

test('addresses that no machine can have', () => {
  expect(hostProblem('0.0.0.0')).toContain('this network')
  expect(hostProblem('ff02::1')).toContain('multicast')
  expect(hostProblem('10.0.0.255')).toBeNull()
  expect(hostProblem('no address')).toBeNull()
})

describe('private and public', () => {
  test.each([
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.254',
    '192.168.1.1',
    '100.64.0.1',
    '100.127.1.1',
    '127.0.0.1',
    '169.254.1.1',
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '198.18.0.1',
    'fd00::1',
    'fe80::1%eth0',
    '::1',
    '2001:db8::1',
    '::ffff:10.0.0.1',
    '64:ff9b::10.0.0.1',
  ])('%s is private', (literal) => {
    expect(classifyAddress(literal)).toBe('private')
  })

  test.each([
    '8.8.8.8',
    '172.32.0.1',
    '172.15.255.255',
    '100.128.0.1',
    '11.0.0.1',
    '192.0.3.1',
    '2001:4860::8888',
    '2600::1',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    'no.literal',
  ])('%s is public', (literal) => {
    expect(classifyAddress(literal)).toBe('public')
  })
})
