/**
 * Stand-ins on the destinations of a run that are reached by SSH: started before the first flow is asked, joined to what the flows met when
 * all are, and ended. One that is lost with its link is started again. Where none can be had, the flows are judged by what one end tells,
 * and the run says so.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Endpoint, Flow, Stage } from '../../shared/plan/plan.ts'
import { type StandIn, startStandIn } from '../standin/remote/start.ts'
import { bareAddress } from '../../shared/bare-address.ts'
import { type AskedFlow, type Came, type Reached, countsBetween } from '../standin/counts.ts'
import { joinStandIn } from '../standin/observe.ts'
import { atMost } from '../probe/at-most.ts'
import type { RunRemote } from '../remote-process.ts'
import type { ProbedFlow, Proof, Whereabouts } from './ask-flow.ts'
import { type Names, destinationsOf, sourcesOf } from './choose-flows.ts'
import type { NoPlace } from './place.ts'
import { type BesideFlow, Senders, sharedAddresses } from './senders.ts'
import { stopped } from './stopped.ts'

const SECRET_BYTES = 32
const AT_ONCE = 32
/** What a broken link leaves on the host ends at once where the host lives. */
const AGAIN_MS = 250
/** As long as a lost host is waited for by what is asked from it. */
const AWAY_MS = 20_000
/** A host that lives answers sooner; a check that was stopped ends. */
const STOPPED_MS = 1000
/** It is certain that one listens there: even a greeting that was lost twice is worth waiting for. */
const GREETING_MS = 1500

/** Where programs can be started: the hosts of the plan that are reached by SSH. */
export interface Hosts {
  /** Never rejects. */
  programsOn(endpoint: Endpoint, signal: AbortSignal): Promise<{ run: RunRemote } | NoPlace>
}

export interface StandInsRequest {
  endpoints: readonly Endpoint[]
  flows: readonly Flow[]
  names: Names
  stage: Stage
  hosts: Hosts
  signal: AbortSignal
}

interface Started {
  standIn: StandIn
  /** By address and port. */
  states: ReadonlyMap<string, 'listening' | 'taken' | 'denied' | 'none'>
}

export class StandIns {
  private readonly started = new Map<string, Started>()
  /** One sentence for each destination that has none. */
  readonly warnings: string[] = []
  private readonly secret = randomBytes(SECRET_BYTES)
  /** Those that were lost in mid-run: what they counted is gone, and nobody knows at which flow they listened no more. */
  private readonly lost = new Set<string>()
  /** Resolves with whether the second one listens. */
  private readonly returning = new Map<string, Promise<boolean>>()
  private readonly tooLate: Promise<null>
  private over = false

  private constructor(
    private readonly signal: AbortSignal,
    /** Addresses that several places are to send from. */
    private readonly shared: ReadonlySet<string>,
  ) {
    this.tooLate = stopped(signal).then(() => sleep(STOPPED_MS, null, { ref: false }))
  }

  /** Starts one on each destination of the flows that SSH reaches. Never rejects. */
  static async start(request: StandInsRequest): Promise<StandIns> {
    const all = new StandIns(request.signal, sharedAddresses(request.flows, request.names))
    const byName = new Map<string, Flow[]>()
    for (const flow of request.flows) {
      const list = byName.get(flow.destination.name)
      if (list) list.push(flow)
      else byName.set(flow.destination.name, [flow])
    }
    const inTurn = atMost(AT_ONCE)
    await Promise.all(
      request.endpoints
        .filter(({ name, vantage }) => vantage.kind === 'ssh' && byName.has(name))
        .map((endpoint) => inTurn(() => all.startOne(endpoint, byName.get(endpoint.name) ?? [], request))),
    )
    return all
  }

  /**
   * How the stand-in at a flow's destination proves itself; or, where a real service holds the port, who tells whether the connection
   * arrived there. Undefined: none was started there.
   */
  proofOf({ destination, port }: Flow, address: string): Proof | undefined {
    const started = this.started.get(destination.name)
    if (!started) return undefined
    if (started.states.get(portKey(address, port)) === 'listening')
      return {
        secret: () => this.secret,
        greetingMs: GREETING_MS,
        whereabouts: () => this.whereabouts(destination.name),
      }
    return {
      holds: async (source) => {
        const held = (await this.started.get(destination.name)?.standIn.holds(port, source)) ?? null
        // The connection that it holds may have come from the other place, by the same source port.
        return held === true && this.shared.has(bareAddress(source.address)) ? null : held
      },
    }
  }

  /** One that answers now, and was never lost, has listened all the time. */
  private async whereabouts(name: string): Promise<Whereabouts> {
    const started = this.started.get(name)
    if (!started) return 'here'
    if ((await started.standIn.count()) !== null) return this.lost.has(name) ? 'back' : 'here'
    const ending = new AbortController()
    const back = await Promise.race([
      started.standIn.ended.then(() => this.returning.get(name) ?? false),
      sleep(AWAY_MS, false, { signal: ending.signal }).catch(() => false),
      stopped(this.signal).then(() => false),
    ])
    ending.abort()
    return back ? 'back' : 'gone'
  }

