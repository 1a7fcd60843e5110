/** The integrity of a run.json: what changes its meaning is seen, what changes only its looks is not. */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { canonical } from '../../../main/store/integrity.ts'
import { readRun } from '../../../main/store/read-run.ts'
import { RunFileError, scanChecked } from '../../../main/store/scan-run.ts'
import { writeRunFile } from '../../../main/store/write-run.ts'
import { flowResult } from '../../../shared/result.ts'
import { temporaryFolder } from '../../support/core.ts'
import { hostileRun, largeRun, mixedRun } from '../../support/sample-run.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let path: string
beforeEach(async () => {
  place = await temporaryFolder()
  path = join(place.folder, '1.json')
})
afterEach(() => place.done())

const scanned = async () => (await scanChecked(path, flowResult, () => () => {})).integrity
const both = async () => [(await readRun(path)).integrity, await scanned()]

test('canonical JSON as RFC 8785 has it', () => {
  // Its own example, section 3.2.2 and 3.2.3.
  const example = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  )
  expect(canonical(example)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

test.each([
  ['usual', () => mixedRun()],
  ['hostile names', () => hostileRun()],
  [
    'no flows',
    () =>
      mixedRun({
        flows: [],
        findings: [],
        hosts: [],
        summary: { flows: 0, pass: 0, proven: 0, fail: 0, warn: 0, untested: 0, byOutcome: {} },
      }),
  ],
  ['36,159 flows', () => largeRun()],
])('%s: as it was written, laid out anew, and computed from the definition', async (_, make) => {
  await writeRunFile(make(), path)
  expect(await both()).toEqual(['intact', 'intact'])
  const { integrity, ...rest } = JSON.parse(await readFile(path, 'utf8'))
  expect(createHash('sha256').update(canonical(rest)).digest('hex')).toBe(integrity)
  await writeFile(path, JSON.stringify({ integrity, ...rest }, null, 2))
  expect(await both()).toEqual(['intact', 'intact'])
})

test.each([
  ['a verdict', '"verdict":"fail"', '"verdict":"pass"'],
  ['a reason', '"reason":"', '"reason":"Not '],
  ['the plan', '"sha256":"', '"sha256":"0'],
  ['a key that no version knows', '{\n', '{\n "approved": true,\n'],
  ['the integrity', '"integrity": "', '"integrity": "0'],
])('edited: %s', async (_, from, to) => {
  await writeRunFile(mixedRun(), path)
  const text = await readFile(path, 'utf8')
  expect(text).toContain(from)
  await writeFile(path, text.replace(from, to))
  expect(await scanned()).toBe('edited')
})

test('without one, said so; a key twice is refused', async () => {
  await writeRunFile(mixedRun(), path)
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.replace(/,\n "integrity": .*/, ''))
  expect(await both()).toEqual(['absent', 'absent'])
  await writeFile(path, text.replace('{\n', '{\n "stage": "preinstall",\n'))
  await expect(scanned()).rejects.toThrow(RunFileError)
})
