/** What was typed in the last moment before a tab is closed, in a real browser against the real core. */
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { heading } from './support/app-page.ts'
import { browserGate, launchBrowser, visit } from './support/browser.ts'
import { type Serving, startServing } from './support/serving.ts'

const why = browserGate('typing in a browser')

describe.skipIf(why !== null)('typed in the last moment', { timeout: 60_000 }, () => {
  let browser: Browser
  let serving: Serving
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterEach(() => serving.remove())
  afterAll(() => browser.close())

  /** The files of the only check, as one text. */
  async function onDisk(): Promise<string> {
    const folder = join(serving.dataFolder, 'checks')
    const [id = ''] = await readdir(folder)
    const files = await readdir(join(folder, id), { withFileTypes: true })
    const texts = files.filter((entry) => entry.isFile()).map(({ name }) => readFile(join(folder, id, name), 'utf8'))
    return (await Promise.all(texts)).join('\n')
  }

  test('is on the disk though the tab was closed at once', async () => {
    serving = await startServing()
    const { page, context } = await visit(browser, serving.address)
    await page.getByRole('button', { name: /New check/ }).click()
    await heading(page, /^Site$/).waitFor()
    await page.getByLabel('Site name').fill('Typed and closed')
    await page.close({ runBeforeUnload: true })
    await expect.poll(onDisk, { timeout: 5000 }).toContain('Typed and closed')
    await context.close()
  })
})
