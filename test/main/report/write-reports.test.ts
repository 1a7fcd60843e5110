import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeReports } from '../../../main/report/write-reports.ts'
import { SAMPLE_SHA256, mixedRun } from '../../support/sample-run.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reports-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('writes what is asked for into a folder that it makes, and leaves nothing else', async () => {
  const out = join(folder, 'new')
  const paths = await writeReports(mixedRun(), SAMPLE_SHA256, out, ['junit', 'pdf', 'csv'])
  expect(paths).toEqual([join(out, 'junit.xml'), join(out, 'report.pdf'), join(out, 'flows.csv')])
  expect((await readdir(out)).sort()).toEqual(['flows.csv', 'junit.xml', 'report.pdf'])
  expect((await readFile(join(out, 'report.pdf'))).subarray(0, 8).toString()).toBe('%PDF-1.7')
})

test('a format that is asked for twice is written once', async () => {
  expect(await writeReports(mixedRun(), SAMPLE_SHA256, folder, ['csv', 'csv'])).toHaveLength(1)
})

test('a folder that cannot be made is an error that names it', async () => {
  const [file = ''] = await writeReports(mixedRun(), SAMPLE_SHA256, folder, ['csv'])
  await expect(writeReports(mixedRun(), SAMPLE_SHA256, join(file, 'below'), ['csv'])).rejects.toMatchObject({
    path: expect.stringContaining('flows.csv'),
  })
})
