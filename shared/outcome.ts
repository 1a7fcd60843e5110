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
