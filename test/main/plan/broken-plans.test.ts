/** Every way to get a plan wrong that we could think of: one clear fault each, no throw, no waiting. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PlanRead, readPlanBytes, readPlanFile } from '../../../main/plan/read-plan.ts'
import { type Fault, formatFault } from '../../../shared/plan/faults.ts'
import { workingMs } from '../../support/working-ms.ts'
import { BROKEN_ADDRESSES } from './broken-addresses.ts'
import { BROKEN_MEANING } from './broken-meaning.ts'
import { BROKEN_SHAPE } from './broken-shape.ts'
import { BROKEN_SYNTAX } from './broken-syntax.ts'
import { type BrokenPlan, GOOD_PLAN } from './good-plan.ts'

const TIME_LIMIT_MS = 2000

const ROWS = [...BROKEN_SYNTAX, ...BROKEN_SHAPE, ...BROKEN_ADDRESSES, ...BROKEN_MEANING]

function faultsOf(read: PlanRead): Fault[] {
  if (read.ok) throw new Error('the plan was accepted')
  return read.faults
}

function expectFault([, , path, accepted, found]: BrokenPlan, faults: readonly Fault[]): void {
  const text = faults.map((f) => formatFault(f, 'plan.yaml')).join('\n')
  const fault = path === '(deep)' ? faults[0] : faults.find((f) => f.path === path)
  expect(fault, text).toBeDefined()
  expect(`${fault?.accepted} ${fault?.message ?? ''}`).toContain(accepted)
  if (found !== undefined) expect(fault?.found).toContain(found)
  for (const f of faults) {
    expect(f.path).not.toBe('')
    expect(f.found.length).toBeLessThanOrEqual(170)
    expect(f.accepted).not.toBe('')
  }
  expect(text).not.toMatch(/[^\P{C}\n]/u)
  expect(text).not.toContain('hunter2')
}

/** Rows in which more than one fault is right: two keys are wrong, or every key is. */
const SEVERAL = new Set([
  '10,000 broken endpoints',
  '50,000 faults',
  'a merge key',
  'a key that is a list',
  'an alias that contains itself',
])

describe('broken plans', () => {
  test('there are at least sixty of them, each with its own name', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(60)
    expect(new Set(ROWS.map(([name]) => name)).size).toBe(ROWS.length)
  })

  test.each(ROWS.map((row) => ({ name: row[0], row })))('$name', ({ name, row }) => {
    const content = row[1]
    let faults: Fault[] = []
    const ms = workingMs(() => {
      faults = faultsOf(readPlanBytes(Buffer.from(content)))
    })
    expect(ms).toBeLessThan(TIME_LIMIT_MS)
    expectFault(row, faults)
    if (!SEVERAL.has(name)) expect(faults.map((f) => formatFault(f, 'plan.yaml'))).toHaveLength(1)
  })
})

describe('files that are no plan', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psm-plan-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const found = async (path: string) => faultsOf(await readPlanFile(path)).map((f) => f.found)

  test('a missing file', async () => {
    expect(await found(join(folder, 'none.yaml'))).toEqual(['no such file (ENOENT)'])
  })

  test('a directory', async () => {
    expect(await found(folder)).toEqual(['a directory'])
  })

  test('a path with a NUL', async () => {
    expect(await found(join(folder, 'a\0b'))).toEqual([expect.stringContaining('cannot be read')])
  })

  const isWindows = process.platform === 'win32'
  if (isWindows) console.warn('skipped on Windows: FIFOs, devices, and files that nobody may read')

  test.skipIf(isWindows)('a device, and a pipe that nobody writes to', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('/bin/sh', ['-c', 'mkfifo "$1"', 'sh', pipe])
    expect(await found(pipe)).toEqual(['a device, pipe or socket'])
    expect(await found('/dev/zero')).toEqual(['a device, pipe or socket'])
  })

  test.skipIf(isWindows)('a file without read permission', async () => {
    const path = join(folder, 'secret.yaml')
    await writeFile(path, GOOD_PLAN)
    await chmod(path, 0)
    await chmod(folder, 0o755)
    const isRoot = process.getuid?.() === 0
    // Root may read everything: for this one call we are nobody.
    if (isRoot) process.seteuid?.(65_534)
    try {
      expect(await found(path)).toEqual(['a file that this user may not read (EACCES)'])
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })

  test('a file over the limit is not read', async () => {
    const path = join(folder, 'big.yaml')
    await writeFile(path, Buffer.alloc(5_000_001, 97))
    expect(await found(path)).toEqual(['a file of 5,000,001 bytes'])
  })
})
