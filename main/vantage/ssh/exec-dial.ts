/**
 * Dials from a host by a program that is there already, bash or nc, where its SSH server allows no forwarding: one session for each
 * attempt. The errno comes from the program's own words. Nothing stays there: what waits for an answer ends with its input, and after
 * {@link LIFE_S} seconds at the latest.
 */
import { isIP } from 'node:net'
import { Duplex } from 'node:stream'
import type { ConnectTarget, Dial, Dialled, Missing, OnAnswer } from '../../probe/dial.ts'
import type { RemoteProcess, RunRemote } from '../../remote-process.ts'
import { knownAfter } from './known-after.ts'
import type { SshLink } from './link.ts'
import { SshError, cleanLine } from './ssh-error.ts'
import { errnoOf } from './strerror.ts'

/** What a host can dial with. `timeout` (coreutils, busybox) bounds what only relays bytes. */
interface Dialler {
  command: (address: string, port: number) => string
  /** The program waits for one line before it relays what it is given. */
  needsGo: boolean
}

/** Longer than any attempt of the schedule is waited for. */
const LIFE_S = 9
const FIND_MS = 10_000
/** A program that has not begun by then will not be waited for: nothing was sent. */
const START_MS = 5000
const STDERR_LIMIT = 4096
/** Of `timeout`, when it had to end the program. */
const TIMEOUT_STATUS = 124
/** Beyond it, a shell tells the signal that ended a program. */
const KILLED_STATUS = 128
/** As `forwardDial`: shorter than the gap between two attempts of a flow. */
const QUEUE_MS = 100

const BEGUN = 'psm-preflight begun'
const OPEN = 'psm-preflight open'

/**
 * The connect blocks, so that a watcher waits for a line, the end of the input or the time limit, and ends the program on the last
 * two. Once open, output is the reader's alone: its end is the end of the connection.
 */
const BASH = [
  // What runs beside has no input of its own in a shell without a terminal.
  'exec 4<&0',
  `{ read -r -t ${LIFE_S} _ <&4 || kill -9 $$; } 2>/dev/null & w=$!`,
  `trap "kill \\$w \\$r 2>/dev/null" EXIT`,
  `echo "${BEGUN}" >&2`,
  `exec 3<>"/dev/tcp/$1/$2" || exit 1`,
  `echo "${OPEN}" >&2`,
  'wait $w',
  't=; if command -v timeout >/dev/null; then t="timeout 10"; fi',
  '$t cat <&3 & r=$!',
  'exec 1>&-',
  '$t cat >&3',
].join('; ')

const FIND = [
  'command -v bash >/dev/null && bash -c "exec 3<>/dev/tcp/127.0.0.1/1" 2>&1 | grep -qi -e refused -e "timed out" && echo has-bash',
  'command -v bash >/dev/null && bash -c "exec 3<>/dev/tcp/127.0.0.1/1" 2>/dev/null && echo has-bash',
  'command -v timeout >/dev/null && command -v nc >/dev/null && nc -h 2>&1 | grep -q -e "-[a-zA-Z0-9]*v" && echo has-nc',
  'echo looked',
].join('; ')

/** Runs a command when a session is free, and tells when all that it said is here. */
export type ExecLink = Pick<SshLink, 'run' | 'runWithin' | 'roundTrip'>

/** Looks once what the host has. Sends one SYN there, from the host to its own loopback. */
export async function openExecDial(link: ExecLink): Promise<{ dial: Dial } | Missing> {
  const found = await outputOf(link.run, `env LC_ALL=C sh -c '${FIND}'`)
  if (!found.includes('looked')) return { missing: 'its shell runs no commands of ours' }
  if (found.includes('has-bash')) return { dial: dialWith(link, { needsGo: true, command: bashCommand }) }
  if (found.includes('has-nc')) return { dial: dialWith(link, { needsGo: false, command: ncCommand }) }
  return { missing: 'it has neither a bash with /dev/tcp nor an nc that tells what it does (-v)' }
}

const bashCommand = (address: string, port: number) => `env LC_ALL=C bash -c '${BASH}' psm-preflight ${address} ${port}`
/** -v: tells that it connected, or why not; -n: looks no name up. */
const ncCommand = (address: string, port: number) =>
  `env LC_ALL=C sh -c 'echo "${BEGUN}" >&2; exec timeout ${LIFE_S} nc -v -n ${address} ${port}'`
const NC_OPEN = /succeeded!|connected to| open$/im

async function outputOf(run: RunRemote, command: string): Promise<string> {
  const process = await run(command)
  let text = ''
  process.stdout.on('data', (bytes: Buffer) => {
    if (text.length < STDERR_LIMIT) text += bytes.toString('latin1')
  })
  process.stderr.resume()
  process.stdin.end()
  const ended = new Promise<void>((resolve) => process.stdout.once('end', resolve))
  const timer = setTimeout(() => process.end(), FIND_MS)
  await Promise.race([ended, process.exited.then(() => new Promise((resolve) => setTimeout(resolve, 200)))])
  clearTimeout(timer)
  process.end()
  return text
}

