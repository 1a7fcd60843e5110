/**
 * What every firewall's module offers, and what they share: the head of a file, and ports as short exact lists. A dialect writes
 * names and comments as they are: `rule-request.ts` has made them plain.
 */
import type { Rule, RuleHost, RuleRequest } from '../rule-request.ts'

export interface Rendered {
  text: string
  /** Takes away exactly what `text` made; null where the text changes nothing. */
  rollback: string | null
}

export interface Dialect {
  id: string
  title: string
  /** Name of the file, and of the one that takes it back. */
  file: string
  rollbackFile: string | null
  /** Of the firewall of the source and of the destination themselves; else of one on the way between them. */
  onHosts?: true
  render(request: RuleRequest): Rendered
}

/** First and last port of a run; the same where it is one. */
export type PortRun = readonly [first: number, last: number]

/** Neighbours as runs: a run holds only ports that are asked for. @param ports ascending */
export function portRuns(ports: readonly number[]): PortRun[] {
  const runs: [number, number][] = []
  for (const port of ports) {
    const run = runs.at(-1)
    if (run && run[1] + 1 === port) run[1] = port
    else runs.push([port, port])
  }
  return runs
}

export const runText = ([first, last]: PortRun, dash = '-') =>
  first === last ? String(first) : `${first}${dash}${last}`

/** `22`, `9010-9012` … */
export const portTexts = (ports: readonly number[], dash = '-') => portRuns(ports).map((run) => runText(run, dash))

/** Pieces that hold at most `most`, where a range weighs two ports. */
export function runsByWeight(ports: readonly number[], most: number): PortRun[][] {
  const pieces: PortRun[][] = []
  let weight = most
  for (const run of portRuns(ports)) {
    const own = run[0] === run[1] ? 1 : 2
    if (weight + own > most) {
      pieces.push([])
      weight = 0
    }
    pieces.at(-1)?.push(run)
    weight += own
  }
  return pieces
}

export function piecesOf<T>(items: readonly T[], most: number): T[][] {
  const count = Math.ceil(items.length / most)
  return Array.from({ length: count }, (_, index) => items.slice(index * most, (index + 1) * most))
}

export const addressesOf = (hosts: readonly RuleHost[]) => hosts.map(({ address }) => address)

export const isIpv6 = ({ address }: RuleHost) => address.includes(':')

/** `10.77.20.11/32`: one host, where a firewall takes networks. */
export const prefixOf = (host: RuleHost) => `${host.address}/${isIpv6(host) ? 128 : 32}`

/** Names of what a rule is made of, where each must be an object: its sources, its destinations, its ports. */
export const partsOf = ({ name }: Rule) => ({ from: `${name}-src`, to: `${name}-dst`, ports: `${name}-tcp` })

export const rulesOf = ({ rules }: RuleRequest, family: Rule['family']) =>
  rules.filter((rule) => rule.family === family)

function countLine(rules: number, flows: number): string {
  if (rules === 0) return 'Nothing is asked for: no flow failed in a way that a permit helps.'
  const words = `${rules} ${rules === 1 ? 'rule' : 'rules'} for ${flows} ${flows === 1 ? 'flow' : 'flows'}`
  return `${words}, TCP. Exactly these sources, destinations and ports, nothing beside.`
}

/** The same rule as several, where a firewall takes at most `most` hosts on a side; one that fits keeps its name. */
export function splitRule(rule: Rule, most: number): Rule[] {
  const pairs = piecesOf(rule.sources, most).flatMap((sources) =>
    piecesOf(rule.destinations, most).map((destinations) => ({ sources, destinations })),
  )
  if (pairs.length === 1) return [rule]
  return pairs.map((ends, index) => ({ ...rule, ...ends, name: `${rule.name}-${index + 1}` }))
}

/** What a reader of the file must know, as comments. @param mark begins a comment line */
export function headOf(request: RuleRequest, mark: string, notes: readonly string[]): string[] {
  const { tag, site, ticket, rules, flows, leftOut } = request
  const lines = [
    `PSM Preflight, change request ${tag}`,
    `Site: ${site}`,
    ...(ticket === '' ? [] : [`Ticket: ${ticket}`]),
    countLine(rules.length, flows),
    ...notes,
    ...leftOut,
  ]
  return lines.map((line) => `${mark} ${line}`)
}

/** The head of a rollback, and what must be done before or after it. */
export const rollbackHead = ({ tag }: RuleRequest, mark: string, notes: readonly string[] = []) =>
  [`PSM Preflight: takes back the change request ${tag}, and nothing else.`, ...notes].map((line) => `${mark} ${line}`)

/** Access lists are not bound as we write them, so that their entries are copied; a device keeps a group that an entry names. */
export const COPIED_ENTRIES =
  'First take out the entries that were copied into bound lists: a group that is in use stays. Then save.'

export const fileOf = (lines: readonly string[]) => `${lines.join('\n')}\n`
