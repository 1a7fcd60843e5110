/**
 * What a compound failure is: two or three faults at once, and the findings that name exactly those. Pure data; `compound.test.ts` brings
 * it to life.
 */
import type { FlowCause } from '../../../shared/explain/causes/cause-of.ts'
import type { BlockedByCertainty } from '../../../shared/outcome.ts'
import type { NetworkSpec } from '../network-script.ts'
import { LAPTOP_GROUPS, type LabPlan, type Mode, labPlan } from '../scenario.ts'

/** One finding: its cause, where it acts, and its flows, which are all flows of these sources to these destinations and ports. */
export interface ExpectedFinding {
  cause: FlowCause
  /** The device that is named; null: none may be. */
  at: { address: string; hop?: number; certainty: BlockedByCertainty } | null
  from?: readonly string[]
  to: readonly string[]
  /** All that were asked when absent. */
  ports?: readonly number[]
  /** Flows of other destinations that belong to it, too. */
  and?: readonly { to: readonly string[]; ports: readonly number[] }[]
}

export interface Compound {
  name: string
  /** The faults that are set, in one sentence. */
  why: string
  network: NetworkSpec
  plan: LabPlan
  groups: readonly string[]
  findings: readonly ExpectedFinding[]
  /** Where the others would show nothing new, or see less. */
  modes: readonly Mode[]
}

const BOTH = ['user', 'root'] as const

/** On the standard network, from the laptop, with and without rights. */
export function compound(
  name: string,
  why: string,
  network: NetworkSpec,
  findings: readonly ExpectedFinding[],
  change: Partial<Pick<Compound, 'plan' | 'groups' | 'modes'>> = {},
): Compound {
  return { name, why, network, findings, plan: labPlan(), groups: LAPTOP_GROUPS, modes: BOTH, ...change }
}

/** The routers as the laptop sees them: the address that faces it, and the hop. */
export const R1 = { address: '10.77.10.1', hop: 1 } as const
export const R2 = { address: '10.77.12.2', hop: 2 } as const
export const R3 = { address: '10.77.23.2', hop: 3 } as const

export const NODES = ['psm-1', 'psm-2', 'psm-3'] as const
