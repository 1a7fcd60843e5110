/** Observations → the flows of the result: concludes each flow, rules on all of them, and names the finding of each. */
import type { Catalogue } from '../../shared/catalogue/catalogue.ts'
import type { Conclusion } from '../../shared/conclude/conclusion.ts'
import { isStandIn, rewrittenSource } from '../../shared/conclude/both-ends.ts'
import { conclude } from '../../shared/conclude/conclude.ts'
import { noteSentence, rule } from '../../shared/conclude/verdict.ts'
import { hostsOf } from '../../shared/host-of.ts'
import { allFindings } from '../../shared/explain/all-findings.ts'
import type { BesideFlows } from '../../shared/explain/besides.ts'
import type { HostEvidence } from '../../shared/observation.ts'
import type { Flow, Stage } from '../../shared/plan/plan.ts'
import type { Finding, FlowResult } from '../../shared/result.ts'
import { CONCLUDE_WORDS } from '../../shared/words/conclude.ts'
import type { ProbedFlow } from './ask-flow.ts'
import type { Probed } from './probe-flows.ts'

export interface Judgement {
  flows: FlowResult[]
  findings: Finding[]
}

/** What is known of a flow beside what is concluded of it. */
export type FlowFacts = Omit<FlowResult, keyof Conclusion | 'verdict' | 'finding'>

/** One flow that is concluded, and not yet ruled on. */
export interface ConcludedFlow {
  flow: Pick<Flow, 'group' | 'direction' | 'source' | 'port'>
  facts: FlowFacts
  conclusion: Conclusion
  /** Where several runs are judged together, the place of its run in time: the greatest is the newest. */
  run?: number
}

/** Judges a whole run. Pure but for its inputs: the same observations give the same result. */
export function judge(probed: Probed, stage: Stage, catalogue: Catalogue, beside?: BesideFlows): Judgement {
  const hostOf = hostsOf(probed.hosts)
  const concluded = probed.flows.map((item) => {
    const facts = describe(item)
    return { flow: item.flow, facts, conclusion: concludeFlow(item, item.path && hostOf(facts)) }
  })
  return ruleOnAll(concluded, probed.hosts, { stage, catalogue, beside })
}

/** Whether placement and listening rules of the catalogue are about this flow. */
export const isCatalogueOnNode = ({ group, direction }: Pick<Flow, 'group' | 'direction'>, { directions }: Catalogue) =>
  group !== 'extra' && directions.some((d) => d.id === direction && d.to === 'psm-node')

/**
 * Rules on flows of one run or of several, and names the finding of each. Placement looks at all of them at once.
 * @param hosts and `beside`: what is known beside the flows
 */
export function ruleOnAll(
  concluded: readonly ConcludedFlow[],
  hosts: readonly HostEvidence[],
  { stage, catalogue, beside }: { stage: Stage; catalogue: Catalogue; beside?: BesideFlows | undefined },
): Judgement {
  const rulings = rule(
    concluded.map(({ flow, facts: { evidence }, conclusion, run }) => ({
      direction: flow.direction,
      source: flow.source.name,
      port: flow.port,
      outcome: conclusion.outcome,
      catalogueOnNode: isCatalogueOnNode(flow, catalogue),
      betweenNodes: flow.source.role === 'psm-node' && isCatalogueOnNode(flow, catalogue),
      standIn: isStandIn(evidence),
      rewrittenSource: rewrittenSource(evidence),
      ...(run === undefined ? {} : { run }),
    })),
    stage,
    catalogue,
  )
  const flows = concluded.map(({ facts, conclusion }, index) => {
    const { verdict, note } = rulings[index] ?? { verdict: 'untested' as const, note: null }
    const reason =
      note === null ? conclusion.reason : `${conclusion.reason} ${noteSentence(note, catalogue, CONCLUDE_WORDS.en)}`
    return { ...facts, ...conclusion, reason, verdict, finding: null } satisfies FlowResult
  })
  const findings = allFindings(flows, catalogue.portShift, hosts, beside)
  const findingOf = new Map(findings.flatMap((f) => f.flows.map((id) => [id, f.id] as const)))
  return { flows: flows.map((flow) => ({ ...flow, finding: findingOf.get(flow.id) ?? null })), findings }
}

function concludeFlow({ flow, address, evidence }: ProbedFlow, host: HostEvidence | null) {
  const { port, service, identity } = flow
  return conclude({ address, port, service, identity }, evidence, host)
}

function describe({ flow, address, sourceAddress, evidence, durationMs }: ProbedFlow): FlowFacts {
  const answered = evidence.attempts.find((a) => a.result === 'connected' || (a.errno === 'ECONNREFUSED' && !a.icmp))
  return {
    id: flow.id,
    group: flow.group,
    direction: flow.direction,
    service: flow.service,
    port: flow.port,
    source: flow.source.name,
    sourceAddress,
    destination: flow.destination.name,
    address,
    vantage: flow.source.vantage.kind,
    rttMs: answered?.kernelRttMs ?? answered?.elapsedMs ?? null,
    attempts: evidence.attempts.length,
    durationMs: Math.round(durationMs * 100) / 100,
    evidence,
  }
}
