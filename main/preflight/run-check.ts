/** One check from plan to result: expand, probe, judge, record. Knows no terminal, no file format and no door. */
import type { Catalogue, GroupId } from '../../shared/catalogue/catalogue.ts'
import type { LateFacts } from '../probe/environment/gather.ts'
import type { NonceKey } from '../probe/identity.ts'
import type { Environment } from '../../shared/environment.ts'
import type { NotAsked } from '../../shared/observation.ts'
import type { Flow, Pace, Plan, Stage } from '../../shared/plan/plan.ts'
import type { RunResult } from '../../shared/result.ts'
import { RUN_SCHEMA, summarise } from '../../shared/summary.ts'
import { REPORT_WORDS } from '../../shared/words/report.ts'
import { type FirstAnswer, firstAnswer } from './answer-kind.ts'
import { type CaptureView, markCaptured } from './evidence/join-capture.ts'
import { type Proof, isUnanswered } from './ask-flow.ts'
import type { Names } from './choose-flows.ts'
import type { Observers } from './observers.ts'
import type { FieldMachines } from './field-checks/field-machine.ts'
import type { Shunning } from './shunning.ts'
import type { ProbePhase } from './ask-from.ts'
import type { Vantages } from './place.ts'
import { meanwhile } from './meanwhile.ts'
import type { Hosts, StandIns } from './stand-ins.ts'
import { type Probed, probeFlows } from './probe-flows.ts'
import { nameSentAs } from './sent-as.ts'

/** What a door may show while the check runs. No outcomes: evidence that comes later may still change them. */
export type CheckEvent =
  | {
      type: 'started'
      flows: number
      stage: Stage
      pace: Pace
      groups: { id: GroupId; title: string; flows: number }[]
    }
  | { type: 'flow'; id: Flow['id']; group: GroupId; answer: FirstAnswer; notAsked: NotAsked['why'] | null }
  | { type: 'phase'; phase: ProbePhase }
  /** So far, each time that another attempt was lost: it or its answer. */
  | { type: 'loss'; asked: number; lost: number }

export interface CheckRequest {
  plan: Plan
  /** Hex. Asked for when all is probed. */
  planSha256: () => string
  catalogue: Catalogue
  /** What is asked for, and how many flows the whole plan has. */
  flows: readonly Flow[]
  planned: number
  /** By what the flows were chosen; empty or absent: by nothing. */
  filter?: RunResult['plan']['filter']
  names: Names
  /** Shared with stand-ins that somebody started; absent: what greets as one is named, and not asked for its proof. */
  standInSecret?: NonceKey['secret']
  observers: Observers
  /** Hosts that are reached by SSH; absent: none is. */
  vantages?: Vantages & Hosts
  /** Also start stand-ins on those of them that flows go to. */
  standIns?: boolean
  /** Who is asked beyond the port table, opened when all is probed; absent: nobody. */
  fieldMachines?: () => Promise<FieldMachines>
  /** Facts about this machine, asked for when all is probed; null where nobody wants them. */
  describeMachine:
    | ((late: Required<Pick<LateFacts, 'destinations' | 'observers' | 'pathMtu' | 'through'>>) => Promise<Environment>)
    | null
  /** Sentences that the plan already gave rise to. */
  warnings: readonly string[]
  toolVersion: string
  /** Ends the capture beside the run, and tells whether it saw all. Called when all is probed, before anything is judged. */
  endCapture?: () => Promise<{ view: CaptureView; sawAll: boolean }>
  signal: AbortSignal
  onEvent: (event: CheckEvent) => void
}

