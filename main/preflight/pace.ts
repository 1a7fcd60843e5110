/**
 * Lets new connects through at the pace that was asked for: so many per second in all and per destination, spread over the
 * destinations, and no more open at once than the system has descriptors for. Repeats of an unanswered flow go before
 * first attempts, because their gaps are part of the schedule.
 */
import type { Pace } from '../../shared/plan/plan.ts'

interface PaceLimits {
  /** New connects in any one second. */
  perSecond: number
  perDestination: number
  /** Least distance between two connects, milliseconds, and what chance adds to it at most. */
  spacingMs: number
  jitterMs: number
}

export const PACE_LIMITS: Record<Pace, PaceLimits> = {
  gentle: { perSecond: 10, perDestination: 4, spacingMs: 100, jitterMs: 40 },
  normal: { perSecond: 300, perDestination: 100, spacingMs: 0, jitterMs: 0 },
  fast: { perSecond: Infinity, perDestination: Infinity, spacingMs: 0, jitterMs: 0 },
}

const WINDOW_MS = 1000
/** So that answers are read between two bursts: what waits behind other connects looks like a long round trip. */
const BURST = 8
/**
 * A flow holds at most this many sockets at once; the oldest is given up for one more. Not six: the kernel repeats the first SYN after one
 * second, just when a router may send its next ICMP error, and a seventh attempt at that moment must not close the socket that gets it.
 */
export const SOCKETS_PER_FLOW = 7
/** Flows under way at once: their sockets stay under 2,000 descriptors. */
const MOST_FLOWS = 280
const LEAST_FLOWS = 2
const SHORTAGE_PAUSE_MS = 150

/** The starts within the last second. */
class Window {
  private times: number[] = []
  constructor(private readonly most: number) {}

  /** Milliseconds until one more may start; 0 for now. */
  wait(now: number): number {
    if (this.most === Infinity) return 0
    const recent = this.times.findIndex((at) => at > now - WINDOW_MS)
    this.times = recent === -1 ? [] : recent > 0 ? this.times.slice(recent) : this.times
    const oldest = this.times[0]
    return this.times.length < this.most || oldest === undefined ? 0 : oldest + WINDOW_MS - now
  }

  note(now: number): void {
    if (this.most !== Infinity) this.times.push(now)
  }
}

type Kind = 'urgent' | 'usual'

/** Repeats go first. */
const KINDS: readonly Kind[] = ['urgent', 'usual']

interface Destination {
  urgent: (() => void)[]
  usual: (() => void)[]
  window: Window
}

export class Pacer {
  private readonly limits: PaceLimits
  private readonly global: Window
  private readonly destinations = new Map<string, Destination>()
  /** Destinations with something waiting, in the order of their turns. */
  private readonly turns: Record<Kind, string[]> = { urgent: [], usual: [] }
  private flows = 0
  private mostFlows = MOST_FLOWS
  private notBefore = 0
  private timer: NodeJS.Timeout | NodeJS.Immediate | null = null
  private dueAt = 0
  private pumping = false

  constructor(pace: Pace) {
    this.limits = PACE_LIMITS[pace]
    this.global = new Window(this.limits.perSecond)
  }

  /** Starts a flow when its turn has come. Each must be matched by one {@link leave}. */
  enter(destination: string, start: () => void): void {
    this.queue(destination, 'usual', start)
  }

  /** Lets a flow that is under way send its next SYN. */
  repeat(destination: string, launch: () => void): void {
    this.queue(destination, 'urgent', launch)
  }

  /** A flow has ended. */
  leave(): void {
    this.flows -= 1
    if (this.isWaiting()) this.schedule(0)
  }

  /** The system had no descriptor, port or buffer left: fewer flows at once from now on, after a pause. */
  backOff(): void {
    this.mostFlows = Math.max(LEAST_FLOWS, Math.floor(Math.min(this.mostFlows, this.flows) * 0.75))
    this.notBefore = performance.now() + SHORTAGE_PAUSE_MS
  }

  /** Drops everything that still waits. */
  stop(): void {
    for (const kind of KINDS) this.turns[kind] = []
    this.destinations.clear()
    this.clearTimer()
  }

  private queue(name: string, kind: Kind, launch: () => void): void {
    let destination = this.destinations.get(name)
    if (!destination) {
      destination = { urgent: [], usual: [], window: new Window(this.limits.perDestination) }
      this.destinations.set(name, destination)
    }
    if (destination[kind].length === 0) this.turns[kind].push(name)
    destination[kind].push(launch)
    this.schedule(0)
  }

  private isWaiting(): boolean {
    return this.turns.urgent.length > 0 || this.turns.usual.length > 0
  }

  /** Sets the alarm, or moves one that is due later forward. */
  private schedule(ms: number): void {
    if (this.pumping) return
    const dueAt = performance.now() + ms
    if (this.timer && this.dueAt <= dueAt) return
    this.clearTimer()
    this.dueAt = dueAt
    const turn = () => {
      this.timer = null
      this.pump()
    }
    // An immediate runs after sockets were read; a timer of 0 ms would wait for a whole one.
    this.timer = ms === 0 ? setImmediate(turn) : setTimeout(turn, ms)
  }

  private clearTimer(): void {
    if (this.timer && 'refresh' in this.timer) clearTimeout(this.timer)
    else if (this.timer) clearImmediate(this.timer)
    this.timer = null
  }

  private pump(): void {
    this.pumping = true
    let wait: number | null = null
    for (let launched = 0; launched < BURST && this.isWaiting() && wait === null; launched += 1) {
      wait = this.launchOne(performance.now())
    }
    this.pumping = false
    if (this.isWaiting() && wait !== Infinity) this.schedule(wait ?? 0)
  }

  /** Launches the next one whose turn it is, or gives the milliseconds to wait for that; Infinity: until a flow ends. */
  private launchOne(now: number): number | null {
    const wait = Math.max(this.notBefore - now, this.global.wait(now))
    if (wait > 0) return wait
    const turn = this.nextTurn(now)
    if (typeof turn === 'number') return turn
    const { destination, kind } = turn
    this.global.note(now)
    destination.window.note(now)
    const { spacingMs, jitterMs } = this.limits
    if (spacingMs > 0) this.notBefore = now + spacingMs + Math.random() * jitterMs
    if (kind === 'usual') this.flows += 1
    destination[kind].shift()?.()
    return null
  }

  /** Repeats first, then first attempts, each in turn over the destinations. A number: milliseconds until one may. */
  private nextTurn(now: number): { destination: Destination; kind: Kind } | number {
    let shortest = Infinity
    for (const kind of KINDS) {
      if (kind === 'usual' && this.flows >= this.mostFlows) continue
      const turns = this.turns[kind]
      for (const [i, name] of turns.entries()) {
        const destination = this.destinations.get(name)
        const wait = destination?.window.wait(now) ?? 0
        if (!destination || wait > 0) {
          shortest = Math.min(shortest, wait)
          continue
        }
        turns.splice(i, 1)
        if (destination[kind].length > 1) turns.push(name)
        return { destination, kind }
      }
    }
    return shortest
  }
}
