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
