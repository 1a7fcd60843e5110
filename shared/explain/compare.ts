/**
 * Two results of one plan, an older and a newer one: what was fixed, what broke, what is still failing, what nobody knows any more. Never
 * kinder than the newer result: a failure that was not asked again is still one.
 */
import {
  ASPECTS,
  type Aspect,
  CHANGES,
  type Change,
  type ComparedResult,
  type Comparison,
  DIFF_SCHEMA,
  type FieldChange,
  type FlowChange,
  type Seen,
} from '../comparison.ts'
import type { Verdict } from '../outcome.ts'
import type { Finding, FlowResult, RunResult } from '../result.ts'
import { compareFindings } from './compare-findings.ts'
import { compareNotes } from './compare-notes.ts'
import { type Matched, matchEndpoints } from './match-endpoints.ts'

/** What of a flow is compared. */
export type ComparedFlow = Pick<
  FlowResult,
  'id' | 'group' | 'direction' | 'source' | 'destination' | 'port' | keyof Seen
>

export interface Side {
  result: ComparedResult
  /** Machines of its plan, and its kind of catalogue. */
  endpoints: RunResult['plan']['endpoints']
  flows: readonly ComparedFlow[]
  findings: readonly Finding[]
  fieldChecks: NonNullable<RunResult['fieldChecks']>
}

export type Compared = { comparison: Comparison } | { refused: string }

const isBad = (verdict: Verdict | undefined) => verdict === 'fail' || verdict === 'warn'

/** @param old undefined: not in the old result */
export function changeOf(old: Verdict | undefined, now: Verdict | undefined, differs: boolean): Change {
  if (now === undefined) return 'not-asked'
  const wasTested = old !== undefined && old !== 'untested'
  if (now === 'untested') return wasTested ? 'newly-untested' : 'still-untested'
  if (!wasTested) return 'newly-tested'
  if (now === 'pass') return isBad(old) ? 'fixed' : differs ? 'changed-evidence' : 'unchanged'
  return isBad(old) ? 'still-failing' : 'broken'
}

/** Measured times differ from run to run, and say nothing new. */
const unmeasured = (reason: string) =>
  reason.replaceAll(/\d+ SYNs? in [\d.]+ s/g, 'SYNs').replaceAll(/\d+(?:\.\d+)? (?:ms|s)\b/g, 'some time')

const ASPECT_TEXT: Record<Aspect, (flow: Seen) => string> = {
  outcome: (flow) => flow.outcome,
  verdict: (flow) => flow.verdict,
  proof: (flow) => flow.proof,
  blockedBy: ({ blockedBy: by }) => (by ? JSON.stringify([by.address, by.hop, by.certainty]) : ''),
  reason: (flow) => unmeasured(flow.reason),
}

const differing = (a: Seen, b: Seen) => ASPECTS.filter((aspect) => ASPECT_TEXT[aspect](a) !== ASPECT_TEXT[aspect](b))

const seenOf = ({ outcome, verdict, proof, reason, blockedBy, finding }: ComparedFlow): Seen => ({
  outcome,
  verdict,
  proof,
  reason,
  ...(blockedBy ? { blockedBy } : {}),
  finding,
})

const keyOf = (direction: string, source: string, destination: string, port: number) =>
  JSON.stringify([direction, source, destination, port])

/** Old flows by what they are in the new plan; those of machines that the new plan has not are left out, and counted. */
function oldFlows(flows: readonly ComparedFlow[], { nameNow }: Matched) {
  const known = new Map<string, ComparedFlow>()
  let leftOut = 0
  for (const flow of flows) {
    const source = nameNow(flow.source)
    const destination = nameNow(flow.destination)
    if (source === null || destination === null) leftOut += 1
    else known.set(keyOf(flow.direction, source, destination, flow.port), flow)
  }
  return { known, leftOut }
}

