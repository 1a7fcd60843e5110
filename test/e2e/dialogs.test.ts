/**
 * Every dialog, in three themes, at the size of a laptop and at 200 % zoom: axe finds nothing, nothing is wider than the window, its buttons
 * are in sight; the focus stays within, and goes back to where it came from.
 */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { wordsOf } from '../../renderer/words/words.ts'
import { whyNoSshd } from '../support/sshd.ts'
import { usePracticeTurn } from '../support/practice-turn.ts'
import type { App } from './support/app-page.ts'
import { violations } from './support/axe.ts'
import { browserGate, launchBrowser, visit } from './support/browser.ts'
import {
  LOOPBACK_SITE,
  PUBLIC_SITE,
  type Place,
  makePlace,
  openPlan,
  runPracticeTwice,
} from './support/dialog-checks.ts'
import { DIALOGS, closeDialogs } from './support/dialogs.ts'

const why = browserGate('the dialogs in a browser') ?? whyNoSshd()
if (why !== null) console.warn(`dialogs: skipped, because ${why}`)

const SIZES = [
  ['1280×800', 1280, 800],
  ['200 % zoom', 640, 400],
] as const
const MOST_TABS = 40

/** What a user cannot see or reach, in pixels. */
const cutOff = (page: Page) =>
  page.evaluate(() => {
    const root = document.documentElement
    const wide =
      root.scrollWidth > root.clientWidth ? [`${root.scrollWidth - root.clientWidth} wider than the window`] : []
    const boxes = [...document.querySelectorAll('.dialog-box')]
    const beyond = boxes.filter((box) => box.scrollWidth > box.clientWidth).map(() => 'a dialog scrolls sideways')
    const actions = boxes.at(-1)?.querySelector('.dialog-actions:last-child')?.getBoundingClientRect()
    const hidden = actions && actions.bottom > innerHeight + 1 ? ['its buttons are out of sight'] : []
    return [...wide, ...beyond, ...hidden]
  })

/** A name for what has the focus, that says the same of the same element. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    return `${element?.tagName} ${element?.id} ${element?.getAttribute('aria-label') ?? element?.textContent?.slice(0, 40)}`
  })

describe.skipIf(why !== null)('dialogs', { timeout: 120_000 }, () => {
  usePracticeTurn()
  let browser: Browser
  let place: Place
  let app: App
  beforeAll(async () => {
    browser = await launchBrowser()
    place = await makePlace()
    const { page } = await visit(browser, place.serving.address)
    page.setDefaultTimeout(10_000)
    // Colours change at once: axe must not see one on its way.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    app = { page, say: wordsOf('en').say }
    await runPracticeTwice(app, place)
    await openPlan(app, place.plans.far, PUBLIC_SITE)
    await openPlan(app, place.plans.loopback, LOOPBACK_SITE)
  }, 120_000)
  afterAll(async () => {
    await browser.close()
    await place.remove()
  })

  afterEach(() => closeDialogs(app.page))

  async function faults(): Promise<string[]> {
    const { page } = app
    const found: string[] = []
    for (const [size, width, height] of SIZES) {
      await page.setViewportSize({ width, height })
      for (const theme of ['light', 'dark', 'contrast']) {
        await page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme)
        const lines = [...(await violations(page, theme)), ...(await cutOff(page))]
        found.push(...lines.map((line) => `${size}, ${theme}: ${line}`))
      }
    }
    await page.evaluate(() => document.documentElement.removeAttribute('data-theme'))
    await page.setViewportSize({ width: 1280, height: 800 })
    return found
  }

  /** Tab goes round within; gives what it reached. */
  async function goRound(dialog: Locator): Promise<Set<string>> {
    const reached = new Set<string>()
    for (let i = 0; i < MOST_TABS; i += 1) {
      await app.page.keyboard.press('Tab')
      const isWithin = await dialog.evaluate((element) => element.contains(document.activeElement))
      expect(isWithin, `Tab ${i + 1} leaves it for ${await focused(app.page)}`).toBe(true)
      const name = await focused(app.page)
      if (reached.has(name)) return reached
      reached.add(name)
    }
    throw new Error('Tab does not come round')
  }

  test.each(DIALOGS)('$name', async ({ open }) => {
    const { page } = app
    const dialog = await open(app, place.ssh)
    expect(await faults()).toEqual([])
    expect((await goRound(dialog)).size).toBeGreaterThan(0)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    // Back on the page, or in the dialog below it.
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY')
  })
})
