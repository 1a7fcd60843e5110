import { describe, expect, test } from 'vitest'
import { compactAddresses, compactNames, compactNumbers, parallelRuns } from '../../../shared/explain/compact.ts'
import { randomFrom } from '../../support/random.ts'

/** Reads `a-1…a-4` back as its members; a text without a range stands for itself. */
function membersOf(piece: string): string[] {
  const match = /^(.*?)(\d+)…\1(\d+)$/s.exec(piece)
  if (!match) return [piece.replace(/^“(.*)”$/s, '$1')]
  const [, prefix = '', first = '', last = ''] = match
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => {
    return `${prefix}${String(Number(first) + i).padStart(first.length, '0')}`
  })
}

describe('names', () => {
  test('runs of three and more become a range, two stay two', () => {
    expect(compactNames(['dsc-2', 'dsc-1', 'dsc-3', 'psm-1', 'psm-2'])).toEqual(['dsc-1…dsc-3', 'psm-1', 'psm-2'])
  })

  test('a hole ends a range', () => {
    expect(compactNames(['a1', 'a2', 'a3', 'a5'])).toEqual(['a1…a3', 'a5'])
  })

  test('leading zeros are part of the name', () => {
    expect(compactNames(['n08', 'n09', 'n10', 'n11'])).toEqual(['n08…n11'])
    expect(compactNames(['n8', 'n09', 'n10'])).toEqual(['n8', 'n09', 'n10'])
  })

  test('a name that looks like several is quoted', () => {
    expect(compactNames(['a, b', 'x…y', ''])).toEqual(['“”', '“a, b”', '“x…y”'])
  })

  test.each(Array.from({ length: 100 }, (_, seed) => seed))('a list reads back as it was (seed %i)', (seed) => {
    const random = randomFrom(seed)
    const names = new Set<string>()
    for (let i = 0; i < 60; i += 1) {
      const n = Math.floor(random() * 130)
      names.add(random() < 0.5 ? `dsc-${n}` : `rack${String(n).padStart(2, '0')}`)
    }
    expect(compactNames(names).flatMap(membersOf).sort()).toEqual([...names].sort())
  })
})

test('ports: only what follows without a hole is a range', () => {
  expect(compactNumbers([9015, 9014, 9012, 9011, 9010])).toEqual(['9010–9012', '9014', '9015'])
  expect(compactNumbers([])).toEqual([])
})

describe('addresses', () => {
  test('count over octets, IPv4 before IPv6 before names', () => {
    const mixed = ['psm.example', '2001:db8::2', '10.0.0.255', '10.0.1.0', '2001:db8::1', '10.0.1.1', '2001:db8::3']
    expect(compactAddresses(mixed)).toEqual(['10.0.0.255–10.0.1.1', '2001:db8::1–2001:db8::3', 'psm.example'])
  })

  test('a zone ends a range', () => {
    expect(compactAddresses(['fe80::1%eth0', 'fe80::2%eth1', 'fe80::3%eth0'])).toHaveLength(3)
  })
})

test('names and addresses share a run only while both count up', () => {
  const endpoints = [
    { name: 'dsc-1', address: '10.0.0.1' },
    { name: 'dsc-2', address: '10.0.0.2' },
    { name: 'dsc-3', address: '10.0.0.3' },
    { name: 'dsc-4', address: '10.0.0.9' },
    { name: 'dsc-5', address: '10.0.0.10' },
  ]
  expect(parallelRuns(endpoints).map((run) => run.map((e) => e.name))).toEqual([
    ['dsc-1', 'dsc-2', 'dsc-3'],
    ['dsc-4'],
    ['dsc-5'],
  ])
})
