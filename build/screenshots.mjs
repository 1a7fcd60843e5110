/**
 * `npm run screenshots`: every screen of the guided app as a picture, light and dark, from the practice site, into docs/screens/. Needs
 * Chromium, see browser-flags.mjs.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { BROWSER_FLAGS, CHROMIUM } from './browser-flags.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'docs/screens')
const RUN_MS = 30_000

/** The printed address of `serve`, and the process. */
async function serve(data) {
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'serve', '--no-open', '--data', data])
  let said = ''
  const address = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`serve ended: ${said}`)))
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk
        const [found] = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(said) ?? []
        if (found) resolve(found)
      })
    }
  })
  return { address, child }
}

/** From the start to the summary; `shoot` is called on each screen. */
async function walk(page, shoot) {
  const go = async (letter, name) => {
    await page.keyboard.press('g')
    await page.keyboard.press(letter)
    await page.getByRole('heading', { level: 1, name }).waitFor()
  }
  const run = async () => {
    await page.keyboard.press('Control+Enter')
    await page
      .getByRole('region', { name: 'Conclusion' })
      .getByText(/pass|fail|warn/i)
      .first()
      .waitFor({ timeout: RUN_MS })
    await page.getByRole('progressbar').waitFor({ state: 'hidden', timeout: RUN_MS })
  }
  await page.getByRole('button', { name: /Practice site/ }).waitFor()
  await shoot('start')
  await page.getByRole('button', { name: /Practice site/ }).click()
  await page.getByRole('heading', { level: 1, name: /^Site$/ }).waitFor()
  await shoot('site')
  await go('u', /User station/)
  await shoot('group-before')
  await run()
  await go('d', /Diagnostics/)
  await run()
  await go('c', /DSC/)
  await run()
  await go('p', /PSM . PSM/)
  await run()
  await shoot('group')
  await page
    .getByRole('gridcell', { name: /port 19010.*silent/ })
    .first()
    .click()
  await page.getByText(/SYN/).first().waitFor()
  await shoot('evidence')
  await page.keyboard.press('Escape')
  await go('r', /Summary/)
  await shoot('summary')
}

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({ executablePath: CHROMIUM, args: BROWSER_FLAGS })
for (const colorScheme of ['light', 'dark']) {
  const data = mkdtempSync(join(tmpdir(), 'psm-preflight-screens-'))
  const { address, child } = await serve(data)
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(address)
  await walk(page, async (name) => {
    await page.waitForTimeout(300)
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) })
  })
  await context.close()
  child.removeAllListeners('exit')
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  await ended
  rmSync(data, { recursive: true, force: true })
}
await browser.close()
