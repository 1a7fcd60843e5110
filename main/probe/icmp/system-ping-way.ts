/**
 * Echoes by the system's own `ping`, which has the rights that we lack: the last resort, since each echo is a process. It is run as
 * it is installed; nothing is given rights that it does not have.
 */
import type { EchoObservation } from '../../../shared/observation.ts'
import { atMost } from '../at-most.ts'
import { runTool, systemProgram } from '../run-tool.ts'
import {
  type EchoRequest,
  type EchoWay,
  type OnceOptions,
  type OpenWay,
  SILENCE,
  type Seen,
  echoUntilAnswered,
  errorSeen,
  notTested,
} from './echo-way.ts'
import { type PingDialect, type PingOptions, dialectOf, pingCommand } from './ping-command.ts'
import { type PingReading, readPing } from './read-ping.ts'

export interface SystemPing {
  dialect: PingDialect
  /** "ping from iputils 20221126" */
  words: string
}

/** A process takes a few milliseconds to start, on a busy machine or under Windows much more. */
const START_MS = 400
const VERSION_MS = 2000
/** Destinations at the same time; each has at most three processes. */
const MOST_AT_ONCE = 8
/** Ping prints a dozen lines. */
const OUTPUT_LIMIT = 16 * 1024

/** Which ping this machine has; sends nothing. */
export async function findPing(platform: NodeJS.Platform = process.platform): Promise<SystemPing | { why: string }> {
  if (platform === 'win32') return { dialect: 'windows', words: "Windows' ping" }
  if (platform !== 'linux') return { dialect: 'macos', words: "the system's ping" }
  const run = await runTool('ping', ['-V'], { deadlineMs: VERSION_MS, outputLimit: OUTPUT_LIMIT })
  if (run.end === 'missing') return { why: 'ping is not installed (Debian, Ubuntu: iputils-ping)' }
  return dialectOf(run.stdout + run.stderr) ?? { why: 'ping is neither that of iputils nor that of busybox' }
}

/** One echo by one process; what it said. Null: this ping cannot do what is asked. */
export async function pingOnce(
  ping: SystemPing,
  options: PingOptions,
  signal?: AbortSignal,
): Promise<PingReading | null> {
  const command = pingCommand(ping.dialect, options)
  if (!command) return null
  const deadlineMs = options.waitMs + START_MS
  const run = await runTool(systemProgram(command.program), command.args, {
    deadlineMs,
    outputLimit: OUTPUT_LIMIT,
    signal,
  })
  if (run.end === 'aborted') return { kind: 'refused', text: 'the run was stopped' }
  return readPing(ping.dialect, options.address, run)
}

class SystemPingWay implements EchoWay {
  readonly id = 'ping'
  readonly words: string
  readonly #ping: SystemPing
  readonly #limited = atMost(MOST_AT_ONCE)

  constructor(ping: SystemPing) {
    this.#ping = ping
    this.words = ping.words
  }

  echo(request: EchoRequest): Promise<EchoObservation> {
    const { address, from } = request
    const once = async ({ waitMs, signal }: OnceOptions) =>
      seenOf(await pingOnce(this.#ping, { address, from, waitMs }, signal))
    return this.#limited(() => echoUntilAnswered(this.id, request, once))
  }

  close(): void {
    // Every process has its deadline.
  }
}

function seenOf(reading: PingReading | null): Seen {
  switch (reading?.kind) {
    case undefined:
      return notTested('this ping cannot send it')
    case 'reply':
      return { result: 'reply', rttMs: reading.rttMs, ttl: reading.ttl, detail: '' }
    case 'error':
      return errorSeen(`${reading.from}: ${reading.text}`)
    case 'too-big':
      return errorSeen(`${reading.by ?? 'this machine'}: packet too big`)
    case 'silence':
      return SILENCE
    case 'refused':
      return notTested(reading.text)
  }
}

/** @param find which ping there is */
export const openSystemPing =
  (find: typeof findPing = findPing): OpenWay =>
  async () => {
    const found = await find()
    return 'why' in found ? { id: 'ping', why: found.why } : new SystemPingWay(found)
  }
