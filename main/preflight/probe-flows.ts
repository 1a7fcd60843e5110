/**
 * Asks every flow that can be asked from this machine, with a negative control beside each destination, and gives back
 * what was seen. Judges nothing.
 */
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FlowEvidence, HostEvidence, NotAsked } from '../../shared/observation.ts'
import type { Flow, Pace } from '../../shared/plan/plan.ts'
import { isLocalShortage } from '../probe/connect.ts'
import { isThisMachine, localAddresses, lookUpRoute } from '../probe/route.ts'
import { controlPorts, controlResult } from './control.ts'
import { Pacer } from './pace.ts'
import { type PathMemory, RunMemory } from './path-memory.ts'
import { Series, type SeriesTarget } from './series.ts'

/** What a DNS name of the plan resolved to. */
export type Resolution = { literal: string } | { error: string }

export interface ProbeOptions {
  flows: readonly Flow[]
  pace: Pace
  names: ReadonlyMap<string, Resolution>
  signal: AbortSignal
  /** Called once per flow, as soon as it has ended. */
  onFlow: (probed: ProbedFlow) => void
}

export interface ProbedFlow {
  flow: Flow
  /** The literal that was dialled; the plan's text where a name did not resolve. */
  address: string
  sourceAddress: string
  evidence: FlowEvidence
  durationMs: number
  /** What is known of the path so far; complete when the run has ended. */
  path: PathMemory | null
}

export interface Probed {
  flows: ProbedFlow[]
  hosts: HostEvidence[]
}

interface Ready {
  flow: Flow
  address: string
  path: PathMemory
}

const ROUTE_LOOKUPS_AT_ONCE = 16
const LOOKUP_TRIES = 20
const LOOKUP_PAUSE_MS = 50
/** Of literals that the plan's reader has checked. (measured: the first call of node:net's isIPv6 takes 4 to 7 ms) */
const isV6 = (literal: string) => literal.includes(':')

const NOTHING: Omit<FlowEvidence, 'notAsked'> = { attempts: [], identity: null, route: null }

export async function probeFlows(options: ProbeOptions): Promise<Probed> {
  const { flows, pace, names, signal, onFlow } = options
  const run = new RunMemory(process.platform)
  const here = localAddresses()
  const probed = new Map<string, ProbedFlow>()
  const finish = (result: ProbedFlow) => {
    probed.set(result.flow.id, result)
    onFlow(result)
  }

  const ready: Ready[] = []
  for (const flow of flows) {
    const address = addressOf(flow, names)
    const source = sourceOf(flow, names)
    const notAsked = whyNotAsked(flow, source, address, here)
    if (notAsked) finish(untested(flow, address ?? flow.destination.address, notAsked))
    else if (address !== null) ready.push({ flow, address, path: run.pathOf(source, address) })
  }

  await lookUpRoutes(run.allPaths(), here)
  const pacer = new Pacer(pace)
  const live = new Set<Series>()
  const cancel = () => {
    pacer.stop()
    for (const series of live) series.cancel()
  }
  /** Asks one target; resolves when it has ended, also when it was cancelled. */
  const ask = (target: SeriesTarget, path: PathMemory) =>
    new Promise<FlowEvidence>((resolve) => {
      const bound = bindAddress(path)
      const around = { pace, platform: process.platform, pacer, run, path }
      const series = new Series({ ...target, ...(bound ? { localAddress: bound } : {}) }, around, (evidence) => {
        live.delete(series)
        resolve(evidence)
      })
      live.add(series)
      if (signal.aborted) series.cancel()
      else series.start()
    })

  signal.addEventListener('abort', cancel, { once: true })
  const planned = new Set(flows.map((flow) => flow.port))
  await Promise.all([
    // First in the queue of each destination: without the control a handshake has no meaning.
    ...run.allPaths().map((path) => askControls(path, planned, ask)),
    ...ready.map(async (item) => finish(await askFlow(item, ask))),
  ])
  signal.removeEventListener('abort', cancel)
  const rateLimited = run.lateErrors > 0
  return {
    flows: flows.flatMap((flow) => probed.get(flow.id) ?? []),
    hosts: run.allPaths().map((path) => path.evidence(rateLimited)),
  }
}

type Ask = (target: SeriesTarget, path: PathMemory) => Promise<FlowEvidence>

async function askFlow({ flow, address, path }: Ready, ask: Ask): Promise<ProbedFlow> {
  const startedAt = performance.now()
  const evidence = await ask({ address, port: flow.port, identity: flow.identity?.kinds[0] ?? null }, path)
  const last = evidence.attempts.at(-1)
  const asked = last ? last.at + last.elapsedMs : performance.now() - startedAt
  const { sourceAddress } = evidence.attempts.find((a) => a.sourceAddress !== null) ?? {}
  return {
    flow,
    address,
    sourceAddress: sourceAddress ?? path.route?.sourceAddress ?? path.source,
    evidence,
    durationMs: asked,
    path,
  }
}

