/** What is judged, what a conclusion is, and the two ways to state one. */
import type { IdentityRule } from '../catalogue/catalogue.ts'
import type { BlockedBy, Outcome, Proof } from '../outcome.ts'

export interface Conclusion {
  outcome: Outcome
  proof: Proof
  /** One plain sentence. */
  reason: string
  /** What would settle it; null when proven. */
  settle: string | null
  blockedBy?: BlockedBy
}

/** The same, with what is in the way where that is known. */
export const blockedAt = (conclusion: Conclusion, where: BlockedBy | null): Conclusion =>
  where === null ? conclusion : { ...conclusion, blockedBy: where }

/** What is judged: where it was sent, and what the catalogue expects there. */
export interface Judged {
  address: string
  port: number
  service: string
  identity: IdentityRule | null
}

/** Another cause would look the same from here; `settle` says what would tell. */
export const likely = (outcome: Outcome, reason: string, settle: string): Conclusion => ({
  outcome,
  proof: 'likely',
  reason,
  settle,
})
/** Nothing else would look like this. */
export const proven = (outcome: Outcome, reason: string): Conclusion => ({
  outcome,
  proof: 'proven',
  reason,
  settle: null,
})