/** Runs the check. An aborted signal gives a result with `complete: false`; it never rejects for what the network does. */
export async function runCheck(request: CheckRequest): Promise<RunResult> {
  const { plan, flows, catalogue, signal, onEvent } = request
  const startedAt = new Date()
  const { stage, pace } = plan
  const judging = meanwhile(loadJudging)
  onEvent({ type: 'started', flows: flows.length, stage, pace, groups: groupsOf(flows, catalogue) })
  const { probed, standIns } = await probe(request)
  const environment = await environmentOf(request, probed)
  const fieldChecks = await fieldChecksOf(request)
  const { judge, withRules, machinesSeen } = await judging()
  const endpoints = endpointsOf(plan)
  const vantages = vantagesOf(flows, probed)
  const machines = environment ? machinesSeen([{ environment, vantages, hosts: probed.hosts }]) : []
  const beside = { endpoints, vantages, machines, fieldChecks: fieldChecks ?? [] }
  const { flows: results, findings } = judge(probed, plan.stage, catalogue, beside)
  return {
    schema: RUN_SCHEMA,
    tool: { name: 'psm-preflight', version: request.toolVersion, catalogue: catalogue.version },
    site: siteOf(plan),
    stage: plan.stage,
    pace: plan.pace,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    utcOffsetMinutes: -startedAt.getTimezoneOffset(),
    complete: !signal.aborted,
    plan: {
      sha256: request.planSha256(),
      endpoints,
      groups: [...new Set(flows.map((flow) => flow.group))],
      flows: request.planned,
      ...(request.filter && Object.keys(request.filter).length > 0 ? { filter: request.filter } : {}),
    },
    flows: results,
    findings: withRules(findings, results, plan.site.name),
    vantages,
    hosts: probed.hosts,
    ...(fieldChecks ? { fieldChecks } : {}),
    ...(environment ? { environment } : {}),
    warnings: [
      ...request.warnings,
      ...(standIns?.warnings ?? []),
      ...warningsOf(probed),
      ...(environment?.warnings ?? []),
    ],
    summary: summarise(results),
  }
}

/** This machine, once all is probed; null where nobody wants to know. */
async function environmentOf({ describeMachine, observers }: CheckRequest, { fromHere, pathMtu }: Probed) {
  const through = new Map(fromHere.map(({ address, route }) => [address, route?.interface ?? null]))
  const late = { destinations: [...through.keys()], through, observers: observers.states, pathMtu }
  return (await describeMachine?.(late)) ?? null
}

/** Words and rules for every kind of failure: much to load, and nothing of it is needed before the network has been asked. */
async function loadJudging() {
  const [{ judge }, { withRules }, { machinesSeen }] = await Promise.all([
    import('./judge.ts'),
    import('../../shared/explain/finding-rules.ts'),
    import('../../shared/explain/machines-seen.ts'),
  ])
  return { judge, withRules, machinesSeen }
}

/** Its module is loaded when it is wanted; the machines are let go of. */
async function fieldChecksOf({ plan, flows, names, fieldMachines, signal }: CheckRequest) {
  if (!fieldMachines) return null
  const [{ askFields }, machines] = await Promise.all([import('./field-checks/ask-fields.ts'), fieldMachines()])
  const sources = new Set(flows.map(({ source }) => source.name))
  try {
    return await askFields({ plan, sources, names, machines, signal })
  } finally {
    machines.close()
  }
}

/** All that is seen: by the flows, by the stand-ins, by a capture beside them. */
async function probe(request: CheckRequest): Promise<{ probed: Probed; standIns: StandIns | null }> {
  const { plan, flows, names, observers, vantages = null, signal, onEvent } = request
  const standIns = await startStandIns(request)
  const probed = await probeFlows({
    flows,
    pace: plan.pace,
    names,
    signal,
    proofOf: (flow, address) => proofOf(flow, address, standIns, request.standInSecret),
    observers,
    vantages,
    onPhase: (phase) => onEvent({ type: 'phase', phase }),
    onLoss: (loss) => onEvent({ type: 'loss', ...loss }),
    onFlow: ({ flow: { id, group }, evidence: { attempts, notAsked } }) =>
      onEvent({ type: 'flow', id, group, answer: firstAnswer(attempts), notAsked: notAsked?.why ?? null }),
  })
  await standIns?.join(probed.flows)
  standIns?.end()
  nameSentAs(probed.flows)
  if (request.endCapture) {
    const { view, sawAll } = await request.endCapture()
    markCaptured(probed.flows, view, sawAll)
  }
  return { probed, standIns }
}

async function startStandIns({
  plan,
  flows,
  names,
  vantages,
  standIns,
  signal,
}: CheckRequest): Promise<StandIns | null> {
  if (!standIns || !vantages) return null
  const { endpoints, stage } = plan
  const { StandIns } = await import('./stand-ins.ts')
  return await StandIns.start({ endpoints, flows, names, stage, hosts: vantages, signal })
}

