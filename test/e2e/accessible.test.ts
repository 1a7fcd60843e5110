/** Every screen in three themes, at the size of a laptop and at 200 % zoom: what axe finds is a failure, and nothing scrolls sideways. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ethernet, ip4, pcap, tcp } from '../support/packets.ts'
import { usePracticeTurn } from '../support/practice-turn.ts'
import { heading, openSilentFlow, untilRun } from './support/app-page.ts'
import { violations } from './support/axe.ts'
import { browserGate, launchBrowser, visit } from './support/browser.ts'
import { type Serving, startServing } from './support/serving.ts'

const why = browserGate('accessibility in a browser')

const syn = (to: string, port: number) => ({ bytes: ethernet(ip4(tcp({ to: port }), { from: '127.77.0.2', to })) })
/** One flow of the practice site, and one that is none of it. */
const CAPTURE = pcap([syn('127.77.0.11', 10_443), syn('10.9.9.9', 8080)])

const dropCapture = (page: Page, capture: Buffer) =>
  page.evaluate(
    (bytes) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([new Uint8Array(bytes)], 'wire.pcap'))
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    },
    [...capture],
  )

const widerThanWindow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

describe.skipIf(why !== null)('axe', { timeout: 180_000 }, () => {
  usePracticeTurn()
  let browser: Browser
  let serving: Serving
  let page: Page
  beforeAll(async () => {
    browser = await launchBrowser()
    serving = await startServing()
    ;({ page } = await visit(browser, serving.address))
    page.setDefaultTimeout(8000)
    await page.getByRole('button', { name: /Practice site/ }).click()
    await heading(page, /^Site$/).waitFor()
    await page.keyboard.press('Alt+3')
    await heading(page, /PSM . PSM/).waitFor()
    await page.keyboard.press('Control+Enter')
    await untilRun(page, serving.dataFolder, 1)
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await serving.remove()
  })

  const SCREENS: Record<string, () => Promise<unknown>> = {
    start: async () => {
      await page.keyboard.press('g')
      await page.keyboard.press('h')
      await page.getByRole('button', { name: /New check/ }).waitFor()
    },
    site: async () => {
      await openCheck()
      await page.keyboard.press('Alt+1')
      await heading(page, /^Site$/).waitFor()
    },
    group: async () => {
      await openCheck()
      await page.keyboard.press('Alt+3')
      await heading(page, /PSM . PSM/).waitFor()
    },
    evidence: () => openSilentFlow(page),
    list: async () => {
      await page.keyboard.press('Escape')
      await page
        .getByRole('radio', { name: /list/i })
        .or(page.getByRole('button', { name: /list/i }))
        .first()
        .click()
    },
    summary: async () => {
      await openCheck()
      await page.keyboard.press('g')
      await page.keyboard.press('r')
      await heading(page, /Summary/).waitFor()
    },
    keys: async () => {
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    },
    capture: async () => {
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
      await dropCapture(page, CAPTURE)
      await page
        .getByRole('dialog')
        .getByText(/2 packets/)
        .waitFor()
    },
  }

  /** From the list, if it is shown. */
  async function openCheck() {
    const entry = page.getByRole('table').getByRole('button', { name: /^Practice site$/ })
    if (await page.getByRole('heading', { level: 1, name: /Check a PSM site/ }).isVisible()) await entry.click()
    await page.getByRole('navigation').first().waitFor()
  }

  describe.each(['light', 'dark', 'contrast'])('%s', (theme) => {
    test.each([
      ['1280×800', 1280, 800],
      ['200 % zoom', 640, 400],
    ])('%s', async (_, width, height) => {
      await page.setViewportSize({ width: 1280, height: 800 })
      const found: string[] = []
      for (const [name, show] of Object.entries(SCREENS)) {
        await show()
        await page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme)
        await page.setViewportSize({ width, height })
        found.push(...(await violations(page, theme)).map((line) => `${name}: ${line}`))
        const wider = await widerThanWindow(page)
        if (wider > 0) found.push(`${name}: ${wider} pixels wider than the window`)
        await page.setViewportSize({ width: 1280, height: 800 })
      }
      await page.keyboard.press('Escape')
      expect(found).toEqual([])
    })
  })
})
