/**
 * Starts a stand-in on a host: a small program that listens on the free ports, proves itself, and counts what arrives. It ends with its
 * link, and leaves nothing. Never at a cluster that runs: a port would pass that no service holds.
 */
import type { Stage } from '../../../shared/plan/plan.ts'
import type { RemoteProcess, RunRemote } from '../../remote-process.ts'
import type { Came, Counted, ReachCount, Reached } from '../counts.ts'
import { reachKey } from '../counts.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SocketEnd } from '../../../shared/stand-in-observation.ts'
import { nameWord } from '../nonce.ts'
import { type Interpreter, standInCommand } from './programs.ts'
import { type StandInMessage, readMessages } from './wire.ts'

/** As that of the prober. */
const HEARTBEAT_MS = 500
const READY_MS = 10_000
const COUNTS_MS = 5000
/** A third packet that was lost is sent again with the SYN-ACK that comes again, after one second (RFC 6298). */
const HELD_LOOKS = 8
const HELD_PAUSE_MS = 200
const MOST_PORTS = 1000
const MOST_ROWS = 100_000
const MOST_WORDS = 2000
/** Of a shell that finds no program. */
const NOT_FOUND = 127

export interface StandInRequest {
  name: string
  /** Addresses that the host holds. */
  addresses: readonly string[]
  ports: readonly number[]
  /** Addresses that flows to it are sent from: a connection from any other may be one of theirs, rewritten on the way. */
  senders: readonly string[]
  secret: Buffer
  stage: Stage
  /** Which programs may be used, in order; both, Python first, when absent. */
  interpreters?: readonly Interpreter[]
}

/** `error`: for the reason that `errno` names. */
export interface StandInPort {
  address: string
  port: number
  state: 'listening' | 'taken' | 'denied' | 'error'
  errno: string | null
}

/** It could not be started, or a cluster runs there; in words for the reader. */
export class StandInRefused extends Error {
  override name = 'StandInRefused'
}

/** Throws {@link StandInRefused} for a stage at which no stand-in may be used. */
export function refuseOperational(stage: Stage): void {
  if (stage === 'operational')
    throw new StandInRefused(
      'no stand-in is started for the stage operational: it would make a port pass that no service holds',
    )
}

export async function startStandIn(run: RunRemote, request: StandInRequest): Promise<StandIn> {
  refuseOperational(request.stage)
  if (request.addresses.length * request.ports.length > MOST_PORTS)
    throw new StandInRefused(`a stand-in listens on at most ${MOST_PORTS} ports`)
  const standIn = new StandIn(await run(standInCommand(request.interpreters)))
  try {
    await standIn.begin(request)
    return standIn
  } catch (error) {
    standIn.end()
    throw error
  }
}

/** A stand-in that runs. */
export class StandIn {
  ports: readonly StandInPort[] = []
  counted: Counted = { listener: false, wire: false, why: '', full: false }
  /** Resolves when it has ended, for whatever reason, with the reason in words; null when we ended it. */
  readonly ended: Promise<string | null>
  private readonly rows = new Map<string, ReachCount>()
  private readonly watchers = new Set<(reached: Reached) => void>()
  private readonly asked = new Map<number, (told: true) => void>()
  private readonly held = new Map<number, (held: boolean | null) => void>()
  private readonly came = new Map<number, (came: Came) => void>()
  private readonly beat: NodeJS.Timeout
  private onReady: (message: StandInMessage) => void = () => {}
  private onBroken: () => void = () => {}
  private lastAsked = 0
  private words = ''
  private fault: string | null = null
  private finished = false

