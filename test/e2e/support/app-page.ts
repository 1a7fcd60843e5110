/** The app as its user meets it: by roles and names, by keys, and by what stands in the matrix. */
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import type { GroupId } from '../../../shared/catalogue/catalogue.ts'
import type { Words } from '../../../renderer/words/words.ts'
import { type RunResult, runResult } from '../../../shared/result.ts'

/** A page of the app, and its words in the language that it speaks. */
export interface App {
  page: Page
  say: Words['say']
}

const RUN_MS = 60_000
const MOST_TABS = 80

/** @param name a text is all of it, or "Site" would also be "Check a PSM site" */
export const heading = (page: Page, name: RegExp | string): Locator =>
  page.getByRole('heading', { level: 1, name, exact: typeof name === 'string' })

/** Presses Tab until what has the focus is called so; throws where it is not reached. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let i = 0; i < MOST_TABS; i += 1) {
    await page.keyboard.press('Tab')
    if (name.test(await focusedName(page))) return
  }
  throw new Error(`Tab does not reach ${name}`)
}

/** Text or label of what has the focus; empty where it was lost to the page itself. */
export const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const focused = document.activeElement
    if (!focused || focused === document.body) return ''
    return focused.getAttribute('aria-label') ?? focused.textContent ?? ''
  })

/** Waits until the nth run of the only check is on the disk, and shown. A short one is over before anybody sees its progress. */
export async function untilRun(page: Page, dataFolder: string, nth: number): Promise<void> {
  const deadline = Date.now() + RUN_MS
  while (!existsSync(join(await checkFolder(dataFolder), 'runs', `${nth}.json`))) {
    if (Date.now() > deadline) throw new Error(`run ${nth} does not end`)
    await page.waitForTimeout(50)
  }
  await page.getByRole('progressbar').first().waitFor({ state: 'hidden', timeout: RUN_MS })
}

async function checkFolder(dataFolder: string): Promise<string> {
  const [id = '', ...others] = await readdir(join(dataFolder, 'checks'))
  if (others.length > 0) throw new Error('more than one check')
  return join(dataFolder, 'checks', id)
}

/** Opens the evidence of a flow of the practice site to which nothing answers, from the matrix of PSM to PSM. */
export async function openSilentFlow(page: Page): Promise<void> {
  await page
    .getByRole('gridcell', { name: /port 19010.*silent/ })
    .first()
    .click()
  await page
    .getByText(/No answer to .* SYNs/)
    .first()
    .waitFor()
}

/** The name of each cell in sight → its state, as they are read aloud. */
export async function cellsInSight(page: Page): Promise<Map<string, string>> {
  const labels = await page
    .getByRole('gridcell')
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label') ?? ''))
  return new Map(
    labels.filter(Boolean).map((label) => {
      const end = label.indexOf(': ')
      return [label.slice(0, end), label.slice(end + 2)]
    }),
  )
}

/** The run.json of the only check in a data folder. */
export async function savedRun(dataFolder: string): Promise<RunResult> {
  return runResult.parse(JSON.parse(await readFile(join(await checkFolder(dataFolder), 'run.json'), 'utf8')))
}

/** As the engineer does it, onto the window. */
export const dropFile = (page: Page, name: string, bytes: Buffer): Promise<void> =>
  page.evaluate(
    ({ name, base64 }) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name))
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    },
    { name, base64: bytes.toString('base64') },
  )

/** From wherever the app is to a check of the list. */
export async function goToCheck({ page }: Pick<App, 'page'>, site: string): Promise<void> {
  const entry = page.getByRole('table').getByRole('button', { name: site, exact: true }).first()
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await entry.click()
  await page.getByRole('navigation').first().waitFor()
}

/** To a step of the check that is open. A click waits until the step can be gone to. */
export async function goToStep({ page, say }: App, step: 'site' | 'summary' | GroupId): Promise<void> {
  const isGroup = step !== 'site' && step !== 'summary'
  const entry = say(isGroup ? `frame.group.${step}` : `frame.${step}`)
  await page.getByRole('navigation').getByRole('button').filter({ hasText: entry }).first().click()
  await heading(page, isGroup ? entry : say(`${step}.title`)).waitFor()
}
