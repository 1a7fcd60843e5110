/** A capturing tool as a child process: started until it really captures, and ended politely. */
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { startPktmon } from './pktmon.ts'
import {
  type CaptureRequest,
  type CaptureTool,
  captureArguments,
  isListening,
  parseInterfaces,
  whyNotStarted,
} from './tools.ts'

/** A tool that has not begun by then is given up. Windows needs seconds to open an interface. */
const STARTED_MS = 15_000
/** SIGINT, then SIGTERM, then SIGKILL, this long after one another. */
const PATIENCE_MS = 2000
/** Messages are short; a tool that floods us is not listened to. */
const MOST_STDERR = 64 * 1024
/** Bytes of the file header: once it has come, the tool writes packets as they come. */
const FILE_HEADER = 24

type Child = ChildProcessByStdio<null, Readable, Readable>

/** Where live packets come from. */
export interface CaptureSource {
  /** What the tool said. */
  readonly stderr: string
  readonly ended: boolean
  /** Resolves when the tool has ended and everything that it wrote was read. */
  readonly closed: Promise<void>
  pause(): void
  resume(): void
  /** Ends the tool, so that it still writes what it has and says what it lost. */
  stop(): Promise<void>
  /** Without waiting: for the end of our own process. */
  abandon(): void
}

export class CaptureChild implements CaptureSource {
  stderr = ''
  readonly closed: Promise<void>
  ended = false
  private received = 0
  private readonly child: Child

  constructor(
    readonly tool: CaptureTool,
    args: readonly string[],
    onData: (chunk: Buffer) => void,
  ) {
    this.child = spawn(tool.path, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
      windowsHide: true,
    })
    this.child.stdout.on('data', (chunk: Buffer) => {
      this.received += chunk.length
      onData(chunk)
    })
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (this.stderr.length < MOST_STDERR) this.stderr += text
    })
    this.closed = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.stderr += `\n${error.message}`
        this.ended = true
        resolve()
      })
      this.child.once('close', () => {
        this.ended = true
        resolve()
      })
    })
  }

  /** Null once the tool captures; otherwise why it does not, in words, and it is ended. */
  async started(): Promise<string | null> {
    const until = performance.now() + STARTED_MS
    while (!this.ended && performance.now() < until) {
      if (isListening(this.tool.id, this.stderr) && this.received >= FILE_HEADER) return null
      await sleep(10)
    }
    if (this.ended) return whyNotStarted(this.tool, this.stderr, process.platform)
    await this.stop()
    return `${this.tool.path} did not begin within ${STARTED_MS / 1000} s`
  }

  pause(): void {
    this.child.stdout.pause()
  }

  resume(): void {
    this.child.stdout.resume()
  }

  /** Only this very process is ended. */
  async stop(): Promise<void> {
    this.resume()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
      if (this.ended) return
      this.child.kill(signal)
      await Promise.race([this.closed, sleep(PATIENCE_MS, undefined, { ref: false })])
    }
  }

  abandon(): void {
    if (!this.ended) this.child.kill('SIGTERM')
  }
}

/** Starts a tool; gives it once it captures, or why it does not. */
export async function startChild(
  tool: CaptureTool,
  request: CaptureRequest,
  onData: (chunk: Buffer) => void,
): Promise<CaptureSource | string> {
  if (tool.id === 'pktmon') return await startPktmon(tool.path, request, onData)
  const all = request.interfaces === 'any' ? await allInterfaces(tool) : null
  const child = new CaptureChild(tool, captureArguments(tool.id, request, all), onData)
  const why = await child.started()
  return why ?? child
}

/** Only Linux has an interface that is all of them; elsewhere the tool lists them. */
async function allInterfaces({ id, path }: CaptureTool): Promise<string[] | null> {
  if (process.platform === 'linux' || id !== 'dumpcap') return null
  try {
    const { stdout } = await promisify(execFile)(path, ['-D'], { timeout: STARTED_MS, windowsHide: true })
    const names = parseInterfaces(stdout)
    return names.length === 0 ? null : names
  } catch {
    return null
  }
}
