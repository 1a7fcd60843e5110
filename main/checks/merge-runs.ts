/** All runs of a check as one result, of the same schema as each of them: what is current for every flow of the plan. */
import type { RunResult } from '../../shared/result.ts'
import { RUN_SCHEMA, summarise } from '../../shared/summary.ts'
import { ruleOnAll } from '../preflight/judge.ts'
import { endpointsOf, siteOf } from '../preflight/run-check.ts'
import type { RunHead } from '../store/scan-run.ts'
import { mergeFieldChecks } from './merge-field-checks.ts'
import type { GatheredRuns } from './gather-runs.ts'
import { takenBackWords } from './take-back.ts'
import type { TestedPlan } from './tested-plan.ts'

/** Null while no run has concluded anything of the plan as it is now. */
export function mergeRuns(tested: TestedPlan, gathered: GatheredRuns): RunResult | null {
  const concluded = gathered.concluded.filter((item) => item !== undefined)
  const [newest] = gathered.heads
  if (!newest || concluded.length === 0) return null
  const { plan, catalogue } = tested
  const { flows, findings } = ruleOnAll(concluded, gathered.hosts, plan.stage, catalogue)
  const environment = gathered.heads.find((head) => head.environment)?.environment
  const fieldChecks = mergeFieldChecks(gathered.heads, plan)
  return {
    schema: RUN_SCHEMA,
    tool: { name: 'psm-preflight', version: __VERSION__, catalogue: catalogue.version },
    site: siteOf(plan),
    stage: plan.stage,
    pace: plan.pace,
    startedAt: gathered.heads.map((head) => head.startedAt).toSorted()[0] ?? newest.startedAt,
    finishedAt: newest.finishedAt,
    utcOffsetMinutes: newest.utcOffsetMinutes,
    // What one run left undone another may have done, before it or after it.
    complete: gathered.takenBack === 0 && flows.every(({ evidence }) => evidence.notAsked?.why !== 'cancelled'),
    plan: {
      sha256: tested.sha256,
      endpoints: endpointsOf(plan),
      groups: [...new Set(flows.map((flow) => flow.group))],
      flows: tested.flows.length,
    },
    flows,
    findings,
    vantages: newestVantages(gathered.heads, tested),
    hosts: gathered.hosts,
    ...(fieldChecks.length > 0 ? { fieldChecks } : {}),
    ...(environment ? { environment } : {}),
    warnings: warningsOf(gathered),
    summary: summarise(flows),
  }
}

/** Whether a merged result on disk is that of these runs, this plan and this program. */
export function isCurrent({ plan, finishedAt, tool }: RunHead, tested: TestedPlan, newestAt: string | null): boolean {
  return (
    plan.sha256 === tested.sha256 &&
    finishedAt === newestAt &&
    tool.version === __VERSION__ &&
    tool.catalogue === tested.catalogue.version
  )
}

function newestVantages(heads: readonly RunHead[], { plan }: TestedPlan): RunResult['vantages'] {
  const seen = new Map<string, RunResult['vantages'][number]>()
  for (const { vantages } of heads) for (const one of vantages) if (!seen.has(one.endpoint)) seen.set(one.endpoint, one)
  return plan.endpoints.flatMap(({ name }) => seen.get(name) ?? [])
}

/** Of every run that something is still taken from, each sentence once, newest first. */
function warningsOf({ heads, columns, runOf, troubles, takenBack }: GatheredRuns): string[] {
  const used = new Set(runOf)
  // Columns are oldest first, heads newest first.
  const runs = columns.toReversed().map((column) => column.run)
  const sentences = heads.flatMap((head, place) => (used.has(runs[place] ?? 0) ? head.warnings : []))
  return [...new Set([...troubles, ...takenBackWords(takenBack), ...sentences])]
}
