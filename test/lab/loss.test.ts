/**
 * The same plan many times under packet loss: right every time at 5 % each way, no false silence at 15 %.
 * And a healthy path many times: no RST of a host is called that of a device. LAB_RUNS=50/10/20 sets the number of runs of each. Several labs work at once.
 */
import { describe, expect, test } from 'vitest'
import type { FlowResult } from '../../shared/result.ts'
import { expectationFor } from './judge-run.ts'
import { labGate } from './lab-gate.ts'
import { type Network, withNetwork } from './network.ts'
import { pool } from './pool.ts'
import { check, keep } from './run-scenario.ts'
import { LAPTOP_GROUPS, type Mode, type Scenario, allowed } from './scenario.ts'
import { clean } from './scenarios/clean.ts'
import { loss5 } from './scenarios/loss-5.ts'
import { loss15 } from './scenarios/loss-15.ts'

const LABS = 5
const [runs5 = 50, runs15 = 10, runsClean = 20] = (process.env['LAB_RUNS'] ?? '50/10/20').split('/').map(Number)
/** Every other run is without privileges: what they gather as evidence differs. */
const RUN_AS: readonly Mode[] = ['root', 'user']
const gate = labGate('lab under loss')

interface LossRun {
  seconds: number
  attempts: number
  wrong: readonly string[]
  /** The wrong flows with all their evidence, to be looked at afterwards. */
  wrongFlows: readonly FlowResult[]
}

async function runOnce(network: Network, scenario: Scenario, mode: Mode): Promise<LossRun> {
  const { result, process } = await check(network, 'laptop', scenario.plan, scenario.groups, [], mode)
  const wrongFlows = result.flows.filter(
    (flow) => !allowed(expectationFor(scenario, flow), mode).includes(flow.outcome),
  )
  const wrong = wrongFlows.map(
    (flow) => `${flow.id}: ${flow.outcome} for ${expectationFor(scenario, flow).truth} after ${flow.attempts} attempts`,
  )
  return {
    seconds: process.ms / 1000,
    attempts: result.flows.reduce((sum, flow) => sum + flow.attempts, 0),
    wrong,
    wrongFlows,
  }
}

/**
 * A few labs at the same time, and a new network for every run: a router's limit on ICMP errors remembers the run before,
 * so in the same network the runs would not be independent.
 */
function repeat(scenario: Scenario, runs: number): Promise<LossRun[]> {
  const inTurn = pool(LABS)
  const one = (mode: Mode) => withNetwork(scenario.network, (network) => runOnce(network, scenario, mode))
  return Promise.all(Array.from({ length: runs }, (_, i) => inTurn(() => one(RUN_AS[i % RUN_AS.length] ?? 'root'))))
}

async function report(name: string, results: readonly LossRun[]): Promise<void> {
  const seconds = results.map((run) => run.seconds).sort((a, b) => a - b)
  const median = seconds[Math.floor(seconds.length / 2)] ?? 0
  const right = results.filter((run) => run.wrong.length === 0).length
  const times = `median ${median.toFixed(1)} s, ${seconds[0]?.toFixed(1)} to ${seconds.at(-1)?.toFixed(1)} s`
  console.log(`lab ${name}: ${right} of ${results.length} runs right, ${times}`)
  await keep(`${name}-runs.json`, `${JSON.stringify(results, null, 2)}\n`)
}

describe.skipIf(gate !== null)('under packet loss', () => {
  test(`${runs5} runs at 5 % each way are all right`, { timeout: 400_000 }, async () => {
    const results = await repeat(loss5, runs5)
    await report('loss-5', results)
    expect(results).toHaveLength(runs5)
    expect(results.flatMap((run) => run.wrong)).toEqual([])
  })

  test(`${runs15} runs at 15 % each way have no false silence`, { timeout: 400_000 }, async () => {
    const results = await repeat(loss15, runs15)
    await report('loss-15', results)
    expect(results).toHaveLength(runs15)
    expect(results.flatMap((run) => run.wrong).filter((line) => /: (host-)?silent for/.test(line))).toEqual([])
  })

  test(`${runsClean} runs on a healthy path: no closed port is called reset`, { timeout: 400_000 }, async () => {
    const results = await repeat({ ...clean, groups: LAPTOP_GROUPS }, runsClean)
    await report('clean', results)
    expect(results).toHaveLength(runsClean)
    expect(results.flatMap((run) => run.wrong)).toEqual([])
  })
})
