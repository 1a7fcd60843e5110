/**
 * Brings a scenario to life: builds its network, lets the real command line check the plan from the laptop while a capture
 * runs, asks nmap the same, and hands back everything that was seen. It judges nothing: `judge-run.ts` does.
 */
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { type RunResult, runResult } from '../../shared/result.ts'
import { type CapturedPacket, startCapture } from './capture.ts'
import { type Finished, run } from './command.ts'
import { type Network, withNetwork } from './network.ts'
import { askNmap, type NmapAnswers } from './nmap.ts'
import type { LabPlan, Mode, Scenario } from './scenario.ts'

/** The built command line; every lab test runs it as a user would. LAB_CLI names another build to compare with. */
export const CLI = process.env['LAB_CLI'] ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** Without privileges, without groups, and without root's OpenSSH files. */
const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'env', 'HOME=/nonexistent']

/** Where tables and measurements are kept. */
export const LAB_CACHE = fileURLToPath(new URL('../../.cache/lab', import.meta.url))

export interface Check {
  result: RunResult
  process: Finished
}

export interface ScenarioRun extends Check {
  packets: readonly CapturedPacket[]
  nmap: NmapAnswers
}

/** Why the command line cannot be run; null when it can. */
export function whyNoCli(): string | null {
  return existsSync(CLI) ? null : `${CLI} is not built: run \`npm run build\` first`
}

/**
 * One `check` from a machine, with plan and result in a directory of its own that is removed again.
 * Throws when the command writes no valid run.json.
 */
export async function check(
  network: Network,
  machine: string,
  plan: LabPlan,
  groups: readonly string[],
  options: readonly string[] = [],
  mode: Mode = 'root',
): Promise<Check> {
  const directory = await mkdtemp(join(tmpdir(), 'psmlab-'))
  try {
    const planFile = join(directory, 'plan.yaml')
    const out = join(directory, 'out')
    await writeFile(planFile, stringify(plan, { aliasDuplicateObjects: false }))
    // Another user writes there, and reads what root wrote.
    await chmod(directory, 0o777)
    const argv = [
      ...(mode === 'user' ? AS_NOBODY : []),
      process.execPath,
      CLI,
      'check',
      planFile,
      ...groups.flatMap((group) => ['--group', group]),
      ...options,
      ...(mode === 'connect' ? ['--no-evidence'] : []),
      ...(mode === 'capture' ? ['--capture'] : []),
    ]
    const finished = await run(network, machine, [...argv, '--out', out, '--format', 'json', '--quiet'], 120_000)
    const text = await readFile(join(out, 'run.json'), 'utf8').catch(() => null)
    if (text === null) {
      throw new Error(`no run.json, exit ${finished.status}: ${finished.stderr.trim() || finished.stdout.trim()}`)
    }
    return { result: runResult.parse(JSON.parse(text)), process: finished }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Runs the check under a capture, then nmap: one after the other, because a router's limit on ICMP errors is shared. */
export function runScenario(scenario: Scenario, mode: Mode): Promise<ScenarioRun> {
  return withNetwork(scenario.network, async (network) => {
    const file = join(tmpdir(), `${network.netns('laptop')}.pcap`)
    try {
      const capture = await startCapture(network, 'laptop', file)
      const checked = await check(network, 'laptop', scenario.plan, scenario.groups, [], mode)
      const packets = await capture.stop()
      const asked = checked.result.flows.filter((flow) => flow.outcome !== 'not-tested')
      const unique = <T>(values: readonly T[]) => [...new Set(values)]
      const addresses = unique(asked.map((flow) => flow.address))
      const nmap = await askNmap(network, 'laptop', addresses, unique(asked.map((flow) => flow.port)))
      return { ...checked, packets, nmap }
    } finally {
      await rm(file, { force: true })
    }
  })
}

/** Keeps a text beside the other results of the lab. */
export async function keep(name: string, text: string): Promise<void> {
  await mkdir(LAB_CACHE, { recursive: true })
  await writeFile(join(LAB_CACHE, name), text)
}
