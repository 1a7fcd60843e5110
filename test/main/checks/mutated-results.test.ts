/** Results are brought on sticks and by mail: whatever becomes of a file on the way, it is refused, or says what it said. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ResultFileError, inspectResult } from '../../../main/checks/result-file.ts'
import { runLines } from '../../../main/store/write-run.ts'
import { temporaryFolder } from '../../support/core.ts'
import { hostRun } from '../../support/host-run.ts'
import { randomFrom } from '../../support/random.ts'
import { samplePlan } from '../../support/sample-run.ts'

const MUTATIONS = 2000
const SEED = 20_261

let place: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  place = await temporaryFolder()
})
afterAll(() => place.done())

const SMALL = samplePlan(1)
const plan = { ...SMALL, endpoints: SMALL.endpoints.filter(({ name }) => !/psm-[23]/.test(name)) }
const text = [...runLines(hostRun({ plan, hosts: ['laptop'], minute: 1 }))].join('')

type Random = () => number
const within = (random: Random, end: number) => Math.floor(random() * end)

/** What happens to files: a bit, a byte, a piece lost or doubled or swapped, the end missing; and what people do to them. */
const CHANGES: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => {
    const at = within(random, bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << within(random, 8))
    return bytes
  },
  (bytes, random) => {
    bytes[within(random, bytes.length)] = within(random, 256)
    return bytes
  },
  (bytes, random) => bytes.subarray(0, within(random, bytes.length)),
  (bytes, random) => {
    const at = within(random, bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + within(random, 2000))])
  },
  (bytes, random) => {
    const at = within(random, bytes.length)
    const piece = bytes.subarray(at, at + 1 + within(random, 3000))
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
  },
  (bytes, random) => {
    const lines = bytes.toString('utf8').split('\n')
    const [one, other] = [within(random, lines.length), within(random, lines.length)]
    ;[lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? '']
    return Buffer.from(lines.join('\n'))
  },
  (bytes, random) => {
    const words = [
      'open',
      'closed',
      'pass',
      'fail',
      'proven',
      'likely',
      'true',
      'false',
      'null',
      '1',
      '0',
      '{',
      '[',
      '"',
      '__proto__',
    ]
    const parts = bytes.toString('utf8').split(/\b/)
    parts[within(random, parts.length)] = words[within(random, words.length)] ?? ''
    return Buffer.from(parts.join(''))
  },
]

const meaning = (bytes: Buffer | string): unknown => JSON.parse(bytes.toString())

test(`${MUTATIONS} mutations: none is accepted as something else, and none is a crash`, {
  timeout: 120_000,
}, async () => {
  const random = randomFrom(SEED)
  const path = join(place.folder, 'mutated.json')
  const [whole, counts] = [meaning(text), { refused: 0, same: 0, told: 0 }]
  for (let round = 0; round < MUTATIONS; round += 1) {
    const change = CHANGES[round % CHANGES.length] ?? ((bytes: Buffer) => bytes)
    const bytes = change(Buffer.from(text), random)
    await writeFile(path, bytes)
    try {
      const { integrity } = await inspectResult(path, new Map())
      if (integrity === 'absent') counts.told += 1
      else {
        expect(isDeepStrictEqual(meaning(bytes), whole), `round ${round}`).toBe(true)
        counts.same += 1
      }
    } catch (error) {
      if (!(error instanceof ResultFileError)) throw error
      expect(error.message).toContain('mutated.json: ')
      expect(error.message.length).toBeLessThan(1500)
      counts.refused += 1
    }
  }
  // Where only blanks were hit, or the name of the integrity itself.
  expect(counts.refused).toBeGreaterThan(MUTATIONS * 0.9)
  expect(counts.refused + counts.same + counts.told).toBe(MUTATIONS)
  process.stdout.write(`${JSON.stringify(counts)}\n`)
})