/** One control per destination; a second one where the first is open, for a host may really serve that port. */
async function askControls(path: PathMemory, planned: ReadonlySet<number>, ask: Ask): Promise<void> {
  for (const port of controlPorts(path.address, planned)) {
    const evidence = await ask({ address: path.address, port, identity: null }, path)
    const control = controlResult(port, evidence)
    path.controls.push(control)
    if (control.result !== 'open') return
  }
}

function addressOf({ destination }: Flow, names: ProbeOptions['names']): string | null {
  if (!destination.isName) return destination.address
  const resolution = names.get(destination.address)
  return resolution && 'literal' in resolution ? resolution.literal : null
}

function sourceOf({ source }: Flow, names: ProbeOptions['names']): string {
  const resolution = source.isName ? names.get(source.address) : undefined
  return resolution && 'literal' in resolution ? resolution.literal : source.address
}

/** What keeps a flow from being tested on the machine that has the addresses `here`; null when nothing does. Sends nothing. */
export function whyUntestable(
  flow: Flow,
  names: ProbeOptions['names'],
  here: ReadonlyMap<string, string>,
): NotAsked['why'] | null {
  return whyNotAsked(flow, sourceOf(flow, names), addressOf(flow, names), here)?.why ?? null
}

/** A passed test from another address proves nothing of the plan's source, so it is not made. */
function whyNotAsked(
  { source, destination }: Flow,
  sourceAddress: string,
  address: string | null,
  here: ReadonlyMap<string, string>,
): NotAsked | null {
  const not = (why: NotAsked['why'], detail: string): NotAsked => ({ observer: 'none', why, detail })
  if (source.vantage.kind === 'none')
    return not('no-vantage', `${source.name} has no vantage, so nothing can be sent from it`)
  if (source.vantage.kind === 'ssh') {
    return not('ssh-unsupported', `the vantage of ${source.name} is SSH, which this version does not probe from`)
  }
  if (!isThisMachine(sourceAddress, here)) {
    return not(
      'not-this-machine',
      `${source.name} is to be tested from this machine, but ${sourceAddress} is not an address of it`,
    )
  }
  if (address === null) return not('name', `the name ${destination.address} does not resolve here`)
  if (isV6(address) !== isV6(sourceAddress)) {
    return not('family', `${sourceAddress} and ${address} are not of one address family`)
  }
  if (/^fe[89ab]/i.test(address) && !address.includes('%')) {
    return not('family', `the link-local address ${address} has no zone such as %eth0`)
  }
  // Nothing leaves the machine then, so nothing is tested. A site that is all on loopback, such as practice, is meant so.
  const allLoopback = address.startsWith('127.') && sourceAddress.startsWith('127.') && address !== sourceAddress
  if (isThisMachine(address, here) && !allLoopback) {
    return not('own-address', `${address} is an address of this machine itself, not of ${destination.name}`)
  }
  return null
}

function untested(flow: Flow, address: string, notAsked: NotAsked): ProbedFlow {
  return {
    flow,
    address,
    sourceAddress: flow.source.address,
    evidence: { ...NOTHING, notAsked },
    durationMs: 0,
    path: null,
  }
}

/** Tries again while this machine is short of sockets: that says nothing of a route. */
async function lookUpPatiently(address: string, here: ReadonlyMap<string, string>, from?: string) {
  for (let tries = 1; ; tries += 1) {
    const route = await lookUpRoute(address, here, from)
    const short = route.errno !== null && isLocalShortage(route.errno)
    if (!short) return route
    if (tries >= LOOKUP_TRIES) return { ...route, errno: null }
    await sleep(LOOKUP_PAUSE_MS)
  }
}

/** Routes are looked up from the plan's source address where the kernel's own choice would be another. */
async function lookUpRoutes(paths: readonly PathMemory[], here: ReadonlyMap<string, string>): Promise<void> {
  const queue = [...paths]
  const worker = async () => {
    for (let path = queue.pop(); path; path = queue.pop()) {
      const own = await lookUpPatiently(path.address, here)
      // Bound unless the kernel's own choice is certainly the plan's source: a routing policy may depend on the source.
      path.bind = own.sourceAddress !== path.source
      path.route = path.bind ? await lookUpPatiently(path.address, here, path.source) : own
    }
  }
  await Promise.all(Array.from({ length: ROUTE_LOOKUPS_AT_ONCE }, worker))
}

const bindAddress = (path: PathMemory) => (path.bind ? path.source : undefined)
