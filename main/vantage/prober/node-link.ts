/**
 * The two streams of a prober: commands there, events back, a heartbeat, and one place where it ends. Whoever speaks there may be hostile:
 * one line that is not of the protocol ends the link, because nothing that follows could be believed.
 */
import type { z } from 'zod'
import type { RemoteProcess } from '../../remote-process.ts'
import { NodeClock } from './node-clock.ts'
import type { RemoteAttempt } from './remote-attempt.ts'
import { type Command, type Hello, LONGEST_LINE, type ProberEvent, event, hello } from './wire.ts'

/** What was sent while a link was cut for 5 s is sent again by TCP 6 s later: with these two it comes in time. */
const HEARTBEAT_MS = 500
/** The node gives up after 8 s without a word of ours; we after as long without one of its. */
const QUIET_MS = 8000
/** Of what a shell prints by its own start files before the program speaks. */
const MOST_BEFORE_HELLO = 65_536
/** Looks that wait for each other's answers: more would only queue up on a slow link. */
const LEAST_LOOK_GAP_MS = 4
/** A silence that is due is asked for a little after it, because clocks are read apart. */
const LOOK_SLACK_MS = 1

interface Waiter {
  /** On the node's clock; null while it is not known. */
  due: () => number | null
  tell: (known: boolean) => void
}

interface Question {
  schema: z.ZodType
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}

export class NodeLink {
  readonly clock = new NodeClock()
  /** Settles once: why nothing can be asked any more. */
  readonly lost: Promise<string>
  /** Why it is lost; null while it is not. */
  whyLost: string | null = null
  private readonly attempts = new Map<number, RemoteAttempt>()
  private readonly questions = new Map<number, Question>()
  private readonly looks = new Map<number, number>()
  private waiters: Waiter[] = []
  private lookTimer: NodeJS.Timeout | null = null
  private lastId = 0
  private rest = ''
  private greeted = false
  /** As it says in its greeting. */
  keepsIcmpErrors = true
  private beforeHello = 0
  private heardAt = performance.now()
  private readonly beat: NodeJS.Timeout
  private tellLost: (why: string) => void = () => {}
  private onHello: (said: Hello) => void = () => {}
  readonly hello = new Promise<Hello>((resolve) => {
    this.onHello = resolve
  })

  constructor(private readonly process: RemoteProcess) {
    this.lost = new Promise((resolve) => {
      this.tellLost = resolve
    })
    process.stdout.setEncoding('utf8')
    process.stdout.on('data', (text: string) => this.take(text))
    for (const stream of [process.stdin, process.stdout, process.stderr]) stream.on('error', () => {})
    void process.exited.then(({ code }) =>
      this.lose(`the prober there ended${code === null ? '' : ` with status ${code}`}`),
    )
    this.beat = setInterval(() => this.onBeat(), HEARTBEAT_MS)
  }

  nextId(): number {
    this.lastId += 1
    return this.lastId
  }

  send(command: Command): void {
    if (this.whyLost === null) this.process.stdin.write(`${JSON.stringify(command)}\n`)
  }

  /** From now on its events go to the attempt. */
  hold(attempt: RemoteAttempt): void {
    this.attempts.set(attempt.id, attempt)
  }

  release(id: number): void {
    this.attempts.delete(id)
  }

  /** Asks about the node. Rejects when the link ends. */
  ask<S extends z.ZodType>(command: Command, schema: S): Promise<z.infer<S>> {
    if (this.whyLost !== null) return Promise.reject(new Error(this.whyLost))
    const answered = new Promise<unknown>((resolve, reject) => {
      this.questions.set(command.id, { schema, resolve, reject })
    })
    this.send(command)
    return answered as Promise<z.infer<S>>
  }

  /** Calls back once all that happened there until `due` has been told here; at once where it has. With false, when the link ends first. */
  whenKnown(due: () => number | null, then: (known: boolean) => void): void {
    if (this.whyLost !== null) return then(false)
    const at = due()
    if (at !== null && at <= this.clock.knownUntil) return then(true)
    this.waiters.push({ due, tell: then })
    this.planLook()
  }

