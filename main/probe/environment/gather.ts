/**
 * Facts about the machine that sends, gathered beside the probing: nothing here sends a packet, and nothing here can fail a run. What
 * cannot be found out becomes a note.
 */
import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import type { Environment, Neighbour, ObserverState } from '../../../shared/environment.ts'
import { localAddresses, lookUpRoute } from '../route.ts'
import { runTool, systemProgram } from '../run-tool.ts'
import { bareAddress } from '../icmp/net-ping-session.ts'
import { type AddressClaim, type CapturedClaim, claimsWithInterface, duplicatesOf } from './duplicates.ts'
import { TOOL_DEADLINE_MS, readInterfaces } from './interfaces.ts'
import { readPrivileges } from './privileges.ts'
import { parseArpMacos, parseArpWindows, parseIpNeigh, parseProcArp } from './read-neighbours.ts'
import { type Gateway, parseNetstatRoutes, parseProcIpv6Route, parseProcRoute, parseRoutePrint } from './read-routes.ts'
import { environmentWarnings } from './warnings.ts'

export interface EnvironmentInput {
  /** Literals that the plan's flows go to. */
  destinations: readonly string[]
  /** What the names of the plan resolved to, as main/plan/resolve-names.ts gives it. */
  names: ReadonlyMap<string, { literal: string } | { error: string }>
  observers: readonly ObserverState[]
  /** Destination → interface, where the caller has asked the routing already; otherwise it is asked here. */
  through?: ReadonlyMap<string, string | null>
}

/** What is known only when the probing is over. */
export interface LateFacts {
  destinations: readonly string[]
  /** In place of what was known at the start. */
  observers?: readonly ObserverState[]
  through?: ReadonlyMap<string, string | null>
  pathMtu?: Environment['pathMtu']
  /** From a capture: who said in ARP or ND that an address is his. */
  claims?: readonly CapturedClaim[]
}

/** Sockets at the same time for asking the routing; each is open for less than a millisecond. */
const ROUTES_AT_ONCE = 64

interface Told<T> {
  facts: T
  notes: string[]
}

/** The machine as it is now. Never rejects. */
export async function gatherEnvironment(input: EnvironmentInput): Promise<Environment> {
  const { platform } = process
  const [gateways, table, through, privileges] = await Promise.all([
    readGateways(platform),
    readNeighbours(platform),
    input.through ? countThrough(input.through.values()) : interfacesTowards(input.destinations),
    readPrivileges(platform),
  ])
  const interfaces = await readInterfaces(
    gateways.facts.map((g) => g.interface),
    platform,
  )
  const facts = {
    platform: `${platform} ${process.arch}`,
    ...privileges,
    interfaces: interfaces.list.map((i) => ({ ...i, destinations: through.get(i.name) ?? 0 })),
    gateways: gateways.facts.map((g) => ({ ...g, neighbour: neighbourOf(g, table.facts) })),
    neighbours: ownNeighbours(input.destinations, table.facts),
    pathMtu: [],
    duplicates: duplicatesOf(claimsOf(table.facts)),
    names: [...input.names].map(([name, answer]) => ({
      name,
      addresses: 'literal' in answer ? [answer.literal] : [],
      error: 'error' in answer ? answer.error : null,
    })),
    observers: [...input.observers],
    notes: [...gateways.notes, ...table.notes, ...interfaces.notes],
  }
  return { ...facts, warnings: environmentWarnings(facts) }
}

/** The same after the probing: neighbours have been asked by then, and what was measured is joined. Never rejects. */
export async function completeEnvironment(environment: Environment, late: LateFacts): Promise<Environment> {
  const table = await readNeighbours(process.platform)
  const { warnings: _, ...before } = environment
  const counts = late.through && countThrough(late.through.values())
  const facts = {
    ...before,
    interfaces: counts
      ? before.interfaces.map((i) => ({ ...i, destinations: counts.get(i.name) ?? 0 }))
      : before.interfaces,
    gateways: before.gateways.map((g) => ({ ...g, neighbour: neighbourOf(g, table.facts) ?? g.neighbour })),
    neighbours: ownNeighbours(late.destinations, table.facts),
    pathMtu: late.pathMtu ?? before.pathMtu,
    duplicates: duplicatesOf([
      ...claimsOf(table.facts),
      ...claimsWithInterface(claimsOfOthers(late.claims ?? [], before), (address) =>
        interfaceTo(address, before, late),
      ),
    ]),
    observers: [...(late.observers ?? before.observers)],
    notes: [...new Set([...before.notes, ...table.notes])],
  }
  return { ...facts, warnings: environmentWarnings(facts) }
}

/** Two cards of this machine in one network both say its address (Linux, arp_ignore 0): that is one machine. */
function claimsOfOthers(claims: readonly CapturedClaim[], { interfaces }: Pick<Environment, 'interfaces'>) {
  const own = new Set(interfaces.flatMap(({ mac }) => mac?.toLowerCase() ?? []))
  return claims.filter(({ address, mac }) => {
    const holder = interfaces.find(({ addresses }) => addresses.some((a) => a.split('/')[0] === address))
    return !own.has(mac.toLowerCase()) || holder?.mac?.toLowerCase() === mac.toLowerCase()
  })
}

