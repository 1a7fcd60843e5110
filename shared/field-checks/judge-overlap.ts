/** What lies in the network that the nodes use for their own containers. Read from the plan and from interfaces; nothing is sent. */
import { compactAddresses, compactNames } from '../explain/compact.ts'
import { blockOf, parseIp } from '../plan/ip-number.ts'
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
export function judgePlanOverlap(placed: readonly Placed[]): FieldCheck {
  const inside = placed.filter(({ address }) => isInNodesNetwork(address))
  if (inside.length === 0) {
    const reason = `Nothing of the plan lies in ${NODES_OWN_NETWORK}, which the nodes use for their own containers.`
    return check('plan', { verdict: 'pass', reason, settle: null }, [])
  }
  const names = compactNames(inside.map(({ name }) => name)).slice(0, MOST_NAMED)
  const addresses = compactAddresses(inside.map(({ address }) => address))
  const [verb, them] = inside.length === 1 ? ['lies', 'it'] : ['lie', 'them']
  return check(
    'plan',
    {
      verdict: 'fail',
      reason: `${names.join(', ')} ${verb} in ${NODES_OWN_NETWORK}, which the nodes use for their own containers: a node never reaches ${them}.`,
      settle: `Another address for ${them}, or another network for the containers of the nodes.`,
    },
    addresses,
  )
}

/** Answers of a node to an address in there never come back; one that nobody uses does no harm, so it warns. */
export function judgeMachineOverlap(source: string, networks: readonly MachineNetwork[]): FieldCheck {
  const inside = networks.filter(({ address, isOwnBridge }) => !isOwnBridge && isInNodesNetwork(address))
  if (inside.length === 0) {
    const reason = `No network of ${source} lies in ${NODES_OWN_NETWORK}, apart from bridges of its own.`
    return check(source, { verdict: 'pass', reason, settle: null }, [])
  }
  const where = inside.map(({ interface: name, address }) => `${name} (${address})`)
  return check(
    source,
    {
      verdict: 'warn',
      reason: `${source} has ${where.slice(0, MOST_NAMED).join(', ')} in ${NODES_OWN_NETWORK}: what a node answers to an address in there goes to its own containers.`,
      settle: `An address of ${source} outside ${NODES_OWN_NETWORK}.`,
    },
    inside.map(({ address }) => address),
  )
}