function flowChange(old: ComparedFlow | undefined, now: ComparedFlow | undefined): FlowChange | null {
  const named = now ?? old
  if (!named) return null
  const differs = old && now ? differing(old, now) : []
  const { id, group, direction, source, destination, port } = named
  return {
    id,
    group,
    direction,
    source,
    destination,
    port,
    differs,
    change: changeOf(old?.verdict, now?.verdict, differs.length > 0),
    old: old ? seenOf(old) : null,
    new: now ? seenOf(now) : null,
  }
}

function compareFields(old: Side['fieldChecks'], now: Side['fieldChecks']): FieldChange[] {
  const before = new Map(old.map((check) => [check.id, check]))
  const after = new Map(now.map((check) => [check.id, check]))
  const said = (check: Side['fieldChecks'][number] | undefined) =>
    check ? { verdict: check.verdict, reason: check.reason } : null
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((id) => {
    const [was, is] = [before.get(id), after.get(id)]
    const differs = was?.reason !== is?.reason
    const change = changeOf(was?.verdict, is?.verdict, differs)
    return change === 'unchanged' || change === 'still-untested' ? [] : [{ id, change, old: said(was), new: said(is) }]
  })
}

const SHOWN = new Set<Change>(CHANGES.filter((change) => change !== 'unchanged' && change !== 'still-untested'))

/** Refuses, in a sentence, results that have no flow in common. */
export function compare(old: Side, now: Side): Compared {
  const matched = matchEndpoints(old.endpoints, now.endpoints)
  const { known, leftOut } = oldFlows(old.flows, matched)
  const byChange = Object.fromEntries(CHANGES.map((change) => [change, 0])) as Record<Change, number>
  const flows: FlowChange[] = []
  const counted = { compared: 0, failingNow: 0, newMachines: 0 }
  const take = (was: ComparedFlow | undefined, is: ComparedFlow | undefined) => {
    const change = flowChange(was, is)
    if (!change) return
    byChange[change.change] += 1
    if (was && is) counted.compared += 1
    if (isBad((is ?? was)?.verdict)) counted.failingNow += 1
    if (SHOWN.has(change.change)) flows.push(change)
  }
  const taken = new Set<string>()
  for (const flow of now.flows) {
    const key = keyOf(flow.direction, flow.source, flow.destination, flow.port)
    const sameMachines = matched.wasThere(flow.source) && matched.wasThere(flow.destination)
    taken.add(key)
    if (!sameMachines) counted.newMachines += 1
    take(sameMachines ? known.get(key) : undefined, flow)
  }
  if (counted.compared === 0) return { refused: refusal(old, now) }
  for (const [key, flow] of known) if (!taken.has(key)) take(flow, undefined)
  flows.sort((a, b) => CHANGES.indexOf(a.change) - CHANGES.indexOf(b.change))
  return {
    comparison: {
      schema: DIFF_SCHEMA,
      old: old.result,
      new: now.result,
      endpoints: matched.endpoints,
      notes: compareNotes(old.result, now.result, matched.endpoints, { leftOut, ...counted }),
      summary: { compared: counted.compared, failingNow: counted.failingNow, byChange },
      findings: compareFindings(old, now, matched),
      fieldChecks: compareFields(old.fieldChecks, now.fieldChecks),
      flows,
    },
  }
}

function refusal({ result: old }: Side, { result: now }: Side): string {
  const plans =
    old.plan === now.plan
      ? 'they name the same plan'
      : 'they are of different plans, and no machine of one sends to the same machine in the other'
  return `${old.name} (site ${old.site}) and ${now.name} (site ${now.site}) have no flow in common: ${plans}. Accepted: two results of the same plan, or of plans that share machines (same role and address). Nothing was compared.`
}

/** Whether nothing is left to do: nothing broken, nothing failing, and nothing lost that was known. */
export function isAllWell({ summary: { byChange, failingNow }, fieldChecks, new: now }: Comparison): boolean {
  const fieldsFail = fieldChecks.some(({ old, new: is }) => isBad((is ?? old)?.verdict))
  return failingNow === 0 && byChange['newly-untested'] === 0 && now.summary.pass > 0 && !fieldsFail
}