  /** Adds what the stand-ins counted to the evidence of the flows. Called when all were asked. */
  async join(probed: readonly ProbedFlow[]): Promise<void> {
    const reached = new Map<string, Reached | null>()
    await Promise.all(
      [...this.started].map(
        async ([name, { standIn }]) => void reached.set(name, await this.unlessStopped(standIn.count())),
      ),
    )
    for (const [name, counted] of reached) {
      if (counted === null) this.lost.add(name)
    }
    for (const name of this.lost) {
      reached.set(name, null)
      this.warnings.push(
        `The stand-in on ${name} was lost for a time. What did not prove itself there rests on one end alone.`,
      )
    }
    const senders = new Senders(probed)
    await Promise.all(
      probed.map(async (item) => {
        const there = this.started.get(item.flow.destination.name)
        if (!there || item.evidence.notAsked) return
        const counted = reached.get(item.flow.destination.name) ?? null
        const came = counted ? await this.unlessStopped(cameOf(item, there)) : null
        item.evidence = this.observed(item, there, counted, { ...senders.beside(item), ...(came ? { came } : {}) })
      }),
    )
  }

  end(): void {
    this.over = true
    for (const { standIn } of this.started.values()) standIn.end()
    this.started.clear()
  }

  /** Null too where the check was stopped, and a host does not answer at once. */
  private unlessStopped<T>(answer: Promise<T | null>): Promise<T | null> {
    return Promise.race([answer, this.tooLate])
  }

  private observed(
    { flow, address, sourceAddress, evidence }: ProbedFlow,
    { standIn: there, states }: Started,
    reached: Reached | null,
    told: BesideFlow & Pick<AskedFlow, 'came'>,
  ): ProbedFlow['evidence'] {
    const known = states.get(portKey(address, flow.port)) ?? 'none'
    const wasLost = reached === null && known === 'listening'
    const connected = evidence.attempts.some(({ result }) => result === 'connected')
    // It may have listened no more when the flow was asked, or asked again: a refusal is then no device's, and a handshake without its proof
    // is not its own for certain.
    const lost = wasLost && connected && evidence.standIn?.nonce !== 'answered'
    const state = wasLost && !lost ? 'none' : known
    const { changed, ...seen } = evidence
    const kept = wasLost && changed?.to !== 'icmp' ? seen : evidence
    const asked = { port: flow.port, source: sourceAddress, ...told }
    const counts = reached && countsBetween(NOTHING, reached, asked, there.counted)
    const standIn = joinStandIn(evidence.standIn, { state, counts, connected })
    return { ...kept, standIn: { ...standIn, ...(lost ? { lost } : {}) } }
  }

  private async startOne(endpoint: Endpoint, flows: readonly Flow[], request: StandInsRequest): Promise<void> {
    const { hosts, names, stage, signal } = request
    const host = await hosts.programsOn(endpoint, signal)
    if (!('run' in host)) return this.miss(endpoint, host.detail)
    const addresses = destinationsOf(flows, names)
    const ports = [...new Set(flows.map(({ port }) => port))]
    try {
      const starting = startStandIn(host.run, {
        name: endpoint.name,
        addresses,
        ports,
        senders: sourcesOf(flows, names),
        secret: this.secret,
        stage,
      })
      const standIn = await Promise.race([starting, stopped(signal)])
      if (!standIn) {
        starting.then((late) => late.end()).catch(() => {})
        return
      }
      const states = standIn.ports.map(
        ({ address, port, state }) => [portKey(address, port), state === 'error' ? 'none' : state] as const,
      )
      if (this.over) return standIn.end()
      // What the one before still holds for a moment is no service.
      const known = this.started.get(endpoint.name)?.states ?? new Map(states)
      this.started.set(endpoint.name, { standIn, states: known })
      void standIn.ended.then((why) => why !== null && this.comeBack(endpoint, flows, request))
    } catch (error) {
      this.miss(endpoint, error instanceof Error ? error.message : String(error))
    }
  }

  /** Once: its link broke, most often. */
  private comeBack(endpoint: Endpoint, flows: readonly Flow[], request: StandInsRequest): void {
    if (this.returning.has(endpoint.name)) return
    this.returning.set(endpoint.name, this.startAgain(endpoint, flows, request))
  }

  /** Gives whether it listens again. */
  private async startAgain(endpoint: Endpoint, flows: readonly Flow[], request: StandInsRequest): Promise<boolean> {
    if (this.over) return false
    const { name } = endpoint
    const before = this.started.get(name)
    this.lost.add(name)
    await sleep(AGAIN_MS)
    await this.startOne(endpoint, flows, request)
    return this.started.get(name) !== before
  }

  private miss({ name }: Endpoint, why: string): void {
    if (this.lost.has(name)) return
    this.warnings.push(`No stand-in on ${name}: ${why.replace(/\.$/, '')}. What is said of it rests on one end alone.`)
  }
}

/** Where the SYNs of a flow without a proof came from. Null where not all that it was sent from is known, or nobody can tell. */
async function cameOf({ flow, evidence }: ProbedFlow, { standIn }: Started): Promise<Came | null> {
  const { attempts, standIn: seen } = evidence
  const ports = attempts.flatMap(({ sourcePort }) => sourcePort ?? [])
  if (seen?.nonce === 'answered' || ports.length === 0 || ports.length < attempts.length) return null
  return await standIn.cameFrom(flow.port, ports)
}

const NOTHING: Reached = new Map()
const portKey = (address: string, port: number) => `${address} ${port}`
