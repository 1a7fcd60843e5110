/**
 * The change request as a firewall takes it: the fewest exact sets of sources, destinations and ports, and a name for everything
 * that a dialect must name. Nothing is widened: what cannot be written as addresses is left out, and said.
 */
import type { Family } from '../plan/ip-number.ts'
import { type AskedFlow, addressSets, namesByAddress } from './address-sets.ts'
import { requestPart } from './blocked-flows.ts'
import { plainName, plainText, shortHash } from './dialects/plain-text.ts'
import { type ExactSet, sizeOf } from './exact-sets.ts'

export interface RuleHost {
  /** A literal, canonical, without a zone. */
  address: string
  /** Unique in the request and unlike any of another: holds the address and the id of the request. At most 64 characters. */
  object: string
  /** The endpoints that have the address, as plain text. */
  label: string
}

/** Every source to every destination on every port, all of one family. */
export interface Rule {
  /** Counts from 1. */
  number: number
  /** At most 33 characters: FortiGate takes 35. */
  name: string
  family: Family
  sources: RuleHost[]
  destinations: RuleHost[]
  /** Ascending. */
  ports: number[]
  /** Plain text, at most 120 characters: nftables takes 128. */
  comment: string
}

export interface RuleRequest {
  /** `psm_` and seven characters that follow from the site and the flows: the same request has the same names, another has others. */
  id: string
  /** The site in a name: `PSM-DC-1-row-7-1a2b3c4`. */
  tag: string
  /** Plain text. */
  site: string
  ticket: string
  rules: Rule[]
  /** Every host once. */
  hosts: RuleHost[]
  flows: number
  /** Plain sentences about flows for which no rule can be written. */
  leftOut: string[]
}

export interface RequestNames {
  site: string
  /** Number or text of the ticket, for the comments. */
  ticket?: string | undefined
}

const COMMENT_LENGTH = 120
/** Names in a comment: the addresses are in the rule anyway. */
const MOST_NAMED = 2

/** The flows of a result that ask for a permit. */
export function permitFlows<T extends Parameters<typeof requestPart>[0]>(flows: readonly T[]): T[] {
  return flows.filter((flow) => requestPart(flow) === 'permit')
}

/** `psm-1_10.77.20.11_1a2b3c4`: the part between the underscores alone makes it unique. A colon is no mark of names everywhere. */
function hostOf(address: string, names: Iterable<string>, hash: string): RuleHost {
  const [first = ''] = names
  return {
    address,
    object: `${plainName(first, 15, 'host')}_${address.replaceAll(':', '-')}_${hash}`,
    label: plainText([...names].join(', '), 60) || 'host',
  }
}

function named(hosts: readonly RuleHost[]): string {
  const more = hosts.length - MOST_NAMED
  const shown = hosts.slice(0, MOST_NAMED).map(({ label }) => label.slice(0, 20).trimEnd())
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Joins the same flow asked for by two groups; the order of the flows does not matter to the names. */
const hashOf = (site: string, sets: readonly ExactSet[]) =>
  shortHash(JSON.stringify([site, sets.map(({ sources, destinations, ports }) => [sources, destinations, ports])]))

/** The smallest set of exact rules for these flows. An empty one has no rules. */
export function ruleRequest(flows: readonly AskedFlow[], { site, ticket = '' }: RequestNames): RuleRequest {
  const sets = addressSets(flows)
  const all = [...sets[4], ...sets[6]]
  const hash = hashOf(site, all)
  const tag = `PSM-${plainName(site, 14, 'site')}-${hash}`
  const names = namesByAddress(flows)
  const hosts = new Map<string, RuleHost>()
  const hostAt = (address: string) => {
    const host = hosts.get(address) ?? hostOf(address, names.get(address) ?? [], hash)
    hosts.set(address, host)
    return host
  }
  const plainTicket = plainText(ticket, 30)
  const ruleOf = (family: Family, set: ExactSet, number: number): Rule => {
    const [sources, destinations] = [set.sources.map(hostAt), set.destinations.map(hostAt)]
    const about = `${plainTicket === '' ? '' : `${plainTicket}: `}${named(sources)} to ${named(destinations)}`
    return {
      number,
      name: `${tag}-${number}`,
      family,
      sources,
      destinations,
      ports: set.ports,
      comment: plainText(about, COMMENT_LENGTH),
    }
  }
  return {
    id: `psm_${hash}`,
    tag,
    site: plainText(site, 60),
    ticket: plainTicket,
    rules: all.map((set, index) => ruleOf(index < sets[4].length ? 4 : 6, set, index + 1)),
    hosts: [...hosts.values()],
    flows: all.reduce((sum, set) => sum + sizeOf(set), 0),
    leftOut: [...sets.leftOut].map(([why, count]) =>
      plainText(`No rule for ${count} ${count === 1 ? 'flow' : 'flows'}: ${why}`, 200),
    ),
  }
}