/** By a stand-in of this run; else by one that somebody may have started there by hand. */
function proofOf(
  flow: Flow,
  address: string,
  standIns: StandIns | null,
  secret: NonceKey['secret'] | undefined,
): Proof | undefined {
  return standIns?.proofOf(flow, address) ?? (secret && { secret })
}

export const endpointsOf = ({ endpoints }: Plan): RunResult['plan']['endpoints'] =>
  endpoints.map(({ name, role, address, vantage }) => ({ name, role, address, vantage: vantage.kind }))

/** Of the plan, for the result; what was left empty is left out. */
export function siteOf({ site }: Plan): RunResult['site'] {
  const { name, customer, engineer } = site
  return { name, ...(customer ? { customer } : {}), ...(engineer ? { engineer } : {}) }
}

export function groupsOf(flows: readonly Flow[], catalogue: Catalogue) {
  const counts = new Map<GroupId, number>()
  for (const { group } of flows) counts.set(group, (counts.get(group) ?? 0) + 1)
  return [...counts].map(([id, count]) => ({ id, title: groupTitle(id, catalogue), flows: count }))
}

const groupTitle = (id: GroupId, { groups }: Catalogue) =>
  groups.find((g) => g.id === id)?.title ?? 'Rules of this plan'

const { places } = REPORT_WORDS.en

/** One line per source endpoint: where its probes left from, or why there were none. */
function vantagesOf(flows: readonly Flow[], probed: Probed): RunResult['vantages'] {
  const seen = new Map<string, RunResult['vantages'][number]>()
  for (const { flow, sourceAddress, evidence } of probed.flows) {
    const { name, vantage } = flow.source
    if (seen.get(name)?.state === 'used') continue
    const { route, notAsked } = evidence
    if (notAsked && !['cancelled', 'resources', 'vantage-lost'].includes(notAsked.why)) {
      const state = vantage.kind === 'none' ? 'none' : 'unusable'
      seen.set(name, {
        endpoint: name,
        kind: vantage.kind,
        address: sourceAddress,
        interface: null,
        state,
        note: notAsked.detail,
      })
    } else {
      const through = route?.interface ? places.through(route.interface) : null
      const way = probed.ways.get(name)
      const note = [way, through].filter(Boolean).join(', ') || places.noInterface()
      const used = { endpoint: name, kind: vantage.kind, address: sourceAddress, interface: route?.interface ?? null }
      seen.set(name, { ...used, state: 'used', note })
    }
  }
  return [...new Set(flows.map((flow) => flow.source.name))].flatMap((name) => seen.get(name) ?? [])
}

function warningsOf({ hosts, flows, shunnings, withoutDistance: without }: Probed): string[] {
  const warnings = shunnings.map(shunnedWords)
  if (without > 0) {
    warnings.push(
      `Evidence is incomplete: for ${without} answered ${without === 1 ? 'flow' : 'flows'} there was no time to find out how far the answer came. Test fewer flows at once to complete it.`,
    )
  }
  if (hosts.some((host) => host.rateLimited) && flows.some(({ evidence }) => isUnanswered(evidence))) {
    warnings.push(
      'Devices in the path send ICMP errors at a limited rate. Some flows that are called silent may be rejected; both are blocked.',
    )
  }
  const elsewhere = new Set(
    flows.filter((f) => f.evidence.notAsked?.why === 'not-this-machine').map((f) => f.flow.source.name),
  )
  if (elsewhere.size > 0) {
    warnings.push(
      `Not tested from ${[...elsewhere].join(', ')}: the plan's address is not one of this machine, so an answer would be about another source.`,
    )
  }
  return warnings
}

function shunnedWords({ source, address, port, answeredAgain }: Shunning): string {
  const noticed = `In mid-run ${address}:${port}, which had answered, fell silent for ${source}: a firewall that shuts out whoever asks too fast does that, and so does a link that fails.`
  return answeredAgain
    ? `${noticed} It answered again after a pause, and what was affected was asked again gently.`
    : `${noticed} What stayed unanswered is called unstable, not silent. Test again later with --pace gentle.`
}
