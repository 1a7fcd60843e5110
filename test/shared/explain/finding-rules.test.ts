/** The rules of each finding: which findings have them, for which flows, and that a result stays small. */
import { expect, test } from 'vitest'
import { requestPart } from '../../../shared/explain/blocked-flows.ts'
import { DIALECTS } from '../../../shared/explain/dialects/all.ts'
import { withRules } from '../../../shared/explain/finding-rules.ts'
import { requestWords } from '../../../shared/explain/request-words.ts'
import { permitFlows } from '../../../shared/explain/rule-request.ts'
import { largeRun, mixedRun, proxiedRun } from '../../support/sample-run.ts'
import { readNftables } from './dialects/read-hosts.ts'

const pasted = DIALECTS.filter(({ rollbackFile }) => rollbackFile !== null).map(({ id }) => id)

test.each([
  ['mixed', mixedRun()],
  ['proxied', proxiedRun()],
])(
  '%s: a finding has the rules of its own flows that ask for a permit, in every dialect, and others have none',
  (_, run) => {
    const findings = withRules(run.findings, run.flows, run.site.name)
    expect(findings.length).toBeGreaterThan(0)
    for (const finding of findings) {
      const permits = run.flows.filter((flow) => finding.flows.includes(flow.id) && requestPart(flow) === 'permit')
      expect(Object.keys(finding.rules)).toEqual(permits.length > 0 ? pasted : [])
      if (permits.length === 0) continue
      const { forth } = readNftables(finding.rules['nftables'] ?? '')
      expect([...forth].sort()).toEqual(permits.map((f) => `${f.sourceAddress} ${f.address} ${f.port}`).sort())
    }
  },
)

test('what a destination stops itself has rules for its own firewall alone', () => {
  const run = mixedRun()
  const flows = run.flows.map((flow) =>
    flow.verdict === 'fail'
      ? { ...flow, blockedBy: { address: flow.address, hop: null, certainty: 'concluded' as const } }
      : flow,
  )
  const [first] = withRules(run.findings, flows, run.site.name)
  expect(Object.keys(first?.rules ?? {})).toEqual(['windows', 'esxi'])
  expect(first?.rules['windows']).toContain('10.77.20.13')
  expect(requestWords(flows).map(({ part }) => part)).toEqual(['host-permit'])
  expect(permitFlows(flows)).toEqual([])
})

test('of a large result the rules of all findings together stay below half a megabyte', () => {
  const run = largeRun()
  const flows = run.flows.map((flow) => ({ ...flow, verdict: 'fail' as const, outcome: 'silent' as const }))
  const all = { ...(run.findings[0] ?? mixedRun().findings[0]), id: 'F1', flows: flows.map(({ id }) => id) }
  const many = Array.from({ length: 200 }, (_, index) => ({
    ...all,
    id: `F${index}`,
    flows: all.flows.slice(index * 50, index * 50 + 50),
  }))
  const start = performance.now()
  const findings = withRules([all, ...many] as typeof run.findings, flows, 'x')
  const size = findings.reduce((sum, { rules }) => sum + JSON.stringify(rules).length, 0)
  expect(size).toBeGreaterThan(10_000)
  expect(size).toBeLessThan(600 * 1024)
  expect(performance.now() - start).toBeLessThan(3000)
})
