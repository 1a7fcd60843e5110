/** Runs a command in a machine of the lab to its end, with a deadline, a limit on its output, and its peak memory. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import type { Network } from './network.ts'

/** What a command gave back. */
export interface Finished {
  /** Null when it was killed at the deadline. */
  status: number | null
  stdout: string
  stderr: string
  /** Whole process time, milliseconds. */
  ms: number
  /** The most that was ever resident, kilobytes; 0 where the process ended before the first look. */
  peakRssKb: number
}

const OUTPUT_LIMIT = 16 * 1024 * 1024
const MEMORY_LOOK_MS = 20

/** Never throws for a status; a command that is still running after `timeoutMs` is killed. */
export async function run(
  network: Network,
  machine: string,
  argv: readonly string[],
  timeoutMs = 90_000,
): Promise<Finished> {
  const start = performance.now()
  const child = network.spawn(machine, argv)
  let peakRssKb = 0
  const look = setInterval(() => {
    peakRssKb = Math.max(peakRssKb, residentPeakKb(child.pid))
  }, MEMORY_LOOK_MS)
  const deadline = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  child.stdin?.end()
  try {
    const [stdout, stderr, [status]] = await Promise.all([
      collect(child.stdout),
      collect(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ])
    return { status, stdout, stderr, ms: performance.now() - start, peakRssKb }
  } finally {
    clearInterval(look)
    clearTimeout(deadline)
  }
}

/** VmHWM is kept by the kernel: looking now and then misses only what happens after the last look. */
function residentPeakKb(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

async function collect(stream: Readable | null): Promise<string> {
  let text = ''
  for await (const chunk of stream?.setEncoding('utf8') ?? []) {
    if (text.length < OUTPUT_LIMIT) text += String(chunk)
  }
  return text
}
