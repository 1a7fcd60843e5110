/** run.json, written in pieces and read back; and files that only pretend to be one. */
import { createHash } from 'node:crypto'
import { constants } from 'node:buffer'
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LARGEST_RUN_BYTES, readRun } from '../../../main/store/read-run.ts'
import { runLines, writeRun } from '../../../main/store/write-run.ts'
import { hostileRun, largeRun, mixedRun } from '../../support/sample-run.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psm-preflight-store-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('writing', () => {
  test.each([
    ['usual', () => mixedRun()],
    ['hostile names', () => hostileRun()],
    ['36,159 flows', () => largeRun()],
    ['nothing in it', () => mixedRun({ flows: [], findings: [], hosts: [], vantages: [], warnings: [] })],
  ])('%s: valid JSON of the same run, hashed as it stands on the disk', async (_, make) => {
    const run = make()
    const { path, sha256 } = await writeRun(run, folder)
    const bytes = await readFile(path)
    const { integrity, ...rest } = JSON.parse(bytes.toString('utf8'))
    expect(rest).toEqual(JSON.parse(JSON.stringify(run)))
    expect(integrity).toMatch(/^[0-9a-f]{64}$/)
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(await readdir(folder)).toEqual(['run.json'])
  })

  test('a flow is a line of its own, and no string holds more than one', () => {
    const run = mixedRun()
    const lines = [...runLines(run)]
    const ofFlows = lines.filter((line) => line.startsWith('  {"id":') && line.includes('"sourceAddress":'))
    expect(ofFlows).toHaveLength(run.flows.length)
    expect(ofFlows.every((line) => line.match(/"sourceAddress":/g)?.length === 1 && line.endsWith('\n'))).toBe(true)
  })

  test('a failure on the way leaves the old file, and no other', async () => {
    await writeRun(mixedRun(), folder)
    const before = await readFile(join(folder, 'run.json'))
    const broken = mixedRun()
    broken.flows[100] = { ...broken.flows[0], toJSON: () => JSON.parse('{') } as never
    await expect(writeRun(broken, folder)).rejects.toThrow(SyntaxError)
    expect(await readFile(join(folder, 'run.json'))).toEqual(before)
    expect(await readdir(folder)).toEqual(['run.json'])
  })
})

describe('reading', () => {
  /** What a terminal would act upon. */
  const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/
  const refusal = async (text: string): Promise<string> => {
    const file = join(folder, 'hostile.json')
    await writeFile(file, text)
    const error = await readRun(file).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof Error)) throw new Error('accepted')
    expect(error.name).toBe('UsageError')
    return error.message
  }

  test('text that is no JSON is told without its control characters', async () => {
    const message = await refusal('\u001b]0;owned\u0007\u001b[2J')
    expect(message).toContain('not JSON')
    expect(message).not.toMatch(CONTROL)
  })

  test('keys are quoted without their control characters, and shortened', async () => {
    const run = mixedRun()
    const key = `\u001b[31m\u202e${'x'.repeat(5000)}`
    const message = await refusal(JSON.stringify({ ...run, summary: { ...run.summary, byOutcome: { [key]: 'many' } } }))
    expect(message).toContain('summary.byOutcome.\\u{1b}[31m')
    expect(message).not.toMatch(CONTROL)
    expect(message.length).toBeLessThan(800)
  })

  test('a run that is too large for one text says so, with both sizes, and is not read', async () => {
    const file = join(folder, 'large.json')
    await writeFile(file, JSON.stringify(mixedRun()))
    const { size } = await stat(file)
    expect((await readRun(file, size)).run.flows).toHaveLength(mixedRun().flows.length)
    await expect(readRun(file, size - 1)).rejects.toThrow(
      /found a run of 1 MB; accepted: at most 1 MB.*--group or --from/,
    )
  })

  test('the usual limit is what this Node can hold in one text', () => {
    expect(LARGEST_RUN_BYTES).toBeLessThanOrEqual(constants.MAX_STRING_LENGTH)
  })
})
