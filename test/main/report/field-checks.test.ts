/** Checks beyond the port table in every form of a result: never counted among flows, never hidden behind them. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { mergeFieldChecks } from '../../../main/checks/merge-field-checks.ts'
import { runToJunit } from '../../../main/report/junit.ts'
import { writeReports } from '../../../main/report/write-reports.ts'
import { readRun } from '../../../main/store/read-run.ts'
import { writeRun } from '../../../main/store/write-run.ts'
import { printConclusion } from '../../../main/terminal/conclusion.ts'
import { statusOfRun } from '../../../main/terms.ts'
import { standingOfPlan, verdictSentence } from '../../../shared/explain/verdict-sentence.ts'
import { allFindings } from '../../../shared/explain/all-findings.ts'
import { machinesSeen } from '../../../shared/explain/machines-seen.ts'
import type { RunResult } from '../../../shared/result.ts'
import { pdfWords, popplerMissing } from '../../support/poppler.ts'
import { echoCheck, fieldChecks } from '../../support/sample-field-checks.ts'
import { SAMPLE_ENVIRONMENT, SAMPLE_SHA256, mixedRun, passingRun, samplePlan } from '../../support/sample-run.ts'

const passing = (): RunResult => ({ ...passingRun(), fieldChecks: fieldChecks() })

function printed(run: RunResult): string {
  const stream = new PassThrough()
  printConclusion(run, [], stream as unknown as NodeJS.WriteStream)
  return String(stream.read())
}

test('all flows pass, and one check fails: the check is not ready, and neither green nor 0', () => {
  const run = passing()
  expect(statusOfRun(passingRun())).toBe(0)
  expect(statusOfRun(run)).toBe(1)
  expect(standingOfPlan(passingRun())).toBe('pass')
  expect(standingOfPlan(run)).toBe('fail')
  expect(verdictSentence(run)).toMatch(/^All \d+ flows pass.* Not ready beyond the port table: 1 check fails\.$/)
  const warned = { ...run, fieldChecks: [{ verdict: 'warn' as const }, { verdict: 'warn' as const }] }
  expect(standingOfPlan(warned)).toBe('warn')
  expect(verdictSentence(warned)).toContain('Beyond the port table 2 checks warn.')
  const untested = fieldChecks().filter(({ verdict }) => verdict === 'untested' || verdict === 'pass')
  expect(statusOfRun({ ...run, fieldChecks: untested })).toBe(0)
  expect(verdictSentence({ ...run, fieldChecks: untested })).toBe(verdictSentence(passingRun()))
})

test('all flows pass, and two machines claim an address: neither green nor 0, for what passes may be about the other', () => {
  const run = passingRun()
  const machines = machinesSeen([
    { ...run, environment: { ...SAMPLE_ENVIRONMENT, duplicates: [{ address: '10.77.20.11', macs: ['a', 'b'] }] } },
  ])
  const beside = { endpoints: run.plan.endpoints, fieldChecks: [], vantages: [], machines }
  const twice = { ...run, findings: allFindings(run.flows, 0, [], beside) }
  expect(statusOfRun(twice)).toBe(1)
  expect(standingOfPlan(twice)).toBe('warn')
  expect(verdictSentence(twice)).toContain('One address is claimed by two machines')
  expect(verdictSentence(twice, 'de')).toContain('Eine Adresse wird von zwei Rechnern beansprucht')
})

test('on the terminal', () => {
  const text = printed(passing())
  expect(text).toContain('Beyond the port table (field knowledge, not the guide):')
  expect(text).toContain('■ fail ICMP echo between PSM nodes: 1 fails, 1 passes')
  expect(text).toContain('psm-3 (10.77.20.12) answered none of 6 echoes of psm-1')
  expect(text).toContain('○ untested Time by NTP, UDP 123: 2 untested')
  expect(text).toContain('Not tested: dsc-1 has no vantage. (2: 10.77.40.1, 10.77.40.2)')
  expect(text).toContain('● pass Networks that the nodes use themselves: 1 passes')
  expect(printed(passingRun())).not.toContain('Beyond the port table')
})

test('a run keeps them on disk; CSV has a file of its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fields-'))
  await writeRun(passing(), folder)
  expect((await readRun(folder)).run.fieldChecks).toEqual(fieldChecks())
  await writeReports(passing(), SAMPLE_SHA256, folder, ['csv'])
  expect((await readdir(folder)).sort()).toEqual(['field-checks.csv', 'flows.csv', 'run.json'])
  const lines = (await readFile(join(folder, 'field-checks.csv'), 'utf8')).trimEnd().split('\r\n')
  expect(lines).toHaveLength(fieldChecks().length + 1)
  expect(lines[2]).toMatch(/^echo\/psm-1\/psm-3,echo,psm-1,psm-3,fail,/)
  expect(lines[2]).toContain(',reported,')
  await rm(folder, { recursive: true })
})

test('JUnit: a suite of its own', () => {
  const xml = runToJunit(passing())
  expect(xml).toMatch(/<testsuite name="field-checks" timestamp="[^"]+" tests="5" failures="1" errors="0" skipped="2"/)
  expect(xml).toMatch(/<failure type="fail" message="psm-3 \(10\.77\.20\.12\) answered none/)
  expect(runToJunit(mixedRun())).not.toContain('field-checks')
})

test.skipIf(popplerMissing() !== null)('the report has a chapter of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fields-'))
  await writeReports(passing(), SAMPLE_SHA256, folder, ['pdf'])
  const text = pdfWords(join(folder, 'report.pdf'))
    .words.map((word) => word.text)
    .join(' ')
  expect(text).toContain('Beyond the port table')
  expect(text).toContain('field knowledge of the PSM Preflight contract')
  expect(text).toContain('answered none of 6 echoes')
  await rm(folder, { recursive: true })
})

test('over several runs the newest counts, and none of another stage, another site, or one that the plan does not want', () => {
  const plan = samplePlan(2)
  const head = {
    plan: { ...mixedRun().plan, endpoints: plan.endpoints.map((e) => ({ ...e, vantage: e.vantage.kind })) },
  }
  const good = echoCheck('psm-1', 'psm-3')
  const bad = echoCheck('psm-1', 'psm-3', { result: 'silence', sent: 6 })
  const other = echoCheck('psm-1', 'psm-2')
  const now = { ...head, stage: plan.stage, fieldChecks: [good] }
  const before = { ...head, stage: plan.stage, fieldChecks: [bad, other] }
  expect(mergeFieldChecks([now, before], plan)).toEqual([good, other])
  expect(mergeFieldChecks([before, now], plan)).toEqual([bad, other])
  expect(mergeFieldChecks([{ ...before, stage: 'operational' }, now], plan)).toEqual([good])
  const moved = { ...before, plan: { ...before.plan, endpoints: before.plan.endpoints.slice(1) } }
  expect(mergeFieldChecks([moved, now], plan)).toEqual([good])
  expect(mergeFieldChecks([now, before], { ...plan, fieldChecks: { echo: false } })).toEqual([])
})