const dialWith =
  (link: ExecLink, dialler: Dialler): Dial =>
  (target, onAnswer) => {
    const attempt = new ExecAttempt(link, target, onAnswer, dialler)
    void attempt.start()
    return attempt
  }

class ExecAttempt implements Dialled {
  readonly observer = 'ssh-exec'
  readonly icmp = null
  readonly retransmits = null
  readonly kernelRttMs = null
  readonly sourcePort = null
  readonly sourceAddress = null
  answeredAt: number | null = null
  errno: string | null = null
  readonly #link: ExecLink
  readonly #target: ConnectTarget
  readonly #onAnswer: OnAnswer
  readonly #dialler: Dialler
  #process: RemoteProcess | null = null
  #ended = false
  #said = ''
  /** When the program there said that it begins. */
  #begunAt: number | null = null
  #endedAt: number | null = null
  #timer: NodeJS.Timeout | undefined
  #tellBegun: (at: number) => void = () => {}
  readonly #begun = new Promise<number>((resolve) => {
    this.#tellBegun = resolve
  })

  constructor(link: ExecLink, target: ConnectTarget, onAnswer: OnAnswer, dialler: Dialler) {
    this.#link = link
    this.#target = target
    this.#onAnswer = onAnswer
    this.#dialler = dialler
  }

  /**
   * Until the program there begins, always now: a login shell may take a second to start, and an attempt that was not sent yet must not
   * be taken for one that waits for its answer.
   */
  get startedAt(): number {
    return this.#begunAt ?? this.#endedAt ?? performance.now()
  }

  async start(): Promise<void> {
    const { address, port } = this.#target
    this.#timer = setTimeout(() => this.#begunAt === null && this.#fail('EAGAIN'), START_MS)
    try {
      // Both go into a command line.
      if (isIP(address) === 0 || !Number.isInteger(port)) throw new SshError('refused', `${address} is no address`)
      const process = await this.#link.runWithin(this.#dialler.command(address, port), QUEUE_MS)
      if (this.#ended) return process.end()
      this.#process = process
      process.stderr.on('data', (bytes: Buffer) => this.#hear(bytes.toString('utf8')))
      const { code } = await process.exited
      // What it said may be read after its end is known.
      setTimeout(() => this.#onExit(code), 50)
    } catch (error) {
      const isOurs = error instanceof SshError && error.kind !== 'refused'
      this.#fail(isOurs ? 'EAGAIN' : 'UNKNOWN')
    }
  }

  /** Its time counts from the program's first word here, and ends with a word of the server: a link that stalls is no silence. */
  whenKnown(ms: number, then: (known: boolean) => void): void {
    void knownAfter(this.#link, this.#begun, ms).then(then)
  }

  abandon(): void {
    this.#end()
    this.#process?.end()
  }

  #hear(text: string): void {
    if (this.#said.length < STDERR_LIMIT) this.#said += text
    if (this.#ended || this.#word === null) return
    if (this.#begunAt === null) {
      this.#begunAt = performance.now()
      this.#tellBegun(this.#begunAt)
    }
    const isOpen = this.#dialler.needsGo ? this.#word.includes(OPEN) : NC_OPEN.test(this.#word)
    if (isOpen) this.#onOpen()
    else if (this.#failure !== 'UNKNOWN') this.#fail(this.#failure)
  }

  /** Of the program itself: before it, a login shell may say anything, such as that a connection was refused. Null: it has not begun. */
  get #word(): string | null {
    const at = this.#said.indexOf(BEGUN)
    return at < 0 ? null : this.#said.slice(at + BEGUN.length)
  }

  get #failure(): string {
    return errnoOf(cleanLine(this.#word ?? '', STDERR_LIMIT))
  }

  #onOpen(): void {
    const process = this.#process
    if (!process) return
    this.#end()
    this.answeredAt = performance.now()
    if (this.#dialler.needsGo) process.stdin.write('\n')
    const relay = Duplex.from({ readable: process.stdout, writable: process.stdin })
    relay.on('error', () => {})
    relay.once('close', () => process.end())
    // The schedule reads and destroys it, as any stream.
    this.#onAnswer(this, { kind: 'connected', socket: relay })
  }

  /**
   * Without a word that is known it says nothing of the path: it never began, it was killed (by its own watcher too, or `timeout`: the time
   * was up), or its link broke. Only a program that ends by itself has failed, in words of its own.
   */
  #onExit(code: number | null): void {
    const failure = this.#failure
    const wasEnded = code === null || code === TIMEOUT_STATUS || code > KILLED_STATUS
    if (this.#begunAt === null) this.#fail('EAGAIN')
    else if (failure === 'UNKNOWN' && wasEnded) this.#fail(this.#isTimeUp ? 'ETIMEDOUT' : 'EAGAIN')
    else this.#fail(failure)
  }

  get #isTimeUp(): boolean {
    return performance.now() - this.startedAt > (LIFE_S - 1) * 1000
  }

  #fail(errno: string): void {
    if (this.#ended) return
    this.#end()
    this.errno = errno
    this.answeredAt = performance.now()
    this.#process?.end()
    this.#onAnswer(this, { kind: 'error', errno })
  }

  #end(): void {
    clearTimeout(this.#timer)
    this.#ended = true
    this.#endedAt ??= performance.now()
  }
}
