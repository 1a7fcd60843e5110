/**
 * The loss matrix, measured beside nmap in the same network and the same run: 3 hosts × 31 ports behind one router, per host
 * 6 ports silent, 2 rejected, the rest open or closed; once with 5 % loss each way, once without. Runs of all tools are
 * interleaved, so that whatever else the machine does hits all of them. BENCH_RUNS sets the runs of each (10).
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { fileURLToPath } from 'node:url'
import { labGate } from '../lab/lab-gate.ts'
import { columns } from '../lab/lab-table.ts'
import { type Network, withNetwork } from '../lab/network.ts'
import { askNmap } from '../lab/nmap.ts'
import { check } from '../lab/run-scenario.ts'
import type { Mode } from '../lab/scenario.ts'
import { HOSTS, matrixNetwork, matrixPlan, nmapTruth, PORTS, truthOf } from './loss-matrix.ts'
import { goals, type Measurement, type Series, summaryOf } from './measure.ts'

const CACHE = fileURLToPath(new URL('../../.cache/bench', import.meta.url))
const RUNS = Number(process.env['BENCH_RUNS'] ?? 10)
const PACE = process.env['BENCH_PACE'] ?? 'normal'
const OURS = 'psm-preflight --no-evidence'
/** nmap gathers nothing of the kind: these are compared with our own run without it. */
const WITH_EVIDENCE = { root: 'psm-preflight', user: 'psm-preflight, uid 65534' } as const
const NMAP: Readonly<Record<string, readonly string[]>> = {
  'nmap -sT': ['-sT'],
  'nmap -sT -T4': ['-sT', '-T4'],
  'nmap -sS -T4': ['-sS', '-T4'],
}

async function measureOurs(network: Network, mode: Mode): Promise<Measurement> {
  const { result, process } = await check(network, 'laptop', matrixPlan, ['extra'], ['--pace', PACE], mode)
  const wrong = result.flows.filter((flow) => flow.outcome !== truthOf(flow.port))
  const missing = HOSTS.length * PORTS.length - result.flows.length
  return {
    seconds: process.ms / 1000,
    wrong: [
      ...wrong.map((flow) => `${flow.address} ${flow.port} ${flow.outcome} for ${truthOf(flow.port)}`),
      ...(missing === 0 ? [] : [`${missing} flows are missing`]),
    ],
  }
}

async function measureNmap(network: Network, options: readonly string[]): Promise<Measurement> {
  const start = performance.now()
  const answers = await askNmap(network, 'laptop', HOSTS, PORTS, options)
  const seconds = (performance.now() - start) / 1000
  const wrong = HOSTS.flatMap((host) =>
    PORTS.flatMap((port) => {
      const state = answers.get(`${host} ${port}`)?.state
      return state === nmapTruth(port) ? [] : [`${host} ${port} ${state} for ${nmapTruth(port)}`]
    }),
  )
  return { seconds, wrong }
}

/**
 * All tools in turn, `RUNS` times; the order rotates, so that none always follows the same other. Each measurement has a new
 * network: a router's limit on ICMP errors (6, then 1 per second) remembers what the tool before has used of it.
 */
async function measureAll(lossPercent: number): Promise<Series[]> {
  const modes = new Map<string, Mode>([
    [OURS, 'connect'],
    [WITH_EVIDENCE.root, 'root'],
    [WITH_EVIDENCE.user, 'user'],
  ])
  const names = [...modes.keys(), ...Object.keys(NMAP)]
  const series = names.map((name): Series => ({ name, lossPercent, measurements: [] }))
  for (let run = 0; run < RUNS; run += 1) {
    for (let i = 0; i < series.length; i += 1) {
      const current = series[(run + i) % series.length]
      if (!current) continue
      const options = NMAP[current.name]
      const measurement = await withNetwork(matrixNetwork(lossPercent), (network) =>
        options ? measureNmap(network, options) : measureOurs(network, modes.get(current.name) ?? 'connect'),
      )
      current.measurements.push(measurement)
      const { seconds, wrong } = measurement
      console.error(`${lossPercent} % loss, run ${run + 1}/${RUNS}: ${current.name} ${seconds.toFixed(2)} s`, ...wrong)
    }
  }
  return series
}

function table(series: readonly Series[]): string {
  const peer = summaryOf(series, 'nmap -sT -T4').median
  const header = ['', 'right answers', 'runs all right', 'median s', 'min', 'max', 'max/min', 'of nmap -sT -T4']
  const total = HOSTS.length * PORTS.length
  const rows = series.map(({ name, measurements }) => {
    const { median, min, max } = summaryOf(series, name)
    const wrong = measurements.reduce((sum, m) => sum + m.wrong.length, 0)
    const allRight = measurements.filter((m) => m.wrong.length === 0).length
    const all = total * measurements.length
    const times = [median, min, max, max / min, median / peer].map((value) => value.toFixed(2))
    return [name, `${all - wrong}/${all}`, `${allRight}/${measurements.length}`, ...times]
  })
  return columns([header, ...rows])
}

/** Runs everything, prints the tables, and gives the exit status: 0 every goal met, 1 a goal missed, 2 it cannot run. */
export async function bench(): Promise<number> {
  if (labGate('bench') !== null) return 2
  const withLoss = await measureAll(5)
  const without = await measureAll(0)
  const machine = `Linux ${release()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, pace ${PACE}`
  console.log(`\n3 hosts × 31 ports behind a router, ${RUNS} runs each, interleaved. ${machine}`)
  console.log(`\n5 % loss each way\n${table(withLoss)}\n\nno loss\n${table(without)}\n`)
  const results = goals(withLoss, without, OURS, Object.values(WITH_EVIDENCE))
  for (const { met, text } of results) console.log(`${met ? 'met   ' : 'MISSED'} ${text}`)
  await mkdir(CACHE, { recursive: true })
  const kept = { at: new Date().toISOString(), machine, runs: RUNS, series: [...withLoss, ...without], goals: results }
  await writeFile(`${CACHE}/loss-matrix.json`, `${JSON.stringify(kept, null, 2)}\n`)
  return results.every(({ met }) => met) ? 0 : 1
}
