/** The report of a joined result says which machine sent what, and where the results differ. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inspectResults, joinResults } from '../../../../main/checks/join-results.ts'
import { writeReports } from '../../../../main/report/write-reports.ts'
import { writeRunFile } from '../../../../main/store/write-run.ts'
import { temporaryFolder } from '../../../support/core.ts'
import { hostRun } from '../../../support/host-run.ts'
import { pdfPages, popplerMissing } from '../../../support/poppler.ts'
import { SAMPLE_ENVIRONMENT } from '../../../support/sample-run.ts'

const missing = popplerMissing()

test.skipIf(missing !== null)(`machines and conflicts${missing === null ? '' : ` (skipped: ${missing})`}`, async () => {
  const { folder, done } = await temporaryFolder()
  try {
    const [one, other] = [join(folder, '1.json'), join(folder, '2.json')]
    await writeRunFile(hostRun({ hosts: ['dsc-1'], minute: 1, answer: () => 'silent' }), one)
    const change = { environment: SAMPLE_ENVIRONMENT }
    await writeRunFile(hostRun({ hosts: ['dsc-1', 'dsc-2'], minute: 5, change }), other)
    const inspected = await inspectResults([other, one].map((path) => ({ path, name: path })))
    expect(inspected.faults).toEqual([])
    const kept = new Map([1, 2].map((run) => [run, { file: `runs/${run}.json`, sha256: `${run}`.repeat(64) }]))
    const run = await joinResults(inspected, undefined, kept)
    if (!run) throw new Error('nothing was joined')
    const [pdf = ''] = await writeReports(run, '0'.repeat(64), folder, ['pdf'])
    const text = pdfPages(pdf).join('\n').replaceAll(/\s+/g, ' ')
    expect(text).toContain('Which machine sent what')
    expect(text).toMatch(/dsc-1, dsc-2 linux x64/)
    expect(text).toContain('Where the results differ')
    expect(text).toContain('33 flows: the newest conclusion is kept')
    expect(text).toMatch(/closed \(result 2\) (host-)?silent \(result 1\)/)
  } finally {
    await done()
  }
})
