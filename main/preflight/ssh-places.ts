/**
 * The hosts behind SSH vantages as places to ask flows from. Best by the prober, a program that needs python3 there and sees what a socket
 * sees; else by the SSH server's own forwarding; else by bash or nc. Each of them sees less than the one before, and says so.
 */
import { bareAddress } from '../../shared/bare-address.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RouteObservation } from '../../shared/observation.ts'
import type { Endpoint } from '../../shared/plan/plan.ts'
import { type Prober, openProber } from '../vantage/prober/open-prober.ts'
import type { SshLink } from '../vantage/ssh/link.ts'
import { platformNamed, systemOf } from '../vantage/ssh/host-system.ts'
import { openPlainDial } from '../vantage/ssh/plain-dial.ts'
import { gatherBy } from './evidence/gather-by-prober.ts'
import type { RunRemote } from '../remote-process.ts'
import type { NoPlace, RemotePlace, Vantages } from './place.ts'
import { stopped } from './stopped.ts'
import type { Hosts } from './stand-ins.ts'

/** How long a lost host is waited for; what it left open is not tested then. */
const AGAIN_MS = 20_000
/** All sessions may be taken by programs that run as long as the check does (MaxSessions 1, and a stand-in): more waiting is for nothing. */
const SESSION_MS = 3000
const STOPPED: NoPlace = { why: 'cancelled', detail: 'the check was stopped before this flow was answered' }
const NO_ROUTE_KNOWN: RouteObservation = { observer: 'route', sourceAddress: null, interface: null, errno: null }

export interface SshPlacesOptions {
  /** The link to an endpoint, the same each time; it need not be open. */
  linkTo: (endpoint: Endpoint) => SshLink
  /** False: only what a handshake tells, no traces, distances and echoes. */
  evidence: boolean
}

/** Of one run. */
export class SshPlaces implements Vantages, Hosts {
  private readonly probers = new Map<string, Prober>()
  private readonly reached = new Set<string>()
  /** Why a host could not be reached: within a run it is not tried again for each thing that is wanted of it. */
  private readonly refused = new Map<string, string>()

  constructor(private readonly options: SshPlacesOptions) {}

  async reach(endpoint: Endpoint, signal: AbortSignal): Promise<RemotePlace | NoPlace> {
    const link = this.options.linkTo(endpoint)
    const again = this.reached.has(endpoint.name)
    const refused = await this.open(link, endpoint, again, signal)
    if (refused) return refused
    this.reached.add(endpoint.name)
    const opening = openProber(programsOf(link))
    const prober = await Promise.race([opening, stopped(signal)])
    if (!prober) {
      void opening.then((late) => 'missing' in late || late.close())
      return STOPPED
    }
    if ('missing' in prober) return await byServer(link, prober.missing)
    this.probers.get(endpoint.name)?.close()
    this.probers.set(endpoint.name, prober)
    return await byProber(link, prober, this.options.evidence)
  }

  async programsOn(endpoint: Endpoint, signal: AbortSignal): Promise<{ run: RunRemote } | NoPlace> {
    const link = this.options.linkTo(endpoint)
    return (await this.open(link, endpoint, false, signal)) ?? { run: programsOf(link) }
  }

  /** The program by which flows were asked from there; undefined where none runs. */
  proberOn({ name }: Endpoint): Prober | undefined {
    return this.probers.get(name)
  }

  /** What runs on the hosts ends; the links stay. */
  close(): void {
    for (const prober of this.probers.values()) prober.close()
    this.probers.clear()
  }

  private async open(link: SshLink, { name }: Endpoint, again: boolean, signal: AbortSignal): Promise<NoPlace | null> {
    const before = this.refused.get(name)
    if (before !== undefined) return { why: 'vantage', detail: before }
    const ending = new AbortController()
    const late = again
      ? sleep(AGAIN_MS, `it did not come back within ${AGAIN_MS / 1000} s`, { signal: ending.signal })
      : never<string>()
    const opened = link.open().then(
      () => null,
      (error: unknown) => withoutStop(error instanceof Error ? error.message : String(error)),
    )
    const why = await Promise.race([opened, late.catch(() => null), stopped(signal)])
    ending.abort()
    if (signal.aborted) return STOPPED
    if (typeof why !== 'string') return null
    if (again) return { why: 'vantage-lost', detail: `the link to ${name} was lost, and ${why}` }
    this.refused.set(name, `no link to ${name}: ${why}`)
    return { why: 'vantage', detail: `no link to ${name}: ${why}` }
  }
}

const programsOf =
  (link: SshLink): RunRemote =>
  (command) =>
    link.runWithin(command, SESSION_MS)
const never = <T>() => new Promise<T>(() => {})
const withoutStop = (words: string) => words.replace(/\.$/, '')
const lostWords = ({ endpoint }: SshLink, why: string) =>
  `the link to ${endpoint} was lost before this flow was answered: ${withoutStop(why)}`

async function byProber(link: SshLink, prober: Prober, evidence: boolean): Promise<RemotePlace> {
  const lost = new AbortController()
  void prober.lost.then((reason) => lost.abort(lostWords(link, reason)))
  const [addresses, facts] = await Promise.all([prober.addresses().catch(() => null), prober.facts().catch(() => null)])
  const held = addresses && new Set(addresses.map(({ address }) => bareAddress(address)))
  const unseen = prober.unseen.length > 0 ? `; it cannot see ${prober.unseen.join(', ')}` : ''
  return {
    platform: platformNamed(facts?.system ?? ''),
    observers: { dial: prober.dial, gather: evidence ? gatherBy(prober, lost.signal) : null },
    // All of 127.0.0.0/8 is every Linux host's own (RFC 1122 section 3.2.1.3), and one address of it is listed.
    holds: (address) => (held ? held.has(bareAddress(address)) || address.startsWith('127.') : null),
    lookUpRoute: (address, from) => prober.route(address, from).catch(() => NO_ROUTE_KNOWN),
    lost: lost.signal,
    words: `over SSH, by a program that asks there and ends with the check${unseen}`,
  }
}

/** Nothing runs there that could tell of addresses, routes or ICMP errors. */
async function byServer(link: SshLink, why: string): Promise<RemotePlace | NoPlace> {
  const plain = await openPlainDial(link)
  if ('missing' in plain) {
    const both = `${withoutStop(why)}; ${withoutStop(plain.missing)}`
    return { why: 'vantage', detail: `nothing can be sent from ${link.endpoint}: ${both}` }
  }
  const lost = new AbortController()
  const stop = link.onState(({ state, words }) => {
    if (state !== 'lost' && state !== 'failed') return
    stop()
    lost.abort(lostWords(link, words))
  })
  return {
    platform: plain.way === 'forwarding' ? await systemOf(programsOf(link)) : 'linux',
    observers: { dial: plain.dial, gather: null },
    holds: () => null,
    lookUpRoute: () => Promise.resolve(NO_ROUTE_KNOWN),
    lost: lost.signal,
    words: `over SSH, ${plain.words}, which tells less, and leaves the choice of the source address to the host (${withoutStop(why)})`,
  }
}