  lose(why: string): void {
    if (this.whyLost !== null) return
    this.whyLost = why
    clearInterval(this.beat)
    if (this.lookTimer) clearTimeout(this.lookTimer)
    const { waiters } = this
    this.waiters = []
    this.process.end()
    // A flood that was under way is not worth any memory.
    this.process.stdout.resume()
    for (const { reject } of this.questions.values()) reject(new Error(why))
    for (const attempt of this.attempts.values()) attempt.lose()
    this.questions.clear()
    this.attempts.clear()
    for (const { tell } of waiters) tell(false)
    this.tellLost(why)
  }

  private onBeat(): void {
    if (performance.now() - this.heardAt > QUIET_MS)
      return this.lose(`nothing was heard from there for ${QUIET_MS / 1000} s`)
    this.look()
  }

  look(): void {
    const id = this.nextId()
    this.looks.set(id, performance.now())
    this.send({ do: 'look', id })
  }

  /** One look for the waiter that is due first; those that come due meanwhile are answered by the same. */
  private planLook(): void {
    if (this.lookTimer || this.waiters.length === 0) return
    const now = performance.now()
    const times = this.waiters.map(({ due }) => {
      const at = due()
      return at === null || this.clock.roundTripMs === null ? now + LEAST_LOOK_GAP_MS : this.clock.toOurs(at)
    })
    const halfWay = (this.clock.roundTripMs ?? 0) / 2
    const first = times.reduce((a, b) => Math.min(a, b))
    const wait = Math.max(LEAST_LOOK_GAP_MS, first - halfWay - now + LOOK_SLACK_MS)
    this.lookTimer = setTimeout(() => this.onLookTimer(), wait)
  }

  private onLookTimer(): void {
    this.lookTimer = null
    // While an answer is under way another question would not be answered sooner.
    if (this.looks.size === 0) this.look()
  }

  private take(text: string): void {
    if (this.whyLost !== null) return
    this.heardAt = performance.now()
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() ?? ''
    for (const line of lines) {
      if (this.whyLost !== null) return
      if (line.length > LONGEST_LINE) return this.loseToNonsense('a line that is too long')
      if (this.greeted) this.takeLine(line)
      else this.takeGreeting(line)
    }
    if (this.rest.length > LONGEST_LINE) this.loseToNonsense('a line that does not end')
  }

  private takeGreeting(line: string): void {
    const said = hello.safeParse(parse(line))
    if (said.success) {
      this.greeted = true
      this.keepsIcmpErrors = said.data.missing.length === 0
      this.onHello(said.data)
      return
    }
    this.beforeHello += line.length
    if (this.beforeHello > MOST_BEFORE_HELLO) this.loseToNonsense('much that is not its greeting')
  }

  private takeLine(line: string): void {
    const said = event.safeParse(parse(line))
    if (!said.success || !this.dispatch(said.data)) this.loseToNonsense(line)
  }

  /** False for an event that cannot come. Of attempts that were released, anything may still be under way. */
  private dispatch(said: ProberEvent): boolean {
    switch (said.is) {
      case 'looked':
        return this.onLooked(said.id, said.t)
      case 'answer':
        return this.onAnswer(said.id, said.value)
      case 'refused':
        return false
      default:
        if (said.id > this.lastId) return false
        return this.attempts.get(said.id)?.take(said) ?? true
    }
  }

  private onLooked(id: number, at: number): boolean {
    const sentAt = this.looks.get(id)
    if (sentAt === undefined || at < this.clock.knownUntil) return false
    this.looks.delete(id)
    this.clock.note(sentAt, performance.now(), at)
    const { waiters } = this
    this.waiters = []
    for (const waiter of waiters) this.whenKnown(waiter.due, waiter.tell)
    this.planLook()
    return true
  }

  private onAnswer(id: number, value: unknown): boolean {
    const question = this.questions.get(id)
    const believed = question?.schema.safeParse(value)
    if (!question || !believed?.success) return false
    this.questions.delete(id)
    question.resolve(believed.data)
    return true
  }

  private loseToNonsense(what: string): void {
    const shown = what.replaceAll(/[^\x20-\x7e]/g, '·').slice(0, 80)
    this.lose(`the prober there said what is not its language: ${shown}`)
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