  constructor(private readonly remote: RemoteProcess) {
    remote.stdin.on('error', () => {})
    remote.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.words = (this.words + text).slice(-MOST_WORDS)
    })
    readMessages(
      remote.stdout,
      (message) => this.onMessage(message),
      (fault) => {
        this.fault = fault
        this.onBroken()
        remote.end()
      },
    )
    this.beat = setInterval(() => this.say({ t: 'beat' }), HEARTBEAT_MS)
    this.beat.unref()
    const broken = new Promise<Awaited<RemoteProcess['exited']>>((resolve) => {
      this.onBroken = () => resolve({ code: null, signal: null })
    })
    this.ended = Promise.race([remote.exited, broken]).then(({ code, signal }) => {
      const ours = this.finished
      this.close()
      return ours ? null : this.whyEnded(code, signal)
    })
  }

  /** Resolves when every port was tried. */
  async begin({ secret, name, addresses, ports, senders }: StandInRequest): Promise<void> {
    const ready = new Promise<StandInMessage>((resolve) => {
      this.onReady = resolve
    })
    this.say({ t: 'start', secret: secret.toString('hex'), name: nameWord(name), addresses, ports, senders })
    const first = await within(READY_MS, Promise.race([ready, this.ended]))
    if (first === undefined) throw new StandInRefused(`the stand-in was not ready after ${READY_MS / 1000} s`)
    if (first === null || typeof first === 'string') throw new StandInRefused(first ?? 'the stand-in was ended')
    if (first.t !== 'ready')
      throw new StandInRefused(first.t === 'failed' ? `no stand-in: ${first.why}` : 'the stand-in spoke out of turn')
    const { listener, wire, why } = first
    this.counted = { listener, wire, why, full: false }
    this.ports = first.ports.map(([address, port, state, errno]) => ({ address, port, state, errno }))
  }

  /** As it was told last. A copy: it does not change any more. */
  reached(): Reached {
    return new Map(this.rows)
  }

  /** Asks anew: what has arrived by now is in it. Null where the stand-in has ended or does not answer. */
  async count(): Promise<Reached | null> {
    return (await this.ask(this.asked, { t: 'counts' })) === true ? this.reached() : null
  }

  /**
   * Whether the kernel there holds the connection from that end, its handshake complete, as a port that a real service holds cannot say
   * itself. Looked at for a while: the third packet may have been lost. Null where it cannot be known: nobody can look, the service takes
   * no connection before it hears something, or something came from an address that may be the rewritten one.
   */
  async holds(port: number, source: SocketEnd): Promise<boolean | null> {
    for (let look = 1; ; look += 1) {
      const held = await this.holdsNow(port, source)
      if (held === true || !this.counted.listener || this.finished || look >= HELD_LOOKS) return held
      await sleep(HELD_PAUSE_MS)
    }
  }

  private holdsNow(port: number, { address, port: sourcePort }: SocketEnd): Promise<boolean | null> {
    return this.ask(this.held, { t: 'held', port, source: withoutZone(address), sourcePort })
  }

  /** From where SYNs with these source ports came to the port. Null where it cannot be known. */
  cameFrom(port: number, sourcePorts: readonly number[]): Promise<Came | null> {
    if (!this.counted.listener || this.counted.full) return Promise.resolve(null)
    return this.ask(this.came, { t: 'came', port, sourcePorts })
  }

  private async ask<T>(waiting: Map<number, (answer: T) => void>, message: object): Promise<T | null> {
    if (this.finished) return null
    this.lastAsked += 1
    const id = this.lastAsked
    const told = new Promise<T>((resolve) => waiting.set(id, resolve))
    this.say({ id, ...message })
    const answer = await within(COUNTS_MS, Promise.race([told, this.ended.then(() => null)]))
    waiting.delete(id)
    return answer ?? null
  }

  /** Called whenever something arrived. Gives what takes the call back. */
  watch(onReached: (reached: Reached) => void): () => void {
    this.watchers.add(onReached)
    return () => this.watchers.delete(onReached)
  }

  end(): void {
    if (this.finished) return
    this.say({ t: 'end' })
    this.close()
    this.remote.end()
  }

  private close(): void {
    this.finished = true
    clearInterval(this.beat)
    this.watchers.clear()
  }

  private say(message: object): void {
    const { stdin } = this.remote
    if (!stdin.destroyed && !stdin.writableEnded) stdin.write(`${JSON.stringify(message)}\n`)
  }

  private onMessage(message: StandInMessage): void {
    if (message.t === 'held') return this.held.get(message.id)?.(message.held)
    if (message.t === 'came') return this.came.get(message.id)?.(message)
    if (message.t !== 'counts') return this.onReady(message)
    for (const [port, source, accepted, answered, brief, listener, wire] of message.rows) {
      if (this.rows.size < MOST_ROWS)
        this.rows.set(reachKey(port, source), { port, source, accepted, answered, brief, listener, wire })
    }
    if (message.full || this.rows.size >= MOST_ROWS) this.counted = { ...this.counted, full: true }
    this.asked.get(message.id)?.(true)
    if (message.rows.length > 0) for (const watcher of this.watchers) watcher(this.reached())
  }

  private whyEnded(code: number | null, signal: string | null): string {
    if (this.fault !== null) return this.fault
    const words = this.words.trim().split('\n').at(-1) ?? ''
    if (words !== '') return `the stand-in ended: ${words.replaceAll(/[^\x20-\x7e]/g, '·').slice(0, 200)}`
    if (signal !== null) return `the stand-in was ended by ${signal}`
    if (code === NOT_FOUND) return 'a stand-in needs python3 or perl there, and neither was found'
    return code === null ? 'the link to the stand-in broke' : `the stand-in ended with status ${code}`
  }
}

/** Which only the machine that sends knows. */
const withoutZone = (address: string) => address.replace(/%.*$/, '')

/** Undefined when it takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
