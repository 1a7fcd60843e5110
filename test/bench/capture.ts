/**
 * A synthetic capture of 1 GB, summarised by us and by `tshark -q -z conv,tcp`, both as whole processes, in turn. The file is
 * removed afterwards. BENCH_RUNS sets the runs of ours (5), BENCH_CAPTURE_MB the size (1000); tshark runs once for every five.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus, release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { captureSummary } from '../../shared/capture-summary.ts'
import { tsharkMissing } from '../support/tshark.ts'
import { writeSyntheticCapture } from './synthetic-capture.ts'

const CACHE = fileURLToPath(new URL('../../.cache/bench', import.meta.url))
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const RUNS = Number(process.env['BENCH_RUNS'] ?? 5)
const SIZE = Number(process.env['BENCH_CAPTURE_MB'] ?? 1000) * 1e6
const MOST_MB = 150
const LEAST_FACTOR = 10

interface Measured {
  seconds: number
  /** Peak resident set, MB. */
  rss: number
  stdout: string
}

/** GNU time is not everywhere: the kernel's own VmHWM is read while the process lives. */
async function measure(command: string, args: readonly string[]): Promise<Measured> {
  const start = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  let rss = 0
  const look = async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    rss = Math.max(rss, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024)
  }
  const timer = setInterval(() => void look(), 20)
  const [status] = (await once(child, 'close')) as [number | null]
  clearInterval(timer)
  const seconds = (performance.now() - start) / 1000
  if (status !== 0) throw new Error(`${command} ended with ${status}`)
  return { seconds, rss, stdout: Buffer.concat(chunks).toString() }
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Packets of all conversations, as tshark's table has them: the column after the address pair's two directions. */
function conversationPackets(table: string): number {
  let packets = 0
  for (const line of table.split('\n')) {
    if (!line.includes('<->')) continue
    const columns = line.trim().split(/\s+/)
    packets += Number(columns[3]) + Number(columns[6])
  }
  return packets
}

/** Prints the figures, and gives the exit status: 0 every goal met, 1 a goal missed, 2 it cannot run. */
export async function benchCapture(): Promise<number> {
  const missing = tsharkMissing()
  if (missing !== null) {
    console.error(`bench:capture: ${missing}`)
    return 2
  }
  const folder = await mkdtemp(join(tmpdir(), 'psm-preflight-bench-'))
  try {
    const file = join(folder, 'synthetic.pcap')
    const made = writeSyntheticCapture(file, SIZE)
    console.log(`${(made.bytes / 1e6).toFixed(0)} MB, ${made.packets} packets, ${made.connections} connections`)
    return await compare(file, made.packets)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function compare(file: string, packets: number): Promise<number> {
  const ours: Measured[] = []
  const text: Measured[] = []
  const theirs: Measured[] = []
  for (let run = 0; run < RUNS; run += 1) {
    if (run % 5 === 0) theirs.push(await measure('tshark', ['-q', '-z', 'conv,tcp', '-r', file]))
    text.push(await measure(process.execPath, [CLI, 'capture-summary', file]))
    ours.push(await measure(process.execPath, [CLI, 'capture-summary', file, '--json']))
  }
  const summary = captureSummary.parse(JSON.parse(ours[0]?.stdout ?? ''))
  const rows: [string, Measured[]][] = [
    ['capture-summary', text],
    ['capture-summary --json', ours],
    ['tshark -q -z conv,tcp', theirs],
  ]
  for (const [name, runs] of rows) {
    const seconds = runs.map((m) => m.seconds)
    const rss = Math.max(...runs.map((m) => m.rss))
    console.log(
      `${name.padEnd(24)} median ${median(seconds).toFixed(2)} s, max ${Math.max(...seconds).toFixed(2)} s, ${rss.toFixed(0)} MB`,
    )
  }
  const factor = median(theirs.map((m) => m.seconds)) / median(text.map((m) => m.seconds))
  const rss = Math.max(...[...ours, ...text].map((m) => m.rss))
  const counted = conversationPackets(theirs[0]?.stdout ?? '')
  const goals = [
    { met: summary.totals.packets === packets, text: `all ${packets} packets read` },
    {
      met: summary.totals.tcpPackets === counted,
      text: `as many TCP packets as tshark's conversations have (${counted})`,
    },
    { met: factor >= LEAST_FACTOR, text: `at least ${LEAST_FACTOR} times as fast (${factor.toFixed(1)})` },
    { met: rss < MOST_MB, text: `less than ${MOST_MB} MB (${rss.toFixed(0)})` },
  ]
  for (const { met, text } of goals) console.log(`${met ? 'met   ' : 'MISSED'} ${text}`)
  const machine = `Linux ${release()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`
  await mkdir(CACHE, { recursive: true })
  const plain = rows.map(([name, runs]) => ({ name, runs: runs.map(({ seconds, rss }) => ({ seconds, rss })) }))
  await writeFile(
    `${CACHE}/capture.json`,
    `${JSON.stringify({ at: new Date().toISOString(), machine, rows: plain, goals }, null, 2)}\n`,
  )
  return goals.every(({ met }) => met) ? 0 : 1
}
