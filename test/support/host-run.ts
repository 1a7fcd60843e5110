/** The run of one host of a plan, as `check` leaves it there: its own flows with evidence that is judged by the real code, all others not tested. */
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { conclude } from '../../shared/conclude/conclude.ts'
import type { FlowEvidence, HostEvidence } from '../../shared/observation.ts'
import { expand } from '../../shared/plan/expand.ts'
import type { Flow, Plan } from '../../shared/plan/plan.ts'
import type { RunResult } from '../../shared/result.ts'
import { summarise } from '../../shared/summary.ts'
import { type ConcludedFlow, ruleOnAll } from '../../main/preflight/judge.ts'
import { SAMPLE_SHA256, passingRun, samplePlan } from './sample-run.ts'

export type Answer = 'open' | 'closed' | 'silent' | 'cancelled'

const NOTHING: FlowEvidence = { attempts: [], identity: null, route: null, notAsked: null }

function evidenceOf(answer: Answer, sourceAddress: string): FlowEvidence {
  if (answer === 'cancelled')
    return { ...NOTHING, notAsked: { observer: 'none', why: 'cancelled', detail: 'Stopped before it was asked.' } }
  const seen = {
    open: { result: 'connected', errno: null, sourceAddress, sourcePort: 40_000 },
    closed: { result: 'error', errno: 'ECONNREFUSED', sourceAddress: null, sourcePort: null },
    silent: { result: 'unanswered', errno: null, sourceAddress: null, sourcePort: null },
  } as const
  const attempt = { observer: 'connect' as const, at: 0, elapsedMs: 1, ...seen[answer] }
  const attempts = answer === 'silent' ? Array.from({ length: 6 }, (_, i) => ({ ...attempt, at: 200 * i })) : [attempt]
  return { ...NOTHING, attempts }
}

function concluded(flow: Flow, evidence: FlowEvidence, host: HostEvidence): ConcludedFlow {
  const { address } = flow.destination
  const { id, group, direction, service, port, source, destination } = flow
  const facts = {
    id,
    group,
    direction,
    service,
    port,
    source: source.name,
    sourceAddress: source.address,
    destination: destination.name,
    address,
    vantage: source.vantage.kind,
    rttMs: null,
    attempts: evidence.attempts.length,
    durationMs: 1,
    evidence,
  }
  return { flow, facts, conclusion: conclude({ address, port, service, identity: flow.identity }, evidence, host) }
}

const [like] = passingRun().hosts

/** The port that nothing should serve is closed there, so an open one means something. */
function hostOf({ source, destination }: Flow): HostEvidence {
  if (!like) throw new Error('the sample has no host')
  return { ...like, source: source.address, address: destination.address }
}

export interface HostRun {
  plan?: Plan
  /** Endpoints that this host is. */
  hosts: readonly string[]
  /** Minute of the hour at which it ended. */
  minute: number
  answer?: (flow: Flow) => Answer
  change?: Partial<RunResult>
}

export function hostRun({
  plan = samplePlan(2),
  hosts,
  minute,
  answer = () => 'closed',
  change = {},
}: HostRun): RunResult {
  const elsewhere: FlowEvidence = {
    ...NOTHING,
    notAsked: { observer: 'none', why: 'not-this-machine', detail: 'Its address is not one of this machine.' },
  }
  const flows = expand(plan, APPENDIX_B)
  const asked = flows.filter(({ source }) => hosts.includes(source.name))
  const seen = [...new Map(asked.map(hostOf).map((host) => [`${host.source} ${host.address}`, host])).values()]
  const { flows: results, findings } = ruleOnAll(
    flows.map((flow) =>
      concluded(
        flow,
        hosts.includes(flow.source.name) ? evidenceOf(answer(flow), flow.source.address) : elsewhere,
        hostOf(flow),
      ),
    ),
    seen,
    { stage: plan.stage, catalogue: APPENDIX_B },
  )
  const { environment: _machine, ...like } = passingRun()
  const minutes = String(minute).padStart(2, '0')
  return {
    ...like,
    stage: plan.stage,
    startedAt: `2026-03-04T13:${minutes}:00.000Z`,
    finishedAt: `2026-03-04T13:${minutes}:30.000Z`,
    plan: {
      sha256: SAMPLE_SHA256,
      endpoints: plan.endpoints.map(({ name, role, address, vantage }) => ({
        name,
        role,
        address,
        vantage: vantage.kind,
      })),
      groups: APPENDIX_B.groups.map(({ id }) => id),
      flows: flows.length,
    },
    flows: results,
    findings,
    vantages: plan.endpoints.map(({ name, address, vantage }) => ({
      endpoint: name,
      kind: vantage.kind,
      address,
      interface: null,
      state: hosts.includes(name) ? 'used' : 'unusable',
      note: '',
    })),
    hosts: seen,
    complete: results.every(({ evidence }) => evidence.notAsked?.why !== 'cancelled'),
    warnings: [],
    summary: summarise(results),
    ...change,
  }
}
