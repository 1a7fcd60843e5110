/**
 * Traps that installs met in the field, as data: which causes each stands behind, and for which flows. Their words are in `en.ts` and
 * `de.ts`; they follow the steps of a finding where they apply, and nowhere else.
 */
import type { FlowResult } from '../../result.ts'
import type { FlowCause } from './cause-of.ts'

export const TRAP_IDS = ['esxi-firewall', 'native-vlan', 'tries-in-turn'] as const
export type TrapId = (typeof TRAP_IDS)[number]

type Ends = Pick<FlowResult, 'group' | 'direction'>

interface Trap {
  causes: readonly FlowCause[]
  applies: (flow: Ends) => boolean
}

/** Of a plan's own rules it is not told between which roles they are. */
const isOwnRule = ({ group }: Ends) => group === 'extra'
const hasDsc = (flow: Ends) => isOwnRule(flow) || /\bdsc\b/.test(flow.direction)
const isFromDsc = (flow: Ends) => isOwnRule(flow) || flow.direction === 'dsc-to-psm'

export const TRAPS: Record<TrapId, Trap> = {
  'esxi-firewall': {
    causes: ['silent-drop', 'arrived-unanswered', 'destination-firewall', 'rejected-by-destination', 'host-silent'],
    applies: hasDsc,
  },
  'native-vlan': {
    causes: ['host-silent', 'host-silent-last-router', 'unreachable', 'wrong-vlan-or-subnet'],
    applies: hasDsc,
  },
  'tries-in-turn': {
    causes: [
      'silent-drop',
      'forward-path-dropped',
      'return-path-dropped',
      'arrived-unanswered',
      'destination-firewall',
      'rejected-by-device',
      'rejected-by-destination',
      'reset-by-device',
      'intercepted',
    ],
    applies: isFromDsc,
  },
}

/** The traps behind a cause that some of its flows may have met. */
export const trapsOf = (cause: FlowCause, flows: readonly Ends[]): TrapId[] =>
  TRAP_IDS.filter((id) => TRAPS[id].causes.includes(cause) && flows.some(TRAPS[id].applies))
