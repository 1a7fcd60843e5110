/** All runs of a check as one result, of the same schema as each of them: what is current for every flow of the plan. */
import { withRules } from '../../shared/explain/finding-rules.ts'
import { machinesSeen } from '../../shared/explain/machines-seen.ts'
import type { RunResult } from '../../shared/result.ts'
import { RUN_SCHEMA, summarise } from '../../shared/summary.ts'
import { ruleOnAll } from '../preflight/judge.ts'
import { endpointsOf, siteOf } from '../preflight/run-check.ts'
import type { RunHead } from '../store/scan-run.ts'
import { clockDoubts, withoutDoubtfulPasses } from './clock-doubts.ts'
import { mergeFieldChecks } from './merge-field-checks.ts'
import type { GatheredRuns } from './gather-runs.ts'
import { takenBackWords } from './take-back.ts'
import { joinedParts, type Source } from './joined-parts.ts'
import type { JudgedPlan, TestedPlan } from './tested-plan.ts'

/**
 * Null while no run has concluded anything of the plan as it is now.
 * @param sources of each run, where some are of other machines; else null
 */
export function mergeRuns(
  tested: JudgedPlan,
  gathered: GatheredRuns,
  sources: ReadonlyMap<number, Source> | null,
  planned = tested.flows.length,
): RunResult | null {
  const concluded = gathered.concluded.filter((item) => item !== undefined)
  const [newest] = gathered.heads
  if (!newest || concluded.length === 0) return null
  const { plan, catalogue } = tested
  const environment = gathered.heads.find((head) => head.environment)?.environment
  const fieldChecks = mergeFieldChecks(gathered.heads, plan)
  const endpoints = endpointsOf(plan)
  const vantages = newestVantages(gathered.heads, tested, sources !== null)
  const by = {
    stage: plan.stage,
    catalogue,
    beside: { endpoints, fieldChecks, vantages, machines: machinesSeen(gathered.heads) },
  }
  const judged = ruleOnAll(concluded, gathered.hosts, by)
  const parts = sources ? joinedParts(tested, gathered, judged.flows, sources) : {}
  const doubted = withoutDoubtfulPasses(concluded, judged.flows, parts, by)
  const { flows, findings } = doubted ? ruleOnAll(doubted, gathered.hosts, by) : judged
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
      endpoints,
      groups: [...new Set(flows.map((flow) => flow.group))],
      flows: planned,
    },
    ...(gathered.heads.length > 1 && !sources ? { runTimes: timesOf(gathered) } : {}),
    flows,
    findings: withRules(findings, flows, plan.site.name),
    vantages,
    hosts: gathered.hosts,
    ...(fieldChecks.length > 0 ? { fieldChecks } : {}),
    ...(environment ? { environment } : {}),
    warnings: [...clockDoubts(parts), ...warningsOf(gathered)],
    summary: summarise(flows),
    ...parts,
  }
}

/**
 * Whether a merged result on disk is that of these runs, this plan and this program.
 * @param joined runs, where some are of other machines; else 0
 */
export function isCurrent(
  { plan, finishedAt, tool, runs = [] }: RunHead,
  tested: TestedPlan,
  newestAt: string | null,
  joined: number,
): boolean {
  return (
    plan.sha256 === tested.sha256 &&
    finishedAt === newestAt &&
    runs.length === joined &&
    tool.version === __VERSION__ &&
    tool.catalogue === tested.catalogue.version
  )
}

/** Columns are oldest first, heads newest first. */
function timesOf({ heads, columns }: GatheredRuns): NonNullable<RunResult['runTimes']> {
  return heads.toReversed().flatMap(({ startedAt, finishedAt, complete, summary }, place) => {
    const run = columns[place]?.run
    return run === undefined ? [] : [{ run, startedAt, finishedAt, complete, flows: summary.flows }]
  })
}

function newestVantages(
  heads: readonly RunHead[],
  { plan }: JudgedPlan,
  acrossMachines: boolean,
): RunResult['vantages'] {
  const seen = new Map<string, RunResult['vantages'][number]>()
  for (const { vantages } of heads) {
    for (const one of vantages) {
      const known = seen.get(one.endpoint)
      // Another machine has no vantage there, which says nothing of the one that has.
      if (!known || (acrossMachines && known.state !== 'used' && one.state === 'used')) seen.set(one.endpoint, one)
    }
  }
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
