/** The German report: the same numbers as the English one, nothing left in English that could be said, and what could not is marked. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { writePdf } from '../../../../main/report/pdf/write-pdf.ts'
import { allFindings } from '../../../../shared/explain/all-findings.ts'
import { DIALECTS } from '../../../../shared/explain/dialects/all.ts'
import { inLanguage } from '../../../../shared/explain/in-language.ts'
import { OUTCOMES } from '../../../../shared/outcome.ts'
import type { Paper } from '../../../../shared/print-options.ts'
import type { RunResult } from '../../../../shared/result.ts'
import { summarise } from '../../../../shared/summary.ts'
import { englishWords } from '../../../support/english-words.ts'
import { everyOutcome } from '../../../support/every-outcome.ts'
import { pdfInfo, pdfPages, pdfWords, popplerMissing } from '../../../support/poppler.ts'
import { echoCheck } from '../../../support/sample-field-checks.ts'
import { SAMPLE_SHA256, largeRun, mixedRun } from '../../../support/sample-run.ts'

const missing = popplerMissing()
if (missing) console.warn(`The German report is not rendered: ${missing}`)

const folder = mkdtempSync(join(tmpdir(), 'german-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function render(run: RunResult, name: string, paper: Paper = 'a4') {
  const path = join(folder, `${name}.pdf`)
  await writePdf(run, path, { runSha256: SAMPLE_SHA256, language: 'de', paper })
  return path
}

/** A node that does not answer the echo of another one. */
function fieldFindings() {
  const run = judged()
  const fieldChecks = [echoCheck('psm-1', 'psm-2', { result: 'silence', sent: 6, rttMs: null })]
  const { endpoints } = run.plan
  const beside = { endpoints, fieldChecks, vantages: run.vantages, machines: [] }
  return { plan: run.plan, run: { ...run, fieldChecks, findings: allFindings(run.flows, 0, run.hosts, beside) } }
}

/** Of this machine nothing is said: its notes are those of its system. */
function judged(): RunResult {
  const { environment, ...run } = everyOutcome().run
  expect(environment).toBeDefined()
  const flows = run.flows.filter(({ reason }) => reason !== 'Not judged.')
  const vantages = run.vantages.map((vantage) => ({ ...vantage, note: '' }))
  return { ...run, flows, vantages, summary: summarise(flows) }
}

/** Without what is called so in every language: dialects, and the words of run.json that stand below those of the report. */
const withoutNames = (text: string) =>
  [...DIALECTS.map(({ title }) => title), ...OUTCOMES].reduce(
    (left, name) => left.replaceAll(name, ' '),
    text.replaceAll(/\s+/g, ' '),
  )

describe('a result with every outcome', () => {
  const run = judged()
  const { run: german, english } = inLanguage(run, 'de')

  test('has the same flows and findings in the same order, with the same numbers', () => {
    const numbers = ({ flows, findings, summary }: RunResult) => ({
      flows: flows.map((flow) => ({ ...flow, reason: '', settle: flow.settle === null })),
      findings: findings.map(({ id, cause, severity, flows: of, at, rules }) => ({
        id,
        cause,
        severity,
        of,
        at,
        rules,
      })),
      summary,
    })
    expect(numbers(german)).toEqual(numbers(run))
  })

  test('is said in German, every sentence', () => {
    expect([...english]).toEqual([])
    for (const { reason, settle } of german.flows) expect(englishWords(`${reason} ${settle ?? ''}`)).toEqual([])
    for (const { title, explanation, evidence, whoCanFix, steps } of german.findings)
      expect(englishWords([title, explanation, evidence, whoCanFix, ...steps].join(' '))).toEqual([])
  })

  test.skipIf(missing)('and so is its report', async () => {
    const path = await render(run, 'outcomes')
    expect(englishWords(withoutNames(pdfPages(path).join('\n')))).toEqual([])
    expect(readFileSync(path, 'latin1')).toMatch(/\/Lang \(de\)/)
    expect(pdfInfo(path).get('Title')).toBe('PSM Preflight Bericht: Example Corp, DC-1 row 7')
  })
})

test('what cannot be made again stays as it was, and is marked as English', async () => {
  const run = mixedRun()
  const { run: german, english } = inLanguage(run, 'de')
  const flow = run.flows.find(({ verdict }) => verdict === 'fail')
  expect(english).toContain(flow?.reason)
  expect(german.flows.find(({ id }) => id === flow?.id)?.reason).toBe(flow?.reason)
  if (missing) return
  const path = await render(mixedRun({ warnings: ['The laptop slept for 4 min.'] }), 'mixed')
  expect(readFileSync(path, 'latin1').match(/\/Lang \(en\)/g)?.length).toBeGreaterThan(2)
})

test('what is wrong beside the flows is said in German, too', () => {
  const { plan, run } = fieldFindings()
  expect(run.findings.some(({ flows }) => flows.length === 0)).toBe(true)
  const { run: german } = inLanguage({ ...run, plan }, 'de')
  for (const { title, evidence, explanation, whoCanFix, steps, fieldChecks } of german.findings.filter(
    ({ flows }) => flows.length === 0,
  )) {
    expect(fieldChecks).toBeDefined()
    expect(englishWords([title, evidence, explanation, whoCanFix, ...steps].join(' '))).toEqual([])
  }
})

describe.skipIf(missing)('on paper', () => {
  test.each(['a4', 'letter'] as const)('nothing is cut, and nothing leaves the page: %s', async (paper) => {
    const path = await render(mixedRun(), `paper-${paper}`, paper)
    const { width, height, words } = pdfWords(path)
    const outside = words.filter(({ box: [left, top, right, bottom] }) => {
      return left < 46 || right > width - 46 || top < 25 || bottom > height - 20
    })
    expect(outside).toEqual([])
    const [first = ''] = pdfPages(path)
    expect(first.match(/Unterschrift/g)).toHaveLength(2)
    expect(first).toContain('bestanden/alle')
    expect(first).toContain('was Klarheit schaffen würde.')
  })

  test.each([0, 1, 2, 3])('page 1 of Letter says that something was found, below %d warnings', async (count) => {
    const warnings = Array.from({ length: count }, (_, i) => `Warnung ${i + 1}: ${'und so weiter, '.repeat(9)}.`)
    const path = await render(mixedRun({ warnings }), `warned-${count}`, 'letter')
    const [first = ''] = pdfPages(path)
    expect(first).toMatch(/Was gefunden wurde|3 Befunde: siehe Befunde\./)
    expect(first.match(/Unterschrift/g)).toHaveLength(2)
  })

  test('numbers and dates are those of the language', async () => {
    const text = pdfPages(await render(mixedRun(), 'numbers')).join('\n')
    expect(text).toContain('04.03.2026 14:02:11 UTC+01:00')
    expect(text).toMatch(/0,\d\d/)
    expect(text).not.toMatch(/ 0\.\d\d /)
  })

  test('36,159 flows take under 20 s', async () => {
    const start = performance.now()
    await render(largeRun(), 'large')
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})
