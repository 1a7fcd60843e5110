/**
 * Every scenario of the lab, run by the real command line against real kernels. Needs root, namespaces, nmap and tcpdump;
 * elsewhere it is skipped with the reason, which is a failure where CI is set. LAB_ONLY=name,name runs a few; LAB_MODES=user,root some modes.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SCENARIOS } from './all-scenarios.ts'
import { type Judgement, judgeRun } from './judge-run.ts'
import { falsePassReport, scenarioTable, summaryLine } from './lab-table.ts'
import { labGate } from './lab-gate.ts'
import { namespaces } from './network.ts'
import { pool } from './pool.ts'
import { keep, runScenario } from './run-scenario.ts'
import { MODES, type Mode, type Scenario } from './scenario.ts'

const AT_ONCE = 4
const only = process.env['LAB_ONLY']?.split(',')
const chosen = SCENARIOS.filter(({ name }) => !only || only.includes(name))
const modes = MODES.filter((mode) => (process.env['LAB_MODES'] ?? mode).split(',').includes(mode))
const cases = chosen.flatMap((scenario) =>
  modes
    .filter((mode) => scenario.modes?.only.includes(mode) ?? true)
    .map((mode) => ({ scenario, mode, name: `${scenario.name} ${mode}` })),
)
const inTurn = pool(AT_ONCE)
const done: { scenario: Scenario; mode: Mode; judgement: Judgement }[] = []

async function runAndKeep(scenario: Scenario, mode: Mode): Promise<Judgement> {
  const run = await inTurn(() => runScenario(scenario, mode))
  const judgement = judgeRun(scenario, run, mode)
  done.push({ scenario, mode, judgement })
  await keep(`${scenario.name}-${mode}.txt`, scenarioTable(scenario, judgement))
  console.log(summaryLine(scenario, mode, judgement, run.process.ms, run.process.peakRssKb))
  return judgement
}

const gate = labGate('lab')

describe.skipIf(gate !== null)('lab', () => {
  const results = new Map<string, Promise<Judgement>>()
  beforeAll(() => {
    for (const { scenario, mode, name } of cases) {
      const result = runAndKeep(scenario, mode)
      // Awaited by the scenario's own test; until then a failure is not unhandled.
      result.catch(() => undefined)
      results.set(name, result)
    }
  })
  afterAll(async () => {
    const report = falsePassReport(done)
    await keep('false-passes.txt', `${report}\n`)
    console.log(report)
  })

  describe.each(cases)('$name', ({ scenario, name }) => {
    test(scenario.why, { timeout: 400_000 }, async () => {
      const judgement = await results.get(name)
      expect(judgement?.faults).toEqual([])
      expect(judgement?.rows.length).toBeGreaterThan(0)
    })
  })

  test('leaves no namespace of its own behind', () => {
    expect(namespaces().filter((name) => name.startsWith(`psmlab-${process.pid}-`))).toEqual([])
  })
})
