/**
 * What the machines that sent know beside their flows, over one run or several: the newest of each fact. A run that asked only a part says
 * nothing about addresses that it did not send to, and takes nothing back of them.
 */
import { entry } from '../entry.ts'
import type { Environment, Neighbour } from '../environment.ts'
import { isFromSource } from '../host-of.ts'
import type { RunResult } from '../result.ts'

type Facts = Pick<Environment, 'duplicates' | 'pathMtu' | 'neighbours'>

export interface MachineSeen extends Facts {
  /** The endpoints of the plan that it is. */
  from: readonly string[]
  /** Gateways that were asked for in ARP or ND, and nobody answered, in the newest run: each with its interface, and the networks of it. */
  silentGateways: readonly { address: string; interface: string; networks: readonly string[] }[]
}

type Described = Pick<RunResult, 'environment' | 'vantages' | 'hosts'>

/** @param runs newest first */
export function machinesSeen(runs: readonly Described[]): MachineSeen[] {
  const machines = new Map<
    string,
    { from: Set<string>; facts: Facts; silentGateways: MachineSeen['silentGateways']; told: Set<string> }
  >()
  for (const { environment, vantages, hosts } of runs) {
    if (!environment) continue
    const { from, facts, told } = entry(machines, keyOf(environment), () => ({
      from: new Set<string>(),
      facts: { duplicates: [], pathMtu: [], neighbours: [] },
      silentGateways: gatewaysDown(environment),
      told: new Set<string>(),
    }))
    const own = vantages.filter(({ kind, state }) => kind === 'local' && state === 'used')
    for (const { endpoint } of own) from.add(endpoint)
    const isNew = ({ address }: { address: string }) => !told.has(address)
    facts.duplicates.push(...environment.duplicates.filter(isNew))
    facts.pathMtu.push(...environment.pathMtu.filter(isNew))
    facts.neighbours.push(...environment.neighbours.filter(isNew))
    const sentTo = hosts.filter((host) =>
      own.some(({ endpoint, address }) => isFromSource(host, { source: endpoint, sourceAddress: address })),
    )
    const { duplicates, pathMtu, neighbours } = environment
    for (const { address } of [...sentTo, ...duplicates, ...pathMtu, ...neighbours]) told.add(address)
  }
  return [...machines.values()].map(({ from, facts, silentGateways }) => ({
    from: [...from],
    ...facts,
    silentGateways,
  }))
}

/** It was asked for in ARP or ND in this machine's own network, and nobody has answered. */
export const isWithoutAnswer = ({ state, mac }: Neighbour) =>
  mac === null && (state === 'failed' || state === 'incomplete')

const gatewaysDown = ({ gateways, interfaces }: Environment): MachineSeen['silentGateways'] =>
  gateways.flatMap(({ address, interface: name, neighbour }) =>
    neighbour !== null && isWithoutAnswer(neighbour)
      ? { address, interface: name, networks: interfaces.find((one) => one.name === name)?.addresses ?? [] }
      : [],
  )

/** A machine is known by its network cards; what it is called in the plan depends on what was asked. */
const keyOf = ({ platform, user, interfaces }: Environment) =>
  JSON.stringify([platform, user, interfaces.flatMap(({ mac }) => mac ?? []).toSorted()])

/** The largest packet of IP (RFC 791 §3.1): a loopback interface whose MTU is larger still sends no larger ones. */
const LARGEST_PACKET = 65_535

/** Packets of the full size of the interface do not arrive, smaller ones do. */
export const isNarrow = ({ bytes, interfaceMtu }: Pick<Environment['pathMtu'][number], 'bytes' | 'interfaceMtu'>) =>
  bytes !== null && interfaceMtu !== null && bytes < Math.min(interfaceMtu, LARGEST_PACKET)
