/** What keeps a check from being green though no flow says so; a file of its own, for every start of the command line loads it. */
import type { Finding } from '../result.ts'

/** Addresses that two machines claim, told beside the flows: what passes there may be about the other machine. */
export const claimedTwice = ({ findings = [] }: { findings?: readonly Pick<Finding, 'cause' | 'flows'>[] }): number =>
  findings.filter(({ cause, flows }) => cause === 'duplicate-address' && flows.length === 0).length
