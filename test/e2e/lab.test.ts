/** A check in the lab, through the interface: what stands in the matrix is what run.json says, flow by flow, and what the network really does. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { expect, test } from 'vitest'
import { type WordKey, wordsOf } from '../../renderer/words/words.ts'
import type { FlowResult } from '../../shared/result.ts'
import { labGate } from '../lab/lab-gate.ts'
import { withNetwork } from '../lab/network.ts'
import { adminProhibited } from '../lab/scenarios/admin-prohibited.ts'
import { drop } from '../lab/scenarios/drop.ts'
import { resetByDevice } from '../lab/scenarios/reset-by-device.ts'
import type { Scenario } from '../lab/scenario.ts'
import { cellsInSight, heading, savedRun, untilRun } from './support/app-page.ts'
import { browserGate, launchBrowser, visit } from './support/browser.ts'
import { startServing } from './support/serving.ts'

const why = labGate('the lab through the interface') ?? browserGate('the lab through the interface')
const SCENARIOS: readonly Scenario[] = [drop, adminProhibited, resetByDevice]
const { say } = wordsOf('en')

/** As the matrix says it. */
function expectedState({ outcome, verdict, proof }: FlowResult): string {
  const key: WordKey = outcome === 'closed' ? 'outcome.closed.preinstall' : `outcome.${outcome}`
  if (verdict === 'untested') return say(key)
  return [
    say(key),
    say(`verdict.${verdict}`).toLocaleLowerCase('en'),
    ...(proof === 'none' ? [] : [say(`proof.${proof}`)]),
  ].join(', ')
}

const nameOf = ({ source, destination, port, service }: FlowResult) =>
  `${source} to ${destination}, port ${port} ${service}`

test.skipIf(why !== null).each(SCENARIOS)('$name', { timeout: 120_000 }, async (scenario) => {
  const folder = await mkdtemp(join(tmpdir(), 'psm-preflight-lab-'))
  try {
    await withNetwork(scenario.network, async (network) => {
      const within = ['ip', 'netns', 'exec', network.netns('laptop')]
      const launcher = join(folder, 'chromium')
      await writeFile(launcher, `#!/bin/sh\nexec ${within.join(' ')} /usr/bin/chromium "$@"\n`)
      await chmod(launcher, 0o755)
      const plan = join(folder, 'lab.yaml')
      await writeFile(plan, stringify(scenario.plan, { aliasDuplicateObjects: false }))
      const serving = await startServing({ within, dataFolder: join(folder, 'data') })
      const browser = await launchBrowser(launcher)
      try {
        const { page, troubles } = await visit(browser, serving.address, { width: 1280, height: 1600 })
        await page.locator('input[type=file]').setInputFiles(plan)
        await heading(page, /^Site$/).waitFor()
        const groups: [RegExp, string][] = [
          [/User station/, 'user-to-psm'],
          [/rules/i, 'extra'],
        ]
        const seen = new Map<string, string>()
        for (const [i, [name, group]] of groups.entries()) {
          await page.keyboard.press('g')
          await page.keyboard.press(group === 'extra' ? 'x' : 'u')
          await heading(page, name).waitFor()
          await page.keyboard.press('Control+Enter')
          await untilRun(page, serving.dataFolder, i + 1)
          await expect
            .poll(async () => [...(await cellsInSight(page)).values()].includes(say('outcome.never')))
            .toBe(false)
          for (const [cell, state] of await cellsInSight(page)) seen.set(cell, state)
        }
        const run = await savedRun(serving.dataFolder)
        expect(run.flows.map(({ group }) => group)).toContain('extra')
        expect(Object.fromEntries(seen)).toEqual(
          Object.fromEntries(run.flows.map((flow) => [nameOf(flow), expectedState(flow)])),
        )
        for (const flow of run.flows) {
          const expected = scenario.expect.find(
            ({ ports, to }) => (!ports || ports.includes(flow.port)) && (!to || to.includes(flow.destination)),
          )
          expect(`${flow.id} ${flow.outcome}`, flow.reason).toBe(`${flow.id} ${expected?.truth}`)
        }
        expect(troubles).toEqual([])
      } finally {
        await browser.close()
        await serving.stop()
      }
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
