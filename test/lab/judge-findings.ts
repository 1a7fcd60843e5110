/** Sets the findings of a run against those that a compound failure should have: each cause, device and flow, and nothing else. Pure. */
import type { Finding, FlowResult, RunResult } from '../../shared/result.ts'
import type { Compound, ExpectedFinding } from './compound/compound.ts'

/** What is wrong, each as one sentence; empty: the findings name exactly the faults that were set. */
export function findingFaults(
  { findings: expected }: Pick<Compound, 'findings'>,
  result: Pick<RunResult, 'flows' | 'findings'>,
): string[] {
  const left = new Set(result.findings)
  const faults: string[] = []
  for (const wanted of expected) {
    const flows = result.flows.filter((flow) => belongs(flow, wanted)).map(({ id }) => id)
    if (flows.length === 0) faults.push(`the scenario expects a finding of no flow: ${said(wanted, flows)}`)
    const found = [...left].find((finding) => isIt(finding, wanted, flows))
    if (found) left.delete(found)
    else faults.push(`missing: ${said(wanted, flows)}`)
  }
  for (const { cause, at, flows } of left) faults.push(`not expected: ${said({ cause, at: at ?? null }, flows)}`)
  const named = new Set(result.findings.flatMap(({ flows }) => flows))
  for (const { id, verdict, outcome } of result.flows)
    if (verdict !== 'pass' && verdict !== 'untested' && !named.has(id)) faults.push(`in no finding: ${id}, ${outcome}`)
  return faults
}

const belongs = ({ source, destination, port }: FlowResult, { from, and = [], ...own }: ExpectedFinding) =>
  (from?.includes(source) ?? true) &&
  [own, ...and].some(({ to, ports }) => to.includes(destination) && (ports?.includes(port) ?? true))

function isIt(finding: Finding, { cause, at }: ExpectedFinding, flows: readonly string[]): boolean {
  const named = finding.at ?? null
  const isThere =
    at === null
      ? named === null
      : named?.address === at.address && named.certainty === at.certainty && (at.hop ?? named.hop) === named.hop
  const hit = new Set(finding.flows)
  return finding.cause === cause && isThere && hit.size === flows.length && flows.every((id) => hit.has(id))
}

function said({ cause, at }: { cause: string; at: ExpectedFinding['at'] | Finding['at'] }, flows: readonly string[]) {
  return `${cause} at ${at ? `${at.address}, hop ${at.hop}, ${at.certainty}` : 'no device'}: ${flows.join(' ')}`
}
