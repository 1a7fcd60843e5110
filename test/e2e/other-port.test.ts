/** Browsers send a cookie to every port of this machine. A page of another port gets it, and can do nothing with it. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEY_HEADER } from '../../shared/contract.ts'
import { heading } from './support/app-page.ts'
import { browserGate, launchBrowser, visit } from './support/browser.ts'
import { type Serving, startServing } from './support/serving.ts'

const why = browserGate('pages of other ports in a browser')

describe.skipIf(why !== null)('a served core and another port', { timeout: 60_000 }, () => {
  let browser: Browser
  let serving: Serving
  beforeAll(async () => {
    browser = await launchBrowser()
    serving = await startServing()
  })
  afterAll(async () => {
    await serving.remove()
    await browser.close()
  })

  test('the tab of the link works, also reloaded; another tab says what to do; another port is refused', async () => {
    const { page, context, troubles } = await visit(browser, serving.address)
    const { origin } = new URL(serving.address)
    const start = page.getByRole('button', { name: /Practice site/ })
    await start.waitFor()
    expect(page.url()).toBe(`${origin}/`)
    await page.reload()
    await start.waitFor()
    expect(troubles).toEqual([])

    const second = await context.newPage()
    await second.goto(origin)
    await heading(second, 'A new link is needed').waitFor()
    expect(await second.getByRole('main').innerText()).toContain('press Enter')

    const cookies: string[] = []
    const stranger = createServer(({ headers }, response) => {
      cookies.push(headers.cookie ?? '')
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Stranger</title>')
    }).listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    const visited = await context.newPage()
    await visited.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`)
    const [cookie = ''] = cookies
    expect(cookie).toMatch(/^psm-preflight-\d+=[\w-]{43}$/)

    const headers = { cookie, 'content-type': 'application/json' }
    const post = (more: Record<string, string>) =>
      fetch(`${origin}/api/checks.list`, { method: 'POST', headers: { ...headers, ...more }, body: '{}' })
    expect((await post({})).status).toBe(403)
    expect((await post({ [KEY_HEADER]: cookie.split('=')[1] ?? '' })).status).toBe(403)
    expect((await fetch(`${origin}/events`, { headers })).status).toBe(403)
    const seen = await visited.evaluate(
      async (address) => ({
        key: sessionStorage.length,
        api: await fetch(`${address}/api/checks.list`, { method: 'POST', credentials: 'include', body: '{}' }).then(
          ({ status }) => status,
          () => 'refused',
        ),
      }),
      origin,
    )
    expect(seen).toEqual({ key: 0, api: 'refused' })
    stranger.close()
    await context.close()
  })
})
