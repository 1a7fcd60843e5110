/** What a stand-in adds to the evidence of one flow: joins the state of the port, the proof, and the counts. */
import type { StandInObservation } from '../../shared/stand-in-observation.ts'
import type { NonceAnswer } from './ask-nonce.ts'
import type { FlowCounts } from './counts.ts'

const NOT_COUNTED: FlowCounts = { accepted: null, syns: { listener: null, wire: null } }

export interface Observed {
  state: StandInObservation['state']
  by: StandInObservation['by']
  /** Null: it was not asked. */
  answer: NonceAnswer | null
  /** Null: nobody counted. */
  counts: FlowCounts | null
  /** Name of the endpoint that was dialled. */
  name: string
}

export function observeStandIn({ state, by, answer, counts, name }: Observed): StandInObservation {
  const known = { observer: 'stand-in', state, by, ...(counts ?? NOT_COUNTED) } as const
  if (answer?.nonce !== 'answered') {
    const nonce = answer?.nonce ?? 'not-asked'
    return { ...known, nonce, detail: answer?.detail ?? '', seenSource: null, seenDestination: null }
  }
  const { seenSource, seenDestination } = answer
  const other = answer.name === name ? {} : { otherName: answer.name }
  return { ...known, nonce: 'answered', detail: '', seenSource, seenDestination, ...other }
}

/**
 * The same for a stand-in that was started over SSH: what the flow's own look found out is joined to what was known and counted there.
 * @param found of a flow that met a greeting; undefined where none came
 * @param connected the flow completed a handshake, so that a stand-in would have greeted
 */
export function joinStandIn(
  found: StandInObservation | undefined,
  { state, counts, connected }: Pick<Observed, 'state' | 'counts'> & { connected: boolean },
): StandInObservation {
  const known = { state, by: 'ssh', ...(counts ?? NOT_COUNTED) } as const
  if (found) return { ...found, ...known }
  const asked = connected && state === 'listening'
  const detail = asked ? 'no greeting of the stand-in came' : ''
  const nothing = { nonce: asked ? 'none' : 'not-asked', detail, seenSource: null, seenDestination: null } as const
  return { observer: 'stand-in', ...known, ...nothing }
}
