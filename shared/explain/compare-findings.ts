/** Findings of two results set against each other by their flows: a cause may be named otherwise once more is known of it. */
import type { Comparison, FindingChange } from '../comparison.ts'
import type { Verdict } from '../outcome.ts'
import type { Finding } from '../result.ts'
import type { ComparedFlow, Side } from './compare.ts'
import type { Matched } from './match-endpoints.ts'

const keyOf = ({ direction, port }: ComparedFlow, source: string | null, destination: string | null) =>
  source === null || destination === null ? null : JSON.stringify([direction, source, destination, port])

/** Id of a flow → what names it in both plans. */
function keys(flows: readonly ComparedFlow[], name: (name: string) => string | null) {
  return new Map(flows.map((flow) => [flow.id, keyOf(flow, name(flow.source), name(flow.destination))]))
}

type Other = FindingChange['other']

function count(finding: Finding, keyOfId: ReadonlyMap<string, string | null>, verdicts: ReadonlyMap<string, Verdict>) {
  const other: Other = { pass: 0, failing: 0, unknown: 0 }
  for (const id of finding.flows) {
    const verdict = verdicts.get(keyOfId.get(id) ?? '') ?? 'untested'
    if (verdict === 'pass') other.pass += 1
    else if (verdict === 'untested') other.unknown += 1
    else other.failing += 1
  }
  return other
}

function verdictsBy(flows: readonly ComparedFlow[], keyOfId: ReadonlyMap<string, string | null>) {
  const verdicts = new Map<string, Verdict>()
  for (const { id, verdict } of flows) {
    const key = keyOfId.get(id)
    if (key != null) verdicts.set(key, verdict)
  }
  return verdicts
}

/** What became of an old one. Fixed only where each flow of it was seen to pass. */
function afterwards({ pass, failing }: Other, flows: number): FindingChange['state'] {
  if (pass === flows && flows > 0) return 'fixed'
  if (pass > 0) return 'partly-fixed'
  return failing > 0 ? 'still-failing' : 'unknown'
}

/** How much of a new one was there before. */
const beforehand = ({ failing }: Other, flows: number): FindingChange['state'] =>
  failing === 0 ? 'new' : failing < flows ? 'grown' : 'known'

const NO_FLOWS: Other = { pass: 0, failing: 0, unknown: 0 }

/** What is beside the flows is the same one where it is of the same cause and about the same. */
const isIn = ({ cause, title, fieldChecks = [] }: Finding, { findings }: Side) =>
  findings.some(
    (other) =>
      other.flows.length === 0 &&
      other.cause === cause &&
      (other.title === title || other.fieldChecks?.some((id) => fieldChecks.includes(id))),
  )

/** Fixed only where each of its checks was seen to pass; what no check is about is not known to be gone. */
function afterwardsBeside(finding: Finding, now: Side): FindingChange['state'] {
  const ids = finding.fieldChecks ?? []
  const verdicts = new Map(now.fieldChecks.map(({ id, verdict }) => [id, verdict]))
  const passing = ids.filter((id) => verdicts.get(id) === 'pass').length
  if (ids.length > 0 && passing === ids.length) return 'fixed'
  if (passing > 0) return 'partly-fixed'
  const isFailing = ids.some((id) => isBad(verdicts.get(id)))
  return isFailing || isIn(finding, now) ? 'still-failing' : 'unknown'
}

const isBad = (verdict: Verdict | undefined) => verdict === 'fail' || verdict === 'warn'

export function compareFindings(old: Side, now: Side, { nameNow, wasThere }: Matched): Comparison['findings'] {
  const oldKeys = keys(old.flows, nameNow)
  const newKeys = keys(now.flows, (name) => (wasThere(name) ? name : null))
  const oldVerdicts = verdictsBy(old.flows, oldKeys)
  const newVerdicts = verdictsBy(now.flows, newKeys)
  const change = (finding: Finding, other: Other, state: FindingChange['state']): FindingChange => ({
    id: finding.id,
    cause: finding.cause,
    title: finding.title,
    flows: finding.flows.length,
    state,
    other,
  })
  return {
    old: old.findings.map((finding) => {
      if (finding.flows.length === 0) return change(finding, NO_FLOWS, afterwardsBeside(finding, now))
      const other = count(finding, oldKeys, newVerdicts)
      return change(finding, other, afterwards(other, finding.flows.length))
    }),
    new: now.findings.map((finding) => {
      if (finding.flows.length === 0) return change(finding, NO_FLOWS, isIn(finding, old) ? 'known' : 'new')
      const other = count(finding, newKeys, oldVerdicts)
      return change(finding, other, beforehand(other, finding.flows.length))
    }),
  }
}
