/** In a real browser: nothing inline runs, and what a plan holds is text, whatever it looks like. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { heading } from './support/app-page.ts'
import { browserGate, launchBrowser, visit } from './support/browser.ts'
import { type Serving, startServing } from './support/serving.ts'

const why = browserGate('the content security policy in a browser')
const HOSTILE = '<img src=x onerror=window.ran=1>'

describe.skipIf(why !== null)('the policy', { timeout: 60_000 }, () => {
  let browser: Browser
  let serving: Serving
  let page: Page
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psm-preflight-policy-'))
    browser = await launchBrowser()
    serving = await startServing()
    ;({ page } = await visit(browser, serving.address))
    await page.getByRole('button', { name: /New check/ }).waitFor()
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await serving.remove()
    await rm(folder, { recursive: true, force: true })
  })

  const hasRun = () => page.evaluate(() => Reflect.get(window, 'ran'))

  test.each([
    [
      'an inline script',
      () => document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran=1' })),
    ],
    [
      'an attribute that is a script',
      () => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.ran=1">'),
    ],
    ['text as a function', () => setTimeout('window.ran=1' as unknown as () => void, 0)],
  ])('%s does not run', async (_, inject) => {
    const refused = page.evaluate(
      () =>
        new Promise((resolve) =>
          document.addEventListener('securitypolicyviolation', () => resolve(true), { once: true }),
        ),
    )
    await page.evaluate(inject).catch(() => undefined)
    expect(await refused).toBe(true)
    expect(await hasRun()).toBeUndefined()
  })

  test('markup in every field of a plan is shown as text', async () => {
    const endpoint = (name: string, role: string, address: string) => ({ name: `${name} ${HOSTILE}`, role, address })
    const plan = join(folder, 'hostile.yaml')
    await writeFile(
      plan,
      stringify({
        version: 1,
        site: { name: `site ${HOSTILE}`, customer: `customer ${HOSTILE}`, engineer: `engineer ${HOSTILE}` },
        endpoints: [
          { ...endpoint('laptop', 'user-station', '127.66.0.2'), vantage: 'local' },
          endpoint('mgmt', 'management-station', '127.66.0.2'),
          endpoint('psm-1', 'psm-node', '127.66.0.11'),
          endpoint('dsc-1', 'dsc', '127.66.0.21'),
        ],
        rules: [{ id: 'x', service: `service ${HOSTILE}`, port: 9999, from: 'user-station', to: 'psm-node' }],
      }),
    )
    await page.locator('input[type=file]').setInputFiles(plan)
    await heading(page, /^Site$/).waitFor()
    for (const letter of ['u', 'x', 'r', 's']) {
      await page.keyboard.press('g')
      await page.keyboard.press(letter)
      await page.waitForTimeout(300)
      expect(await page.locator('img[src=x]').count()).toBe(1)
    }
    expect(await page.locator('body').innerText()).toContain(`customer ${HOSTILE}`)
    expect(await hasRun()).toBeUndefined()
  })
})
