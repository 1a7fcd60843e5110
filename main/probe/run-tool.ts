/**
 * Runs one of the system's own tools to its end: with a deadline, a limit on what is kept of its output, and in English. Never
 * rejects: a tool that is missing or refuses is a fact about the machine.
 */
import type { ChildProcess } from 'node:child_process'
import { delimiter, join } from 'node:path'

export interface ToolOptions {
  /** From the start of the process; then it is killed. */
  deadlineMs: number
  /** Bytes of each stream; what comes after them is thrown away. */
  outputLimit?: number
  signal?: AbortSignal | undefined
}

export interface ToolRun {
  /** Null when it was killed or never ran. */
  status: number | null
  /** Latin-1: the tools of Windows answer in the code page of the console, of which only ASCII is read. */
  stdout: string
  stderr: string
  /** `missing`: could not be started, `stderr` says why. */
  end: 'exited' | 'deadline' | 'aborted' | 'missing'
}

const OUTPUT_LIMIT = 1024 * 1024
/** Where ping, arp and ip live, though a service or a user's shell may not look there. */
const MORE_PLACES = ['/usr/sbin', '/sbin', '/usr/bin', '/bin']

/** Windows looks into the working folder first: its tools are named with their folder. */
export function systemProgram(name: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return name
  return join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', `${name}.exe`)
}

function environmentOfTool(): NodeJS.ProcessEnv {
  if (process.platform === 'win32') return process.env
  const path = [process.env['PATH'] ?? '', ...MORE_PLACES].filter(Boolean).join(delimiter)
  return { ...process.env, PATH: path, LC_ALL: 'C', LANGUAGE: 'C' }
}

/** Keeps the first `limit` bytes; the rest is read and dropped, so that the tool does not stall. */
function keep(stream: NodeJS.ReadableStream | null, limit: number): () => string {
  const chunks: Buffer[] = []
  let size = 0
  stream?.on('data', (chunk: Buffer) => {
    if (size >= limit) return
    chunks.push(chunk.subarray(0, limit - size))
    size += chunk.length
  })
  stream?.on('error', () => {})
  return () => Buffer.concat(chunks).toString('latin1')
}

function watch(child: ChildProcess, options: ToolOptions, resolve: (run: ToolRun) => void): void {
  const { deadlineMs, outputLimit = OUTPUT_LIMIT, signal } = options
  const stdout = keep(child.stdout, outputLimit)
  const stderr = keep(child.stderr, outputLimit)
  const finish = (run: ToolRun) => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    resolve(run)
  }
  const stop = (end: ToolRun['end']) => {
    child.kill('SIGKILL')
    // Neither a tool that hangs in the kernel nor a child of it that holds the pipes open is waited for.
    child.unref()
    child.stdout?.destroy()
    child.stderr?.destroy()
    finish({ status: null, stdout: stdout(), stderr: stderr(), end })
  }
  const timer = setTimeout(() => stop('deadline'), deadlineMs)
  const abort = () => stop('aborted')
  signal?.addEventListener('abort', abort, { once: true })
  child.once('error', (error) => finish({ status: null, stdout: '', stderr: error.message, end: 'missing' }))
  child.once('close', (status) => finish({ status, stdout: stdout(), stderr: stderr(), end: 'exited' }))
}

/** Runs `program` without a shell and without input. */
export async function runTool(program: string, args: readonly string[], options: ToolOptions): Promise<ToolRun> {
  if (options.signal?.aborted) return { status: null, stdout: '', stderr: '', end: 'aborted' }
  // Loaded here: a run that needs no tool does not pay for it.
  const { spawn } = await import('node:child_process')
  return new Promise((resolve) => {
    try {
      const child = spawn(program, [...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
        env: environmentOfTool(),
      })
      watch(child, options, resolve)
    } catch (error) {
      // Out of processes or descriptors: thrown instead of emitted.
      resolve({ status: null, stdout: '', stderr: String(error), end: 'missing' })
    }
  })
}
