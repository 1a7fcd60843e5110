/** A newcomer walks from the start to the saved report, by keyboard alone and by mouse alone, in a real browser. */
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PRACTICE_FAULTS, PORT_SHIFT } from '../../main/practice/site-data.ts'
import { usePracticeTurn } from '../support/practice-turn.ts'
import { focusedName, heading, openSilentFlow, savedRun, tabTo, untilRun } from './support/app-page.ts'
import { browserGate, launchBrowser, visit } from './support/browser.ts'
import { type Serving, startServing } from './support/serving.ts'

const why = browserGate('the walk in a browser')
const GROUPS = [/User station/, /PSM . PSM/, /Diagnostics/, /DSC . PSM/]

describe.skipIf(why !== null)('the walk', { timeout: 120_000 }, () => {
  usePracticeTurn()
  let browser: Browser
  let serving: Serving
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterEach(() => serving.remove())
  afterAll(() => browser.close())

  async function open() {
    serving = await startServing()
    return visit(browser, serving.address)
  }

  /** What was found is what the practice site sets, and the report is a PDF of it. */
  async function verify(page: Page, save: () => Promise<void>): Promise<void> {
    const download = page.waitForEvent('download')
    await save()
    const file = await (await download).path()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect((await readFile(file)).subarray(0, 5).toString()).toBe('%PDF-')
    const run = await savedRun(serving.dataFolder)
    expect(run.flows).toHaveLength(195)
    expect(run.summary.untested).toBe(0)
    const failed = new Set(run.flows.filter((f) => f.verdict !== 'pass').map((f) => `${f.destination}:${f.port}`))
    expect([...failed].sort()).toEqual(PRACTICE_FAULTS.map((f) => `${f.endpoint}:${f.port + PORT_SHIFT}`).sort())
    const { pass, fail, warn } = run.summary
    await expect.poll(() => page.getByRole('main').innerText()).toContain(`${fail} failed`)
    expect(await page.getByRole('main').innerText()).toContain(`${warn} warnings`)
    expect(pass + fail + warn).toBe(195)
  }

  test('by keyboard alone', async () => {
    const { page, troubles, context } = await open()
    await tabTo(page, /Practice site/)
    await page.keyboard.press('Enter')
    await heading(page, /^Site$/).waitFor()
    await tabTo(page, /Continue to/)
    await page.keyboard.press('Enter')
    for (const [i, group] of GROUPS.entries()) {
      if (i > 0) await page.keyboard.press(`Alt+${i + 2}`)
      await heading(page, group).waitFor()
      // A new step begins at its heading: the focus is never lost.
      expect(await focusedName(page)).toMatch(group)
      await page.keyboard.press('Control+Enter')
      await untilRun(page, serving.dataFolder, i + 1)
    }
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await heading(page, /PSM . PSM/).waitFor()
    await tabTo(page, /Test these again/)
    await page.keyboard.press('Enter')
    await untilRun(page, serving.dataFolder, 5)
    expect(await focusedName(page)).not.toBe('')
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await heading(page, /Summary/).waitFor()
    await verify(page, async () => {
      await tabTo(page, /^PDF report/)
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').getByRole('figure').first().waitFor()
      await tabTo(page, /^Save PDF/)
      await page.keyboard.press('Enter')
    })
    expect(troubles).toEqual([])
    await context.close()
  })

  test('by mouse alone', async () => {
    const { page, troubles, context } = await open()
    const click = (name: RegExp) => page.getByRole('button', { name }).first().click()
    const step = (name: RegExp) =>
      page
        .getByRole('navigation')
        .getByRole('button', { name })
        .or(page.getByRole('navigation').getByRole('link', { name }))
        .first()
        .click()
    await click(/Practice site/)
    await heading(page, /^Site$/).waitFor()
    await click(/Continue to/)
    for (const [i, name] of [/User station/, /PSM . PSM/, /Diagnostics/, /DSC . PSM/].entries()) {
      await step(name)
      await heading(page, GROUPS[i] ?? '').waitFor()
      await click(/^Run/)
      await untilRun(page, serving.dataFolder, i + 1)
    }
    await step(/PSM . PSM/)
    await openSilentFlow(page)
    await page.keyboard.press('Escape')
    await click(/Test these again/)
    await untilRun(page, serving.dataFolder, 5)
    await step(/Summary/)
    await verify(page, async () => {
      await click(/^PDF report/)
      await click(/^Save PDF/)
    })
    expect(troubles).toEqual([])
    await context.close()
  })
})
