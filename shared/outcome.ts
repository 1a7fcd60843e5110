/** The closed vocabularies of a judgement. Fixed by the contract: other tools read them. */

export const OUTCOMES = [
  'open',
  'closed',
  'reset',
  'intercepted',
  'rejected',
  'silent',
  'host-silent',
  'unreachable',
  'no-route',
  'blocked-locally',
  'wrong-service',
  'unstable',
  'not-tested',
] as const
export type Outcome = (typeof OUTCOMES)[number]

export const VERDICTS = ['pass', 'fail', 'warn', 'untested'] as const
export type Verdict = (typeof VERDICTS)[number]

export const PROOFS = ['proven', 'likely', 'none'] as const
export type Proof = (typeof PROOFS)[number]

export const CERTAINTIES = ['reported', 'concluded', 'last-responder'] as const
export type BlockedByCertainty = (typeof CERTAINTIES)[number]

/** What is in the way, as far as it is known. */
export interface BlockedBy {
  address: string
  /** Counted from the sender; null when no trace shows the address. */
  hop: number | null
  /** `reported`: it said so itself; `concluded`: by hop distance or both ends; `last-responder`: the last that answered before the silence. */
  certainty: BlockedByCertainty
}
