/** Outcome → verdict: what it means for the install at this stage. The table of the contract and its two refinements. */
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Outcome, Verdict } from '../outcome.ts'
import type { Stage } from '../plan/plan.ts'
import type { ConcludeWords } from '../words/conclude.ts'

const VERDICT_OF: Record<Outcome, Record<Stage, Verdict>> = {
  open: { preinstall: 'pass', operational: 'pass' },
  closed: { preinstall: 'pass', operational: 'fail' },
  reset: { preinstall: 'fail', operational: 'fail' },
  intercepted: { preinstall: 'fail', operational: 'fail' },
  rejected: { preinstall: 'fail', operational: 'fail' },
  silent: { preinstall: 'fail', operational: 'fail' },
  'host-silent': { preinstall: 'fail', operational: 'fail' },
  unreachable: { preinstall: 'fail', operational: 'fail' },
  'no-route': { preinstall: 'fail', operational: 'fail' },
  'blocked-locally': { preinstall: 'fail', operational: 'fail' },
  'wrong-service': { preinstall: 'warn', operational: 'fail' },
  unstable: { preinstall: 'warn', operational: 'warn' },
  'not-tested': { preinstall: 'untested', operational: 'untested' },
}

/** What the verdict rules need to know of a flow. */
export interface Ruled {
  direction: string
  source: string
  port: number
  outcome: Outcome
  /** The destination is a PSM node, and the rule is one of the catalogue. */
  catalogueOnNode: boolean
  /** Source and destination are PSM nodes. */
  betweenNodes?: boolean
  /** A stand-in answers, so nothing is known of the service itself. */
  standIn?: boolean
  /** The source address that the destination saw, where it was rewritten on the way. */
  rewrittenSource?: string | null
  /** Where several runs are judged together, the place in time of the one that found it out. */
  run?: number
}

export interface Ruling {
  verdict: Verdict
  /** Added to the reason, in the words of the language that is wanted; null when the plain table decided. */
  note: VerdictNote | null
}

/** What decided a verdict in place of the plain table. */
export type VerdictNote = keyof ConcludeWords['verdictNotes']

/** The note as a sentence. */
export const noteSentence = (note: VerdictNote, { field }: Pick<Catalogue, 'field'>, { verdictNotes }: ConcludeWords) =>
  verdictNotes[note](field.addressesCompared.source)

/** The ruling of every flow, in order. Placement looks at all nodes of the cluster at once. */
export function rule(flows: readonly Ruled[], stage: Stage, { field }: Catalogue): Ruling[] {
  const placed = new Set(field.placement.flatMap((p) => p.ports))
  const ruleKey = (f: Ruled) => `${f.direction} ${f.source} ${f.port}`
  // Where a service was once says nothing of where it is: one that was found earlier vouches for no port that is closed since.
  const lastOpen = new Map<string, number>()
  for (const flow of flows) {
    if (flow.outcome !== 'open' || flow.standIn) continue
    const key = ruleKey(flow)
    lastOpen.set(key, Math.max(lastOpen.get(key) ?? 0, flow.run ?? 0))
  }
  const isOpenElsewhere = (flow: Ruled) => (lastOpen.get(ruleKey(flow)) ?? -1) >= (flow.run ?? 0)
  return flows.map((flow) => {
    const plain: Ruling = { verdict: VERDICT_OF[flow.outcome][stage], note: null }
    const { outcome, port } = flow
    const byStandIn = outcome === 'open' ? ruleOnStandIn(flow, stage, field) : null
    if (byStandIn) return byStandIn
    const early = stage === 'preinstall' && outcome === 'closed'
    const listensEarly = flow.catalogueOnNode && field.listeningBeforeBootstrap.ports.includes(port)
    if (early && !listensEarly) return { ...plain, note: 'notNeededYet' }
    if (!flow.catalogueOnNode) return plain
    if (early) {
      return {
        verdict: 'warn',
        note: 'vmNotReady',
      }
    }
    if (stage === 'operational' && outcome === 'open' && field.bootstrapOnly.ports.includes(port)) {
      return {
        verdict: 'warn',
        note: 'notJoined',
      }
    }
    if (stage === 'operational' && outcome === 'closed' && placed.has(port) && isOpenElsewhere(flow)) {
      return {
        verdict: 'pass',
        note: 'runsElsewhere',
      }
    }
    return plain
  })
}

/** A path that is proven, and yet no plain pass: the address does not come through, or no service holds the port. */
function ruleOnStandIn(flow: Ruled, stage: Stage, field: Catalogue['field']): Ruling | null {
  if (flow.standIn && stage === 'operational') return { verdict: 'fail', note: 'standInAnswers' }
  if (flow.rewrittenSource) {
    return flow.betweenNodes
      ? {
          verdict: 'fail',
          note: 'natBetweenNodes',
        }
      : { verdict: 'warn', note: 'otherAddressSeen' }
  }
  if (flow.standIn && flow.catalogueOnNode && field.listeningBeforeBootstrap.ports.includes(flow.port)) {
    return {
      verdict: 'warn',
      note: 'vmDoesNotListen',
    }
  }
  return null
}
