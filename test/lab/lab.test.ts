/**
 * Every scenario of the lab, run by the real command line against real kernels. Needs root, namespaces, nmap and tcpdump;
 * elsewhere it is skipped with the reason, which is a failure where CI is set. LAB_ONLY=name,name runs a few.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SCENARIOS } from './all-scenarios.ts'
import { type Judgement, judgeRun } from './judge-run.ts'
import { falsePassReport, scenarioTable, summaryLine } from './lab-table.ts'
import { labGate } from './lab-gate.ts'
import { namespaces } from './network.ts'
import { pool } from './pool.ts'
import { keep, runScenario } from './run-scenario.ts'
import type { Scenario } from './scenario.ts'

const AT_ONCE = 4
const only = process.env['LAB_ONLY']?.split(',')
const chosen = SCENARIOS.filter(({ name }) => !only || only.includes(name))
const inTurn = pool(AT_ONCE)
const done: { scenario: Scenario; judgement: Judgement }[] = []

async function runAndKeep(scenario: Scenario): Promise<Judgement> {
  const run = await inTurn(() => runScenario(scenario))
  const judgement = judgeRun(scenario, run)
  done.push({ scenario, judgement })
  await keep(`${scenario.name}.txt`, scenarioTable(scenario, judgement))
  console.log(summaryLine(scenario, judgement, run.process.ms, run.process.peakRssKb))
  return judgement
}

const gate = labGate('lab')

describe.skipIf(gate !== null)('lab', () => {
  const results = new Map<string, Promise<Judgement>>()
  beforeAll(() => {
    for (const scenario of chosen) {
      const result = runAndKeep(scenario)
      // Awaited by the scenario's own test; until then a failure is not unhandled.
      result.catch(() => undefined)
      results.set(scenario.name, result)
    }
  })
  afterAll(async () => {
    const report = falsePassReport(done)
    await keep('false-passes.txt', `${report}\n`)
    console.log(report)
  })

  describe.each(chosen)('$name', (scenario) => {
    test(scenario.why, { timeout: 400_000 }, async () => {
      const judgement = await results.get(scenario.name)
      expect(judgement?.faults).toEqual([])
      expect(judgement?.rows.length).toBeGreaterThan(0)
    })
  })

  test('leaves no namespace of its own behind', () => {
    expect(namespaces().filter((name) => name.startsWith(`psmlab-${process.pid}-`))).toEqual([])
  })
})
