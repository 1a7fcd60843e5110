/** Random changes of a good plan: whatever a file contains, reading it ends in a plan or in faults. */
import { expect, test } from 'vitest'
import { readPlanBytes } from '../../../main/plan/read-plan.ts'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { expand } from '../../../shared/plan/expand.ts'
import { formatFault } from '../../../shared/plan/faults.ts'
import { withVantage } from './good-plan.ts'

const IN_JSON = {
  version: 1,
  site: { name: 'DC-1 "\u00e9" \u{1f600}' },
  endpoints: [
    { name: 'u', role: 'user-station', address: '10.0.0.1' },
    { name: 'm', role: 'management-station', address: '10.0.0.1' },
    { name: 'p-{n}', role: 'psm-node', address: '10.0.1.1-3' },
    { name: 'd-{n}', role: 'dsc', address: '10.0.2.0/30' },
  ],
}

/** mulberry32: the same mutations in every run. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const PIECES = [
  '[',
  ']',
  '{',
  '}',
  ':',
  '- ',
  '"',
  "'",
  '#',
  '&a ',
  '*a',
  '!!',
  '|',
  '>',
  '%',
  '\t',
  '\n',
  '---\n',
  '\\',
]
const WORDS = [
  'null',
  '.nan',
  '1e999',
  '-1',
  '{n}',
  '__proto__: ',
  '10.0.0.0/8',
  '::',
  '0',
  '99999999999',
  '<<: ',
  '\0',
  '\u202e',
  '? ',
]

/** One or two changes: a byte, a piece put in, a stretch cut out or doubled. */
function mutate(good: Buffer, next: () => number): Buffer {
  let bytes = good
  const changes = 1 + Math.floor(next() * 2)
  for (let i = 0; i < changes; i += 1) {
    const at = Math.floor(next() * bytes.length)
    const end = Math.min(bytes.length, at + Math.floor(next() * 30))
    const piece = [...PIECES, ...WORDS][Math.floor(next() * (PIECES.length + WORDS.length))] ?? ''
    const middle = [
      Buffer.from(piece),
      Buffer.from([Math.floor(next() * 256)]),
      Buffer.alloc(0),
      bytes.subarray(at, end),
    ]
    const kind = Math.floor(next() * middle.length)
    const rest = kind === 0 || kind === 3 ? at : end
    bytes = Buffer.concat([bytes.subarray(0, at), middle[kind] ?? Buffer.alloc(0), bytes.subarray(rest)])
  }
  return bytes
}

test('2,000 mutations of a good plan: a plan, or faults with a path; never a throw', { timeout: 60_000 }, () => {
  const rich = withVantage('&v { ssh: { user: root, port: 22 } }').replace(
    '10.77.20.12 }',
    '10.77.20.12, vantage: *v }',
  )
  const rules = 'rules:\n  - { id: a, service: s, port: 1, from: dsc, to: psm-1 }\n'
  const sources = [Buffer.from(rich + rules), Buffer.from(JSON.stringify(IN_JSON, null, 1))]
  const next = random(20_240)
  const seen = { plans: 0, faults: 0 }
  for (let i = 0; i < 2000; i += 1) {
    const bytes = mutate(sources[i % 2] ?? Buffer.alloc(0), next)
    const result = readPlanBytes(bytes)
    if (result.ok) {
      seen.plans += 1
      expect(new Set(expand(result.plan, APPENDIX_B).map((f) => f.id)).size).toBe(
        expand(result.plan, APPENDIX_B).length,
      )
      continue
    }
    seen.faults += 1
    expect(result.faults.length, bytes.toString('latin1')).toBeGreaterThan(0)
    for (const fault of result.faults) {
      expect(fault.path).toMatch(/./)
      expect(formatFault(fault, 'p')).not.toMatch(/\p{Cc}/u)
    }
  }
  expect(seen.plans).toBeGreaterThan(40)
  expect(seen.faults).toBeGreaterThan(1000)
})
