import { describe, expect, test } from 'vitest'
import { create } from 'xmlbuilder2'
import { legalXml, runToJunit } from '../../../main/report/junit.ts'
import { hostileRun, largeRun, mixedRun, passingRun } from '../../support/sample-run.ts'

type Tree = Record<string, unknown>
const list = (value: unknown): Tree[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]) as Tree[]

function suitesOf(xml: string): { root: Tree; suites: Tree[] } {
  const root = (create(xml).end({ format: 'object' }) as Tree)['testsuites'] as Tree
  return { root, suites: list(root['testsuite']) }
}

/** The five entities of XML; the ampersand last, so that nothing is decoded twice. */
const decoded = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')

describe('junit.xml', () => {
  test('has a suite per group and a case per flow, with counts that add up', () => {
    const run = mixedRun()
    const { root, suites } = suitesOf(runToJunit(run))
    expect(suites.map((s) => s['@name'])).toEqual(run.plan.groups)
    expect(suites.flatMap((s) => list(s['testcase']).map((c) => c['@name']))).toEqual(run.flows.map((f) => f.id))
    expect(root).toMatchObject({ '@tests': '231', '@failures': '16', '@skipped': '66', '@errors': '0' })
    for (const suite of suites) {
      const cases = list(suite['testcase'])
      expect(suite['@tests']).toBe(String(cases.length))
      expect(suite['@failures']).toBe(String(cases.filter((c) => c['failure'] !== undefined).length))
      expect(suite['@skipped']).toBe(String(cases.filter((c) => c['skipped'] !== undefined).length))
    }
  })

  test('fail and warn are failures told apart by type, untested is skipped with its reason', () => {
    const { suites } = suitesOf(runToJunit(mixedRun()))
    const cases = suites.flatMap((s) => list(s['testcase']))
    const named = (id: string) => cases.find((c) => c['@name'] === id)
    expect(named('psm-to-psm/psm-3/psm-1/9010')?.['failure']).toMatchObject({ '@type': 'fail' })
    expect(named('user-to-psm/laptop/psm-1/9001')?.['failure']).toMatchObject({ '@type': 'warn' })
    expect(named('dsc-to-psm/dsc-1/psm-1/9005')?.['skipped']).toMatchObject({
      '@message': 'not-tested: Not tested: dsc-1 has no vantage.',
    })
    expect(named('user-to-psm/laptop/psm-1/22')?.['failure']).toBeUndefined()
  })

  test('times are seconds', () => {
    const run = mixedRun()
    for (const flow of run.flows) flow.durationMs = 1500
    const { root, suites } = suitesOf(runToJunit(run))
    expect(root['@time']).toBe('346.500')
    expect(list(suites[0]?.['testcase'])[0]?.['@time']).toBe('1.500')
  })

  test('controls are shown, not dropped, and markup is data', () => {
    expect(legalXml('a\u0007b\u001b\ufffe\ud800c\n')).toBe('a␇b␛��c\n')
    const xml = runToJunit(hostileRun())
    expect(xml).toContain('bell␇escape␛[31m')
    expect(xml).not.toContain('<script>')
    const sites = [...xml.matchAll(/name="site" value="([^"]*)"/g)].map((match) => decoded(match[1] ?? ''))
    expect(new Set(sites)).toEqual(new Set([hostileRun().site.name]))
  })

  test('what looks like an entity in a name is text', () => {
    const run = mixedRun()
    run.site.name = '&#7; &bogus; &amp; &'
    expect(runToJunit(run)).toContain('value="&amp;#7; &amp;bogus; &amp;amp; &amp;"')
  })

  test('36,159 flows take under 10 s', () => {
    const start = performance.now()
    expect(runToJunit(largeRun()).match(/<testcase /g)).toHaveLength(36_159)
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

test('a part of a plan says how much was not asked', () => {
  const run = passingRun()
  expect(runToJunit(run)).toContain('<property name="notAsked" value="0"/>')
  const part = { ...run, plan: { ...run.plan, flows: run.summary.flows + 219 } }
  expect(runToJunit(part)).toContain('<property name="notAsked" value="219"/>')
})
