/** The PDF looked at before it is saved: every page is drawn, under the policy that nothing inline or evaluated runs, and what is saved is what was seen. */
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everyOutcome } from '../support/every-outcome.ts'
import { pdfInfo, popplerMissing } from '../support/poppler.ts'
import { putCheck } from '../support/put-check.ts'
import { focusedName, heading, tabTo } from './support/app-page.ts'
import { violations } from './support/axe.ts'
import { browserGate, launchBrowser, visit } from './support/browser.ts'
import { type Serving, startServing } from './support/serving.ts'

const why = browserGate('the preview of the PDF in a browser') ?? popplerMissing()

/** Share of the pixels of a page that are not white; null: it is not drawn. */
const inkOf = (page: Page, name: RegExp) =>
  page
    .getByRole('figure', { name })
    .locator('canvas')
    .evaluateAll(([canvas]) => {
      if (!(canvas instanceof HTMLCanvasElement)) return null
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
      let ink = 0
      for (let at = 0; at < pixels.length; at += 4)
        if ((pixels[at] ?? 255) < 250 || (pixels[at + 1] ?? 255) < 250) ink += 1
      return ink / (canvas.width * canvas.height)
    })

describe.skipIf(why !== null)('the preview', { timeout: 60_000 }, () => {
  let browser: Browser
  let serving: Serving
  let page: Page
  let troubles: string[]
  const fetched: string[] = []
  beforeAll(async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'psm-preflight-preview-'))
    const { plan, run } = everyOutcome()
    await putCheck(dataFolder, plan, run)
    serving = await startServing({ dataFolder })
    browser = await launchBrowser()
    ;({ page, troubles } = await visit(browser, serving.address))
    // Colours change at once: axe must not see one on its way.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    page.on('request', (request) => fetched.push(new URL(request.url()).pathname))
    await page.evaluate(() => {
      const violated: string[] = []
      Reflect.set(window, 'violated', violated)
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        violated.push(`${violatedDirective} ${blockedURI}`),
      )
    })
    await page.getByRole('table').getByRole('button').first().click()
    await heading(page, /Summary/).waitFor()
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await serving.remove()
  })

  test('is opened by key, draws every page that comes into sight, and saves the file that was seen', async () => {
    expect(fetched.filter((path) => /pdf/.test(path))).toEqual([])
    await tabTo(page, /PDF report/)
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: /The PDF/ })
    await dialog.getByRole('figure').first().waitFor()
    expect(fetched.some((path) => /^\/assets\/pdf\.worker.*\.mjs$/.test(path))).toBe(true)
    const count = await dialog.getByRole('figure').count()
    await expect.poll(() => inkOf(page, /^Page 1 of/), { timeout: 10_000 }).toBeGreaterThan(0.01)
    expect(await dialog.getByRole('figure', { name: /^Page 1 of/ }).textContent()).toContain('Not ready')
    for (let number = 2; number <= count; number += 1) {
      const name = new RegExp(`^Page ${number} of`)
      await page.getByRole('figure', { name }).scrollIntoViewIfNeeded()
      await expect.poll(() => inkOf(page, name), { timeout: 10_000 }).toBeGreaterThan(0.001)
    }
    // Far away it is let go of.
    if (count > 4) expect(await inkOf(page, /^Page 1 of/)).toBeNull()
    const download = page.waitForEvent('download')
    await tabTo(page, /^Save PDF/)
    await page.keyboard.press('Enter')
    const path = await (await download).path()
    expect(Number(pdfInfo(path).get('Pages'))).toBe(count)
    expect((await readFile(path)).length).toBeGreaterThan(20_000)
  })

  test('pages grow and shrink, and are drawn anew', async () => {
    const first = page.getByRole('figure', { name: /^Page 1 of/ })
    const width = async () => (await first.boundingBox())?.width ?? 0
    const before = await width()
    await page.getByRole('button', { name: 'Larger' }).click()
    expect(await width()).toBeGreaterThan(1.4 * before)
    await first.scrollIntoViewIfNeeded()
    await expect.poll(() => inkOf(page, /^Page 1 of/), { timeout: 10_000 }).toBeGreaterThan(0.01)
    await page.getByRole('button', { name: 'Smaller' }).click()
    expect(await width()).toBe(before)
  })

  test.each(['light', 'dark', 'contrast'])('axe finds no fault: %s', async (theme) => {
    await page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme)
    expect(await violations(page, theme)).toEqual([])
  })

  test('Escape closes it, the focus is back on its button, and nothing was against the policy', async () => {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await focusedName(page)).toMatch(/PDF report/)
    expect(await page.evaluate(() => Reflect.get(window, 'violated'))).toEqual([])
    expect(troubles).toEqual([])
  })
})
