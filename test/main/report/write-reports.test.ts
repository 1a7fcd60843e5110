import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeReports } from '../../../main/report/write-reports.ts'
import { DIALECTS } from '../../../shared/explain/dialects/all.ts'
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

test('rules are a folder: each firewall has a file and one that takes it back, with the ticket in its comments', async () => {
  const paths = await writeReports(mixedRun(), SAMPLE_SHA256, folder, ['rules'], { ticket: 'CHG0012345' })
  expect(paths).toEqual([join(folder, 'rules')])
  const files = await readdir(join(folder, 'rules'))
  const expected = DIALECTS.flatMap(({ file, rollbackFile }) => (rollbackFile === null ? [file] : [file, rollbackFile]))
  expect(files.sort()).toEqual(expected.sort())
  for (const name of ['nftables.nft', 'palo-alto.txt', 'vmware-nsx.json'])
    expect(await readFile(join(folder, 'rules', name), 'utf8')).toContain('CHG0012345: psm-3 to psm-1, psm-2')
})

test('where nothing asks for a permit, the rules say so, and those of an earlier result are gone', async () => {
  await writeReports(mixedRun(), SAMPLE_SHA256, folder, ['rules'])
  const run = mixedRun()
  const flows = run.flows.map((flow) => ({ ...flow, verdict: 'pass' as const }))
  await writeReports({ ...run, flows }, SAMPLE_SHA256, folder, ['rules'])
  expect(await readdir(join(folder, 'rules'))).toEqual(['change-request.txt'])
  expect(await readFile(join(folder, 'rules', 'change-request.txt'), 'utf8')).toContain('Nothing is asked for')
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
