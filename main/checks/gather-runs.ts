/**
 * Reads the runs of a check, or the results of several machines, newest first, and takes for each flow of the plan its newest conclusion. A run that was cut short takes
 * nothing away; a run whose file is gone or damaged is named, and what the merged result still holds of it stays.
 */
import { z } from 'zod'
import { conclude } from '../../shared/conclude/conclude.ts'
import { isStandIn, rewrittenSource } from '../../shared/conclude/both-ends.ts'
import { rule } from '../../shared/conclude/verdict.ts'
import { hostsOf } from '../../shared/host-of.ts'
import { type HostEvidence, attemptObservation, routeObservation } from '../../shared/observation.ts'
import { OUTCOMES } from '../../shared/outcome.ts'
import { type FlowResult, flowResult } from '../../shared/result.ts'
import { type ConcludedFlow, isCatalogueOnNode } from '../preflight/judge.ts'
import { type FlowSchema, RunFileError, type RunHead, scanRun } from '../store/scan-run.ts'
import { type RunColumn, outcomeNumber, wasCutShort } from './conclusions.ts'
import { type CutOff, type FirstAnswers, answersOf } from './first-answers.ts'
import { JoinedHosts } from './join-hosts.ts'
import { takeBack } from './take-back.ts'
import { type JudgedPlan, matchFlows } from './tested-plan.ts'

export interface RunFile {
  run: number
  path: string
}

export interface GatheredRuns {
  /** Oldest first. */
  columns: RunColumn[]
  /** For each flow the run that concluded it; 0: none. */
  runOf: Int32Array
  /** By flow, as judged anew from its evidence; empty unless it was asked for. */
  concluded: (ConcludedFlow | undefined)[]
  hosts: HostEvidence[]
  /** Newest first. */
  heads: RunHead[]
  /** Sentences about files that could not be read. */
  troubles: string[]
  /** Flows whose conclusion a later run took back, by asking them and not coming to its end. */
  takenBack: number
  /** Whether runs whose files are lost may have asked a flow last: the merged result on disk is all that is left of them. */
  restsOnLost: boolean
}

/** What there is of the runs of a check. */
export interface RunSources {
  /** Newest first; `at`: when it ended, null: nobody knows. */
  files: readonly (RunFile & { at: string | null })[]
  /** The merged result, and the end of the newest run in it. Null: there is none that can be read. */
  merged: { path: string; at: string } | null
  answers: FirstAnswers
  /** What the journal holds of a run; null: it does not say what the run asked. */
  journaled: (run: number) => Promise<CutOff | null>
  /** Some are of other machines, which do not test what this one does: what is not tested there takes nothing away here. */
  acrossMachines: boolean
  /** Of two runs; their numbers do not tell where one was brought from another machine. */
  isLater: (one: number, other: number) => boolean
}

/** @param judgeAnew whether evidence is kept and judged */
export async function gatherRuns(
  tested: JudgedPlan,
  { files, merged, answers, journaled, acrossMachines, isLater }: RunSources,
  judgeAnew: boolean,
): Promise<GatheredRuns> {
  const gathering = new Gathering(tested, judgeAnew, acrossMachines, files.length)
  let left = merged
  for (const { run, path, at } of files) {
    try {
      await gathering.read({ run, path })
    } catch (error) {
      if (!(error instanceof RunFileError)) throw error
      gathering.lost.push(run)
      gathering.troubles.push(`Run ${run} cannot be read again: ${error.message}`)
      // In its place, before anything older: the merged result holds what it found, unless it is older itself.
      if (left === null || at === null || left.at < at) continue
      await gathering.read({ run, path: left.path }).catch(ignoreRunFile)
      left = null
    }
  }
  return gathering.result(await lastAsked(tested, gathering.lost, answers, journaled), isLater)
}

/** By flow the newest run that asked it, of those that were cut off and those whose file is lost. */
async function lastAsked(
  tested: JudgedPlan,
  lost: readonly number[],
  answers: FirstAnswers,
  journaled: RunSources['journaled'],
): Promise<(index: number) => number> {
  let everything = 0
  const known = new Map<number, CutOff>()
  for (const run of lost.toReversed()) {
    const asked = await journaled(run)
    if (asked) known.set(run, asked)
    // It may have asked any flow.
    else everything = run
  }
  const ofLost = answersOf(tested, known)
  return (index) => Math.max(everything, answers.askedBy(index), ofLost.askedBy(index))
}

function ignoreRunFile(error: unknown): void {
  if (!(error instanceof RunFileError)) throw error
}

/** What columns need of a flow. */
const flowGist = flowResult.pick({ id: true, outcome: true }).extend({
  evidence: flowResult.shape.evidence.pick({ notAsked: true, standIn: true, identity: true }).extend({
    attempts: z.array(attemptObservation.pick({ result: true, sourceAddress: true })),
    route: z.nullable(routeObservation.pick({ sourceAddress: true })),
  }),
})

/** How readily a conclusion gives way to an older one: not; it was cut short; the machine of the run has no vantage for it. */
const FIRM = 0
const CUT_SHORT = 1
const NOT_FROM_THERE = 2
type Weakness = typeof FIRM | typeof CUT_SHORT | typeof NOT_FROM_THERE

class Gathering {
  readonly troubles: string[] = []
  /** Newest first. */
  readonly lost: number[] = []
  private readonly columns: RunColumn[] = []
  private readonly heads: RunHead[] = []
  private readonly hosts = new JoinedHosts()
  readonly runOf: Int32Array
  private readonly weakness: Uint8Array
  readonly concluded: (ConcludedFlow | undefined)[] = []

