/** A node is reached by SSH, through the interface and against a real sshd: set up, tested, used by a run, lost, reconnected, and what was left tested. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { rawOfDraft } from '../../shared/plan/draft.ts'
import { loopbackDraft } from '../support/core.ts'
import { type SshWorld, makeSshWorld } from '../support/ssh-world.ts'
import { type Sshd, removeFolders, startSshd, whyNoSshd } from '../support/sshd.ts'
import { cellsInSight, heading, savedRun, untilRun } from './support/app-page.ts'
import { violations } from './support/axe.ts'
import { browserGate, launchBrowser, visit } from './support/browser.ts'
import { type Serving, startServing } from './support/serving.ts'

const why = browserGate('SSH through the interface') ?? whyNoSshd()
const NET = 96
const ADDRESS = `127.${NET}.0.11`
const ROW = 'Probes start from, row 3'
/** From psm-1 to two other nodes. */
const FROM_PSM_1 = 48

describe.skipIf(why !== null)('a node behind SSH', { timeout: 120_000 }, () => {
  let browser: Browser
  let serving: Serving
  let world: SshWorld
  let sshd: Sshd
  let folder: string
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psm-preflight-e2e-ssh-'))
    world = makeSshWorld()
    sshd = await startSshd({ address: ADDRESS, authorized: [world.key.line] })
    serving = await startServing({ env: { HOME: world.home, SSH_AUTH_SOCK: '' } })
  })
  afterEach(async () => {
    await serving.remove()
    await sshd.kill()
    await rm(folder, { recursive: true, force: true })
  })
  afterAll(async () => {
    await browser.close()
    removeFolders()
  })

  async function openPlan(): Promise<{ page: Page; troubles: string[] }> {
    const draft = loopbackDraft(NET)
    const endpoints = draft.endpoints.map((e) => (e.name === 'psm-1' ? { ...e, vantage: 'none' as const } : e))
    const plan = join(folder, 'site.yaml')
    await writeFile(plan, stringify(rawOfDraft({ ...draft, endpoints })))
    const { page, troubles } = await visit(browser, serving.address)
    page.setDefaultTimeout(15_000)
    // Colours change at once: axe must not see one on its way.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.locator('input[type=file]').setInputFiles(plan)
    await heading(page, /^Site$/).waitFor()
    return { page, troubles }
  }

  /** What axe finds in each theme. */
  async function faults(page: Page, where: string): Promise<string[]> {
    const found: string[] = []
    for (const theme of ['light', 'dark', 'contrast']) {
      await page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme)
      found.push(...(await violations(page, theme)).map((line) => `${where}, ${theme}: ${line}`))
    }
    await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'))
    return found
  }

  const untested = async () => (await savedRun(serving.dataFolder)).flows.filter((f) => f.verdict === 'untested').length

  test('is set up, tested, lost and found again', async () => {
    const { page, troubles } = await openPlan()
    const button = (name: string) => page.getByRole('button', { name })
    await page.getByLabel(ROW).selectOption('ssh')
    const dialog = page.getByRole('dialog', { name: 'SSH to psm-1' })
    await dialog.getByRole('textbox', { name: /^Port/ }).fill(String(sshd.port))
    await dialog.getByRole('textbox', { name: /^Key file/ }).fill(world.key.file)
    const found = await faults(page, 'set-up')
    await dialog.getByRole('button', { name: 'Test connection' }).click()
    const question = page.getByRole('dialog', { name: 'Is this psm-1?' })
    await question.getByText(sshd.hostKeys['ed25519']?.fingerprint ?? 'missing').waitFor()
    found.push(...(await faults(page, 'host key')))
    await question.getByRole('button', { name: 'This is the key of psm-1' }).click()
    await dialog
      .getByText(new RegExp(`Connected: root@${ADDRESS} port ${sshd.port}, asked by a program there`))
      .last()
      .waitFor()
    await dialog.getByRole('button', { name: 'Remember in the plan' }).click()
    found.push(...(await faults(page, 'tested')))
    expect(found).toEqual([])
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('table').getByText('Connected').waitFor()

    await page.keyboard.press('Alt+3')
    await heading(page, /PSM . PSM/).waitFor()
    await page.keyboard.press('Control+Enter')
    await untilRun(page, serving.dataFolder, 1)
    expect(await untested()).toBe(0)
    const proven = [...(await cellsInSight(page))].filter(([name]) => name.includes('to psm-1,'))
    expect(proven.length).toBeGreaterThan(0)
    expect(proven.filter(([, state]) => !/proven/.test(state))).toEqual([])

    await sshd.kill()
    const lost = page.getByRole('region', { name: 'Hosts without a link' })
    await lost.getByText(/The link to psm-1 .* broke/).waitFor()
    await button('Test all again').click()
    await untilRun(page, serving.dataFolder, 2)
    expect(await untested()).toBe(FROM_PSM_1)
    await lost.getByText(`${FROM_PSM_1} flows are not tested.`).waitFor()
    expect(await faults(page, 'lost')).toEqual([])

    sshd = await startSshd({ like: sshd, authorized: [world.key.line] })
    await lost.getByRole('button', { name: 'Reconnect psm-1' }).click()
    await lost.getByText('Connected again.').waitFor()
    await lost.getByRole('button', { name: `Test what is left (${FROM_PSM_1})` }).click()
    await untilRun(page, serving.dataFolder, 3)
    expect(await untested()).toBe(0)
    await lost.waitFor({ state: 'hidden' })
    expect(troubles).toEqual([])
  })
})
