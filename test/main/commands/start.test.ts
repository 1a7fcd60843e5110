/** `npm start` where no window can be opened: one line says so, and the app is served. Runs the build. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { workplace } from './cli-process.ts'

const START = new URL('../../../build/start.mjs', import.meta.url).pathname
const { start, path } = workplace()

/** With a display and the runtime, a window would open. */
const hasRuntime = existsSync(new URL('../../../node_modules/electron/path.txt', import.meta.url))

test('one line why, one line with the link, and a page behind it', async () => {
  const env = { DISPLAY: '', WAYLAND_DISPLAY: '' }
  const { child, ended } = start(process.execPath, [START, '--no-open', '--data', path('data')], { env })
  const [first] = (await once(child.stdout ?? child, 'data')) as [Buffer]
  const link = String(first).trim()
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
  const entered = await fetch(link, { redirect: 'manual' })
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  const page = await fetch(new URL('/', link), { headers: { cookie } })
  const html = await page.text()
  expect(html).toContain('<title>PSM Preflight</title>')
  const scripts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, name]) => name)
  expect(scripts.length).toBeGreaterThan(1)
  for (const name of scripts) expect((await fetch(new URL(name ?? '', link), { headers: { cookie } })).status).toBe(200)
  // The policy would not run anything inline.
  expect(html).not.toMatch(/<script>|<style| on\w+=| style=/)
  child.kill('SIGTERM')
  const { status, stdout, stderr } = await ended
  expect(status).toBe(0)
  expect(stdout.trim().split('\n')).toEqual([link])
  const why = hasRuntime ? /as root|no display/ : /Electron runtime is not installed here/
  expect(stderr.split('\n').filter((line) => line.includes('opens in a browser'))).toEqual([expect.stringMatching(why)])
})
