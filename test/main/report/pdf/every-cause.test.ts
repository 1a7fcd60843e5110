/** On paper every cause has its explanation, its evidence, who can fix it, its steps, its commands, and how it is tested again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writePdf } from '../../../../main/report/pdf/write-pdf.ts'
import { CAUSE_IDS } from '../../../../shared/explain/causes/vocabulary.ts'
import { runOfEveryCause } from '../../../support/every-cause.ts'
import { pdfPages, popplerMissing } from '../../../support/poppler.ts'
import { SAMPLE_SHA256 } from '../../../support/sample-run.ts'

const missing = popplerMissing()
if (missing) console.warn(`skipped: ${missing}`)

const folder = mkdtempSync(join(tmpdir(), 'psm-preflight-causes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Lines are broken where the page ends, and pages have a head and a foot between them. */
const squeezed = (text: string) => text.replaceAll(/\s+/g, '')

describe.skipIf(missing)('every cause on paper', () => {
  const run = runOfEveryCause()
  const parts = new Map<string, string>()
  beforeAll(async () => {
    const path = join(folder, 'causes.pdf')
    await writePdf(run, path, { runSha256: SAMPLE_SHA256 })
    // Head and foot of a page stand apart from the text by empty lines.
    const pages = pdfPages(path).map((page) => page.trim().split('\n').slice(1, -1).join('\n'))
    const text = squeezed(pages.join('\n'))
    const headings = run.findings.map(({ id, title }) => squeezed(`${id}${title}`))
    let from = text.indexOf('findings,worstfirst')
    for (const [i, heading] of headings.entries()) {
      const start = text.indexOf(heading, from)
      const next = headings[i + 1]
      const end = next === undefined ? text.length : text.indexOf(next, start)
      parts.set(run.findings[i]?.cause ?? '', text.slice(start, end))
      from = start
    }
  })

  test.each(CAUSE_IDS)('%s', (cause) => {
    const finding = run.findings.find((one) => one.cause === cause)
    const part = parts.get(cause) ?? ''
    if (!finding) throw new Error('the vocabulary has a cause without a finding')
    const { title, explanation, evidence, whoCanFix, steps, verify = {} } = finding
    for (const said of [title, explanation, evidence, whoCanFix]) expect(part).toContain(squeezed(said))
    for (const [i, step] of steps.entries()) expect(part).toContain(squeezed(`${i + 1}.${step}`))
    expect(steps.at(-1)).toMatch(/^Test again: .* psm-preflight check PLAN /)
    for (const line of Object.values(verify).flat()) expect(part).toContain(squeezed(line))
    expect(Object.keys(verify)).toHaveLength(5)
  })
})
