/** Asks a stand-in for its proof, on a connection that is open already. Whatever else answers is told apart, never believed. */
import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { SocketEnd } from '../../shared/stand-in-observation.ts'
import { type Greeting, LONGEST_LINE, parseGreeting, readAnswer } from './nonce.ts'

const NONCE_BYTES = 16

/** How a connection said nothing more. `bytes`: what came is no word of a stand-in. */
export type Nothing = 'silence' | 'closed' | 'reset' | 'bytes'

export type NonceAnswer =
  | { nonce: 'answered'; seenSource: SocketEnd; seenDestination: SocketEnd; name: string }
  | { nonce: 'wrong'; detail: string }
  | { nonce: 'none'; saw: Nothing; detail: string }

export interface NonceQuestion {
  connection: Duplex
  secret: Buffer
  /** Name of the endpoint that is expected there; another one that answers rightly is told by its own. */
  name: string
  deadlineMs: number
  /** Bytes that were read from the connection before. */
  already?: Buffer
}

/** Never rejects; ends within the deadline. The connection is left to the caller, and is not read from any more. */
export async function askNonce(question: NonceQuestion): Promise<NonceAnswer> {
  const lines = new Lines(question.connection, question.deadlineMs, question.already)
  try {
    return await converse(lines, question)
  } finally {
    lines.release()
  }
}

async function converse(lines: Lines, { connection, secret, name }: NonceQuestion): Promise<NonceAnswer> {
  const first = await lines.next()
  if (typeof first !== 'string') return { nonce: 'none', saw: first.end, detail: 'no greeting of a stand-in came' }
  const greeting = parseGreeting(first)
  if (!greeting) return { nonce: 'none', saw: 'bytes', detail: 'what came is no greeting of a stand-in' }
  const proberNonce = randomBytes(NONCE_BYTES).toString('hex')
  if (!connection.destroyed) connection.write(`${proberNonce}\n`)
  const second = await lines.next()
  if (typeof second !== 'string')
    return { nonce: 'none', saw: second.end, detail: 'a stand-in greeted, and gave no answer to our nonce' }
  return judgeAnswer(second, secret, greeting, proberNonce, name)
}

function judgeAnswer(
  line: string,
  secret: Buffer,
  greeting: Greeting,
  proberNonce: string,
  expected: string,
): NonceAnswer {
  const { nameWord, nonce: standInNonce, name } = greeting
  const answer = readAnswer(line, secret, { nameWord, standInNonce, proberNonce })
  if (!answer) return { nonce: 'wrong', detail: 'a stand-in greeted, and what it answered is no signature' }
  if (!answer.genuine) {
    const who = name === expected ? 'a stand-in of that name' : 'a stand-in of another name'
    return { nonce: 'wrong', detail: `${who} signed with another key: it was started with another plan or key` }
  }
  return { nonce: 'answered', seenSource: answer.source, seenDestination: answer.destination, name }
}

/** Lines of a connection until a deadline. */
class Lines {
  private seen: Buffer
  private end: Nothing | null = null
  private waiting: (() => void) | null = null
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly connection: Duplex,
    deadlineMs: number,
    already: Buffer = Buffer.alloc(0),
  ) {
    this.seen = already
    // Timers run before sockets are read: after a stall the answer may be waiting in the kernel.
    this.timer = setTimeout(() => setImmediate(() => this.finish('silence')), deadlineMs)
    connection.on('data', this.onData).on('end', this.onEnd).on('error', this.onGone).on('close', this.onGone)
    if (connection.destroyed) this.finish('reset')
    else if (connection.readableEnded) this.finish('closed')
    else connection.resume()
  }

  async next(): Promise<string | { end: Nothing }> {
    for (;;) {
      const end = this.seen.indexOf(10)
      if (end >= 0) {
        const line = this.seen.subarray(0, end).toString('latin1')
        this.seen = this.seen.subarray(end + 1)
        return line
      }
      if (this.seen.length >= LONGEST_LINE) return { end: 'bytes' }
      if (this.end !== null) return { end: this.seen.length > 0 ? 'bytes' : this.end }
      await new Promise<void>((resolve) => {
        this.waiting = resolve
      })
    }
  }

  /** Errors that come later stay without effect; nothing is read any more. */
  release(): void {
    clearTimeout(this.timer)
    const { connection } = this
    connection.off('data', this.onData).off('end', this.onEnd).off('error', this.onGone).off('close', this.onGone)
    connection.on('error', () => {})
    connection.pause()
  }

  private readonly onData = (chunk: Buffer) => {
    this.seen = Buffer.concat([this.seen, chunk.subarray(0, LONGEST_LINE - this.seen.length)])
    this.wake()
  }
  private readonly onEnd = () => this.finish('closed')
  private readonly onGone = () => this.finish('reset')

  private finish(end: Nothing): void {
    this.end ??= end
    this.wake()
  }

  private wake(): void {
    this.waiting?.()
    this.waiting = null
  }
}
