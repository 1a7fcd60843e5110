/** A merged result as the interface takes it: findings with their flows as indices, and what became of them over the runs. */
import type { CheckResult, FindingView, RunRecord } from '../../shared/shapes.ts'
import { shownFieldCheck } from '../../shared/field-checks/field-check.ts'
import { requestWords } from '../../shared/explain/request-words.ts'
import { notAskedFor, standingOfPlan, verdictSentence } from '../../shared/explain/verdict-sentence.ts'
import type { Finding, FlowResult, Summary } from '../../shared/result.ts'
import { summarise } from '../../shared/summary.ts'
import type { RunHead } from '../store/scan-run.ts'
import { Conclusions, type RunColumn } from './conclusions.ts'
import { verdictsOfRun } from './gather-runs.ts'
import { solvedFindings } from './solved.ts'
import type { TestedPlan } from './tested-plan.ts'

export interface ViewedResult {
  result: Omit<CheckResult, 'runs' | 'updatedAt'>
  conclusions: Conclusions
  /** Why no report can be made of the merged result on disk; null: it is this very result. */
  noReport: string | null
}

const NOTHING: Summary = { flows: 0, pass: 0, proven: 0, fail: 0, warn: 0, untested: 0, byOutcome: {} }

/** Counts of the whole plan: what was never asked is untested. */
function wholePlan(summary: Summary, rest: number): Summary {
  return { ...summary, flows: summary.flows + rest, untested: summary.untested + rest }
}

/** Before anything is tested. */
export function emptyResult(flows: number, warnings: readonly string[]): ViewedResult {
  const summary = wholePlan(NOTHING, flows)
  const sentence = verdictSentence({ summary, complete: true, plan: { flows } })
  return {
    result: {
      summary,
      standing: 'untested',
      sentence,
      findings: [],
      solved: [],
      request: [],
      warnings: [...warnings],
      environment: null,
      fieldChecks: [],
      vantages: [],
    },
    conclusions: new Conclusions(flows),
    noReport: 'Nothing was tested yet: there is nothing to report.',
  }
}

/** While the plan has faults: runs are kept, and count again once it is sound. */
export function faultyResult(faults: number): ViewedResult {
  const empty = emptyResult(0, [])
  const sentence = `The plan has ${faults === 1 ? 'a fault' : `${faults.toLocaleString('en-US')} faults`}: nothing can be tested until ${faults === 1 ? 'it is' : 'they are'} corrected.`
  return {
    ...empty,
    result: { ...empty.result, sentence },
    noReport: 'The plan has faults: a report needs a sound plan.',
  }
}

export interface Merged {
  head: RunHead
  /** In the order of the plan; their evidence is not looked at. */
  flows: readonly FlowResult[]
}

export function viewResult(
  tested: TestedPlan,
  { head, flows }: Merged,
  runOf: Int32Array,
  columns: readonly RunColumn[],
): ViewedResult {
  const conclusions = new Conclusions(tested.flows.length, columns)
  const placeOf = new Map(head.findings.map(({ id }, place) => [id, place]))
  const byId = new Map(flows.map((flow) => [flow.id, flow]))
  for (const flow of flows) {
    const index = tested.indexOf.get(flow.id)
    if (index === undefined) continue
    const place = flow.finding === null ? -1 : (placeOf.get(flow.finding) ?? -1)
    conclusions.set(index, runOf[index] ?? 0, flow, place)
  }
  const { endpoints } = tested.plan
  const weighed = {
    summary: summarise(flows),
    complete: head.complete,
    plan: { flows: tested.flows.length, endpoints },
    fieldChecks: head.fieldChecks,
    findings: head.findings,
  }
  const history = columns.map((column) => ({ column, verdicts: verdictsOfRun(column, tested) }))
  const result: ViewedResult['result'] = {
    summary: wholePlan(weighed.summary, notAskedFor(weighed)),
    standing: standingOfPlan(weighed),
    sentence: verdictSentence(weighed),
    findings: head.findings.map((finding) => viewFinding(finding, byId, tested, history)),
    solved: solvedFindings(columns, conclusions),
    request: requestWords(flows),
    warnings: head.warnings,
    environment: head.environment ?? null,
    fieldChecks: (head.fieldChecks ?? []).map((check) => shownFieldCheck.parse(check)),
    vantages: head.vantages.map(({ endpoint, state, note }) => ({ endpoint, state, note })),
  }
  return { result, conclusions, noReport: null }
}

type History = readonly { column: RunColumn; verdicts: ReturnType<typeof verdictsOfRun> }[]

function viewFinding(
  { flows: ids, ...finding }: Finding,
  byId: ReadonlyMap<string, FlowResult>,
  { indexOf }: TestedPlan,
  history: History,
): FindingView {
  const results = ids.flatMap((id) => byId.get(id) ?? [])
  const flows = ids.flatMap((id) => indexOf.get(id) ?? [])
  const open = [...new Set(results.flatMap(({ settle }) => settle ?? []))]
  return {
    ...finding,
    flows,
    proven: results.filter(({ proof }) => proof === 'proven').length,
    settle: open.length > 0 ? open : [finding.settle ?? []].flat(),
    request: requestWords(results),
    history: history.flatMap(({ column, verdicts }) => {
      if (flows.length === 0) return []
      const seen = flows.flatMap((flow) => verdicts.get(flow) ?? []).filter((verdict) => verdict !== 'untested')
      // Another number of flows is no progress: "192 failed" and "1 failed" would be read as such.
      if (seen.length < flows.length) return []
      const passing = seen.filter((verdict) => verdict === 'pass').length
      return [{ run: column.run, at: column.at, failing: seen.length - passing, passing }]
    }),
  }
}

export const withRuns = (
  result: ViewedResult['result'],
  runs: readonly RunRecord[],
  updatedAt: string,
): CheckResult => ({ ...result, runs: [...runs], updatedAt })