/** Where an address of the plan, a gateway, or this machine's own address stands. */
function interfaceTo(address: string, before: Omit<Environment, 'warnings'>, late: LateFacts): string | null {
  const holder = before.interfaces.find(({ addresses }) => addresses.some((a) => a.split('/')[0] === address))
  const gateway = before.gateways.find((g) => g.address === address)
  return late.through?.get(address) ?? holder?.name ?? gateway?.interface ?? null
}

const neighbourOf = (gateway: Gateway, table: readonly Neighbour[]): Neighbour | null =>
  table.find((n) => n.address === gateway.address && n.interface === gateway.interface) ?? null

function ownNeighbours(destinations: readonly string[], table: readonly Neighbour[]): Neighbour[] {
  const wanted = new Set(destinations.map(bareAddress))
  return table.filter((n) => wanted.has(n.address))
}

const claimsOf = (table: readonly Neighbour[]): AddressClaim[] =>
  table.flatMap(({ address, mac, interface: name }) => (mac === null ? [] : [{ address, mac, interface: name }]))

/** How many destinations leave through each interface. */
function countThrough(names: Iterable<string | null>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

/** As this machine's own routing says. */
async function interfacesTowards(destinations: readonly string[]): Promise<Map<string, number>> {
  const known = localAddresses()
  const names: (string | null)[] = []
  const queue = new Set(destinations).values()
  const work = async () => {
    for (const address of queue) names.push((await lookUpRoute(address, known)).interface)
  }
  await Promise.all(Array.from({ length: ROUTES_AT_ONCE }, work))
  return countThrough(names)
}

const fileText = (path: string) => readFile(path, 'latin1').catch(() => null)
const noGateways = (tool: string): Told<Gateway[]> => ({
  facts: [],
  notes: [`The default gateways are not known: ${tool} gave no answer.`],
})

async function readGateways(platform: NodeJS.Platform): Promise<Told<Gateway[]>> {
  if (platform === 'linux') {
    const [v4, v6] = await Promise.all([fileText('/proc/net/route'), fileText('/proc/net/ipv6_route')])
    if (v4 === null) return noGateways('/proc/net/route')
    // Without IPv6 the second does not exist.
    return { facts: [...parseProcRoute(v4), ...parseProcIpv6Route(v6 ?? '')], notes: [] }
  }
  if (platform === 'win32') {
    const run = await runTool(systemProgram('route'), ['print'], { deadlineMs: TOOL_DEADLINE_MS })
    return run.end === 'exited'
      ? { facts: parseRoutePrint(run.stdout, windowsNames()), notes: [] }
      : noGateways('route print')
  }
  const run = await runTool('netstat', ['-rn'], { deadlineMs: TOOL_DEADLINE_MS })
  return run.end === 'exited' ? { facts: parseNetstatRoutes(run.stdout), notes: [] } : noGateways('netstat -rn')
}

/** On Windows the scope of a link-local address is the number of its interface. */
function windowsNames() {
  const all = Object.entries(networkInterfaces()).flatMap(([name, list]) => (list ?? []).map((a) => ({ ...a, name })))
  const byAddress = new Map(all.map((a) => [a.address, a.name]))
  const byIndex = new Map(
    all.flatMap((a) => (a.family === 'IPv6' && a.scopeid > 0 ? [[a.scopeid, a.name] as const] : [])),
  )
  return { byAddress, byIndex }
}

async function readNeighbours(platform: NodeJS.Platform): Promise<Told<Neighbour[]>> {
  if (platform === 'linux') return linuxNeighbours()
  const args = platform === 'win32' ? ['-a'] : ['-an']
  const run = await runTool(systemProgram('arp'), args, { deadlineMs: TOOL_DEADLINE_MS })
  if (run.end !== 'exited') return { facts: [], notes: ['The neighbours are not known: arp gave no answer.'] }
  const names = platform === 'win32' ? windowsNames().byAddress : null
  return { facts: names ? parseArpWindows(run.stdout, (a) => names.get(a)) : parseArpMacos(run.stdout), notes: [] }
}

async function linuxNeighbours(): Promise<Told<Neighbour[]>> {
  const run = await runTool('ip', ['-j', 'neigh'], { deadlineMs: TOOL_DEADLINE_MS, outputLimit: 16 * 1024 * 1024 })
  const facts = run.end === 'exited' && run.status === 0 ? parseIpNeigh(run.stdout) : null
  if (facts !== null) return { facts, notes: [] }
  const arp = await fileText('/proc/net/arp')
  if (arp === null)
    return { facts: [], notes: ['The neighbours are not known: neither ip nor /proc/net/arp told them.'] }
  return { facts: parseProcArp(arp), notes: ['IPv6 neighbours are not known: ip (iproute2) gave no answer.'] }
}
