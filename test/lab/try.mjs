/**
 * One or more scenarios by hand, with their tables on the console: `node test/lab/try.mjs drop route-loop`. LAB_MODES=connect, user or root.
 * With `--shell NAME` the network stands until Enter is pressed, and the names of its namespaces are printed.
 */
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const load = async (/** @type {string} */ file) =>
  (await runnerImport(fileURLToPath(new URL(file, import.meta.url)))).module
const { SCENARIOS } = await load('./all-scenarios.ts')
const { withNetwork } = await load('./network.ts')
const { runScenario } = await load('./run-scenario.ts')
const { judgeRun } = await load('./judge-run.ts')
const { scenarioTable, summaryLine } = await load('./lab-table.ts')

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const chosen = SCENARIOS.filter((scenario) => names.includes(scenario.name))
if (chosen.length === 0) console.log(`scenarios: ${SCENARIOS.map((scenario) => scenario.name).join(' ')}`)
for (const scenario of chosen) {
  if (process.argv.includes('--shell')) {
    await withNetwork(scenario.network, async (network) => {
      for (const machine of Object.keys(scenario.network.machines))
        console.log(`ip netns exec ${network.netns(machine)} sh`)
      await new Promise((resolve) => process.stdin.once('data', resolve))
    })
    continue
  }
  const mode = process.env.LAB_MODES ?? 'root'
  const run = await runScenario(scenario, mode)
  const judgement = judgeRun(scenario, run, mode)
  console.log(
    `${scenarioTable(scenario, judgement)}\n${summaryLine(scenario, mode, judgement, run.process.ms, run.process.peakRssKb)}`,
  )
}
process.exit()
