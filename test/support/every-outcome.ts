/** A run in which every outcome, verdict and proof occurs: each flow has the evidence of a case of the tables of judging, and is judged from it. */
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { conclude } from '../../shared/conclude/conclude.ts'
import type { FlowEvidence, HostEvidence } from '../../shared/observation.ts'
import { expand } from '../../shared/plan/expand.ts'
import type { ExtraRule, Plan } from '../../shared/plan/plan.ts'
import type { RunResult } from '../../shared/result.ts'
import { ADDRESS, type Case, SOURCE, attempt, host, judged, notAsked, seen } from '../shared/conclude/case.ts'
import { TABLES } from '../shared/conclude/tables.ts'
import { runOf, samplePlan } from './sample-run.ts'

/** One case for each outcome and proof that evidence of a port without a known service can come to. */
function distinctCases(): Case[] {
  const found = new Map<string, Case>()
  for (const one of Object.values(TABLES).flat()) {
    const { outcome, proof } = conclude(judged(), one.evidence, hostOf(one))
    if (!one.flow && !found.has(`${outcome} ${proof}`)) found.set(`${outcome} ${proof}`, one)
  }
  return [...found.values()]
}

const hostOf = ({ host: given = host(1) }: Case) => given

/** What was seen between the two machines of the tables, as seen between these. */
function between<T>(seenThere: T, source: string, address: string): T {
  const text = JSON.stringify(seenThere).replaceAll(`"${SOURCE}"`, `"${source}"`)
  return JSON.parse(text.replaceAll(`"${ADDRESS}"`, `"${address}"`)) as T
}

const WRONG_SERVICE = TABLES['wrong-service']?.find(({ flow }) => flow?.port === 443)

/** A group that nobody asked for: the check is of a part of its plan. */
const LEFT_OUT = 'diagnostics'

export function everyOutcome(): { plan: Plan; run: RunResult } {
  const cases = distinctCases()
  const rules = cases.map(
    (_, i): ExtraRule => ({
      id: `case-${i + 1}`,
      service: `Case ${i + 1}`,
      port: 9010,
      from: 'user-station',
      to: `10.78.0.${i + 1}`,
    }),
  )
  const plan = samplePlan(2, { rules })
  const whole = runOf(plan, () => ({
    outcome: 'not-tested',
    verdict: 'untested',
    proof: 'none',
    reason: 'Not judged.',
  }))
  const hosts = new Map<string, HostEvidence>()
  const flows = whole.flows
    .filter(({ group }) => group !== LEFT_OUT)
    .map((flow) => {
      const { source, sourceAddress, address, direction, port } = flow
      const one = cases[Number(/^case-(\d+)$/.exec(direction)?.[1]) - 1]
      const known = one ? hostOf(one) : direction === 'user-to-psm' ? host(1) : null
      if (known) hosts.set(`${source} ${address}`, { ...known, source: sourceAddress, sources: [source], address })
      return { ...flow, evidence: between(one?.evidence ?? evidenceOf(direction, port), sourceAddress, address) }
    })
  const planned = expand(plan, APPENDIX_B).length
  return { plan, run: { ...whole, flows, hosts: [...hosts.values()], plan: { ...whole.plan, flows: planned } } }
}

/** Of the flows of the guide: some open, some with another service, the nodes' closed, the cards' not asked. */
function evidenceOf(direction: string, port: number): FlowEvidence {
  if (direction === 'dsc-to-psm') return notAsked('no-vantage', 'no vantage')
  if (direction === 'user-to-psm' && port === 443 && WRONG_SERVICE) return WRONG_SERVICE.evidence
  return seen([attempt(direction === 'user-to-psm' && port === 22 ? null : 'ECONNREFUSED')])
}
