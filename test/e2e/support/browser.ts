/** Debian's Chromium, driven by playwright-core. Where it is missing the tests are skipped with the reason, and in CI that is a failure. */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core'
import { BROWSER_FLAGS, CHROMIUM } from '../../../build/browser-flags.mjs'

/** Null when there is a browser; otherwise prints why not, and throws where CI is set. */
export function browserGate(what: string): string | null {
  if (existsSync(CHROMIUM)) return null
  const line = `${what}: skipped, because ${CHROMIUM} is missing (Debian package chromium)`
  if (process.env['CI']) throw new Error(`${line}; in CI that is a failure`)
  console.warn(line)
  return line
}

/** @param within a program that runs it, such as a script that enters a network namespace */
export const launchBrowser = (within?: string): Promise<Browser> =>
  chromium.launch({ executablePath: within ?? CHROMIUM, args: BROWSER_FLAGS, headless: true })

export interface Visit {
  context: BrowserContext
  page: Page
  /** What the page wrote to its console as an error, and what it threw. Empty in a good run. */
  troubles: string[]
}

export interface VisitOptions {
  width?: number
  height?: number
  colorScheme?: 'light' | 'dark'
}

/** Opens the address in a browser context of its own, at the size of a laptop. */
export async function visit(browser: Browser, address: string, options: VisitOptions = {}): Promise<Visit> {
  const { width = 1280, height = 800, colorScheme = 'light' } = options
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, acceptDownloads: true })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(String(error)))
  await page.goto(address)
  return { context, page, troubles }
}
