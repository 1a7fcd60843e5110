/** What lies in the network that the nodes use for their own containers. Read from the plan and from interfaces; nothing is sent. */
import { compactAddresses, compactNames } from '../explain/compact.ts'
import { blockOf, parseIp } from '../plan/ip-number.ts'
import { REPORT_WORDS, type ReportWords } from '../words/report.ts'
import { type FieldCheck, fieldCheckOf } from './field-check.ts'

export const NODES_OWN_NETWORK = '172.17.0.0/16'
const BLOCK = blockOf(NODES_OWN_NETWORK)

/** So many are named. */
const MOST_NAMED = 50

interface Placed {
  name: string
  /** A literal; text that is none lies nowhere. */
  address: string
}

/** An address of a machine, with the interface that holds it. */
export interface MachineNetwork {
  interface: string
  /** With its prefix length, or without. */
  address: string
  /** A bridge that this machine made for itself, such as docker0: nobody else is in it. */
  isOwnBridge: boolean
}

export function isInNodesNetwork(address: string): boolean {
  const ip = parseIp(address.split('/')[0] ?? '')
  return ip !== null && ip.family === 4 && BLOCK.first <= ip.value && ip.value <= BLOCK.last
}

const check = (source: string, judged: Pick<FieldCheck, 'verdict' | 'reason' | 'settle'>, found: readonly string[]) =>
  fieldCheckOf({ kind: 'overlap', source, target: NODES_OWN_NETWORK }, judged, {
    observer: 'overlap',
    found: found.slice(0, MOST_NAMED),
  })

/** Endpoints, servers and single addresses of a plan. */
export function judgePlanOverlap(
  placed: readonly Placed[],
  { fields }: Pick<ReportWords, 'fields'> = REPORT_WORDS.en,
): FieldCheck {
  const inside = placed.filter(({ address }) => isInNodesNetwork(address))
  if (inside.length === 0) {
    return check('plan', { verdict: 'pass', reason: fields.planClear(NODES_OWN_NETWORK), settle: null }, [])
  }
  const names = compactNames(inside.map(({ name }) => name)).slice(0, MOST_NAMED)
  const addresses = compactAddresses(inside.map(({ address }) => address))
  const isOne = inside.length === 1
  return check(
    'plan',
    {
      verdict: 'fail',
      reason: fields.planInside(names, NODES_OWN_NETWORK, isOne),
      settle: fields.otherNetwork(isOne),
    },
    addresses,
  )
}

/** Answers of a node to an address in there never come back; one that nobody uses does no harm, so it warns. */
export function judgeMachineOverlap(
  source: string,
  networks: readonly MachineNetwork[],
  { fields }: Pick<ReportWords, 'fields'> = REPORT_WORDS.en,
): FieldCheck {
  const inside = networks.filter(({ address, isOwnBridge }) => !isOwnBridge && isInNodesNetwork(address))
  if (inside.length === 0) {
    const reason = fields.machineClear(source, NODES_OWN_NETWORK)
    return check(source, { verdict: 'pass', reason, settle: null }, [])
  }
  const where = inside.map(({ interface: name, address }) => `${name} (${address})`)
  return check(
    source,
    {
      verdict: 'warn',
      reason: fields.machineInside(source, where.slice(0, MOST_NAMED), NODES_OWN_NETWORK),
      settle: fields.addressOutside(source, NODES_OWN_NETWORK),
    },
    inside.map(({ address }) => address),
  )
}