  constructor(
    private readonly tested: JudgedPlan,
    private readonly judgeAnew: boolean,
    private readonly acrossMachines: boolean,
    /** Counts down: the newest is read first. */
    private age: number,
  ) {
    this.runOf = new Int32Array(tested.flows.length)
    this.weakness = new Uint8Array(tested.flows.length)
  }

  /** Rejects with {@link RunFileError}, and has then taken nothing from it. */
  async read(file: RunFile): Promise<void> {
    const [runOf, weakness] = [this.runOf.slice(), this.weakness.slice()]
    try {
      await this.take(file)
    } catch (error) {
      this.runOf.set(runOf)
      this.weakness.set(weakness)
      throw error
    }
  }

  private async take(file: RunFile): Promise<void> {
    const outcomes = new Int8Array(this.tested.flows.length).fill(-1)
    const standIns = new Map<number, { standIn: boolean; rewrittenSource: string | null }>()
    const taken: [number, FlowResult][] = []
    const look = (index: number, flow: z.infer<typeof flowGist>) => {
      const weakness = this.weaknessOf(flow)
      if (weakness === FIRM) outcomes[index] = outcomeNumber(flow.outcome)
      const told = { standIn: isStandIn(flow.evidence), rewrittenSource: rewrittenSource(flow.evidence) }
      if (told.standIn || told.rewrittenSource !== null) standIns.set(index, told)
      return this.takes(index, file.run, weakness)
    }
    const head = this.judgeAnew
      ? await this.scan(file, flowResult, (index, flow) => {
          if (look(index, flow)) taken.push([index, flow])
        })
      : await this.scan(file, flowGist, look)
    this.heads.push(head)
    const hostOf = hostsOf(head.hosts)
    this.hosts.add(head.hosts)
    for (const [index, flow] of taken) {
      const host = hostOf(flow)
      this.hosts.keep(flow, host)
      this.concluded[index] = this.judge(index, flow, host, this.age)
    }
    this.columns.unshift({ run: file.run, at: head.finishedAt, outcomes, standIns, findings: this.findingsOf(head) })
    this.age -= 1
  }

  /** Calls back for the flows of the run that are in the plan as it is now. */
  private scan<F extends { id: string }>(
    { path }: RunFile,
    schema: FlowSchema<F>,
    take: (index: number, flow: F) => void,
  ): Promise<RunHead> {
    return scanRun(path, schema, (plan) => {
      const match = matchFlows(this.tested, plan)
      return (flow) => {
        const index = match(flow)
        if (index !== null) take(index, flow)
      }
    })
  }

  private weaknessOf(flow: z.infer<typeof flowGist>): Weakness {
    if (wasCutShort(flow)) return CUT_SHORT
    return this.acrossMachines && flow.outcome === 'not-tested' ? NOT_FROM_THERE : FIRM
  }

  /** A conclusion is taken once, from the newest run that has one; a weak one only until there is a better one. */
  private takes(index: number, run: number, weakness: Weakness): boolean {
    if (this.runOf[index] !== 0 && weakness >= (this.weakness[index] ?? 0)) return false
    this.runOf[index] = run
    this.weakness[index] = weakness
    return true
  }

  private judge(index: number, result: FlowResult, host: HostEvidence | null, run: number): ConcludedFlow | undefined {
    const flow = this.tested.flows[index]
    if (!flow) return undefined
    const { outcome: _o, verdict: _v, proof: _p, reason: _r, settle: _s, blockedBy: _b, finding: _f, ...facts } = result
    const judged = { address: result.address, port: flow.port, service: flow.service, identity: flow.identity }
    return { flow, facts, conclusion: conclude(judged, result.evidence, host), run }
  }

  private findingsOf({ findings, plan }: RunHead): RunColumn['findings'] {
    const match = matchFlows(this.tested, plan)
    return findings.map(({ id, title, flows }) => {
      const places = flows.flatMap((flow) => match({ id: flow }) ?? [])
      // A finding of which a flow is gone, or is between other machines now, cannot be said to be solved.
      return { id, title, flows: Int32Array.from(places.length === flows.length ? places : []) }
    })
  }

  result(askedBy: (index: number) => number, isLater: RunSources['isLater']): GatheredRuns {
    const { columns, runOf, concluded, heads, troubles } = this
    const takenBack = takeBack(this.tested, this, askedBy, isLater)
    const newestLost = this.lost[0] ?? 0
    const restsOnLost =
      newestLost > 0 && runOf.some((run, index) => run <= newestLost || (this.weakness[index] ?? 0) > 0)
    return { columns, runOf, concluded, hosts: this.hosts.all(), heads, troubles, takenBack, restsOnLost }
  }
}

/** The verdict of each flow that a run asked, for the stage of the plan as it is now. */
export function verdictsOfRun({ outcomes, standIns }: RunColumn, { flows, plan, catalogue }: JudgedPlan) {
  const asked: number[] = []
  for (const [index, outcome] of outcomes.entries()) if (outcome >= 0) asked.push(index)
  const ruled = asked.flatMap((index) => {
    const flow = flows[index]
    const outcome = OUTCOMES[outcomes[index] ?? -1]
    if (!flow || !outcome) return []
    const { direction, source, port } = flow
    const catalogueOnNode = isCatalogueOnNode(flow, catalogue)
    const betweenNodes = source.role === 'psm-node' && catalogueOnNode
    const told = standIns?.get(index)
    return [{ direction, source: source.name, port, outcome, catalogueOnNode, betweenNodes, ...told }]
  })
  const rulings = rule(ruled, plan.stage, catalogue)
  return new Map(asked.map((index, place) => [index, rulings[place]?.verdict ?? 'untested']))
}
