/**
 * Flows as exact sets of addresses, each of one family: what a firewall takes, and what a request in words names. One machine with
 * two names is one address here, and one flow that two groups ask for is one flow.
 */
import { entry } from '../entry.ts'
import { type Family, formatIp, parseIp } from '../plan/ip-number.ts'
import { type ExactSet, type Triple, exactSets } from './exact-sets.ts'

/** What a rule is made of: a flow of a result, or of a plan. */
export interface AskedFlow {
  source: string
  sourceAddress: string
  destination: string
  address: string
  port: number
}

export interface AddressSets {
  4: ExactSet[]
  6: ExactSet[]
  /** Of ends for which no rule can be written. */
  others: ExactSet[]
  /** Why not → how many flows. */
  leftOut: Map<string, number>
}

/** A literal in one spelling: a result of another machine may write `FD77:0::1`, which is `fd77::1`. Anything else as it is. */
function spelled(address: string): string {
  const ip = parseIp(address)
  return ip?.zone === null ? formatIp(ip.family, ip.value) : address
}

/** Each address is spelled once. */
function spelling(): (address: string) => string {
  const known = new Map<string, string>()
  return (address) => entry(known, address, () => spelled(address))
}

/** Both ends as literals of one family that a router can forward; else why not. */
function familyOf({ sourceAddress, address }: AskedFlow): Family | string {
  const [source, destination] = [parseIp(sourceAddress), parseIp(address)]
  if (!source || !destination) return `${source ? address : sourceAddress} is a name that was not resolved`
  if (source.zone !== null || destination.zone !== null) return 'a link-local address is not routed'
  if (source.family !== destination.family) return 'one end is IPv4 and the other IPv6'
  return source.family
}

export function addressSets(flows: readonly AskedFlow[]): AddressSets {
  const triples: Record<Family | 'others', Triple[]> = { 4: [], 6: [], others: [] }
  const leftOut = new Map<string, number>()
  const spell = spelling()
  for (const flow of flows) {
    const family = familyOf(flow)
    if (typeof family === 'string') leftOut.set(family, (leftOut.get(family) ?? 0) + 1)
    const list = triples[typeof family === 'string' ? 'others' : family]
    list.push({ source: spell(flow.sourceAddress), destination: spell(flow.address), port: flow.port })
  }
  return { 4: exactSets(triples[4]), 6: exactSets(triples[6]), others: exactSets(triples.others), leftOut }
}

/** Address → the names of the endpoints that have it, in order of appearance. */
export function namesByAddress(flows: readonly AskedFlow[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>()
  const spell = spelling()
  const add = (address: string, name: string) => entry(names, spell(address), () => new Set<string>()).add(name)
  for (const { source, sourceAddress, destination, address } of flows) {
    add(sourceAddress, source)
    add(address, destination)
  }
  return names
}
