/** Every screen of the walk and every dialog as a picture, light and dark, into docs/screens/; see `npm run screenshots`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { GROUP_IDS } from '../../../shared/catalogue/catalogue.ts'
import { wordsOf } from '../../../renderer/words/words.ts'
import { takePracticeTurn } from '../../support/practice-lock.ts'
import { whyNoSshd } from '../../support/sshd.ts'
import { type App, goToCheck, goToStep, heading, openSilentFlow, untilRun } from '../support/app-page.ts'
import { launchBrowser, visit } from '../support/browser.ts'
import { LOOPBACK_SITE, PUBLIC_SITE, makePlace, openPlan } from '../support/dialog-checks.ts'
import { DIALOGS, closeDialogs } from '../support/dialogs.ts'
import { startServing } from '../support/serving.ts'
import { smallPng } from './small-png.ts'

const FOLDER = fileURLToPath(new URL('../../../docs/screens', import.meta.url))
/** What moves or counts has come to rest. */
const REST_MS = 300

type Shoot = (name: string) => Promise<void>

/** From the start to the summary of the practice site. */
async function walk(app: App, dataFolder: string, shoot: Shoot): Promise<void> {
  const { page, say } = app
  await page.getByRole('button', { name: say('start.practice') }).waitFor()
  await shoot('start')
  await page.getByRole('button', { name: say('start.practice') }).click()
  await heading(page, say('site.title')).waitFor()
  await shoot('site')
  for (const [i, group] of GROUP_IDS.entries()) {
    await goToStep(app, group)
    await shoot(`${group}-before`)
    await page.keyboard.press('Control+Enter')
    if (group === 'psm-to-psm') {
      await page.getByRole('progressbar').first().waitFor()
      await shoot(`${group}-running`)
    }
    await untilRun(page, dataFolder, i + 1)
    await shoot(group)
  }
  await findingAndEvidence(app, dataFolder, shoot)
}

/** The worst finding with its rule, the list, one flow, a finding tested again, the summary. */
async function findingAndEvidence(app: App, dataFolder: string, shoot: Shoot): Promise<void> {
  const { page, say } = app
  await goToStep(app, 'psm-to-psm')
  const choice = page.getByRole('combobox', { name: say('finding.paste') })
  await choice.selectOption({ index: 1 })
  await page.getByRole('button', { name: say('finding.retest') }).scrollIntoViewIfNeeded()
  await shoot('finding')
  await openSilentFlow(page)
  await shoot('evidence')
  await page.keyboard.press('Escape')
  await page.getByRole('radio', { name: say('view.list') }).click()
  await shoot('list')
  await page.getByRole('button', { name: say('finding.retest') }).click()
  await untilRun(page, dataFolder, GROUP_IDS.length + 1)
  await shoot('tested-again')
  await goToStep(app, 'summary')
  await shoot('summary')
  await page.getByRole('main').hover()
  await page.mouse.wheel(0, 5000)
  await shoot('summary-below')
}

async function dialogs(app: App, place: Awaited<ReturnType<typeof makePlace>>, shoot: Shoot): Promise<void> {
  await openPlan(app, place.plans.far, PUBLIC_SITE)
  await openPlan(app, place.plans.loopback, LOOPBACK_SITE)
  await shoot('site-ssh')
  for (const { name, open } of DIALOGS) {
    await open(app, place.ssh)
    await shoot(`dialog-${name}`)
    await closeDialogs(app.page)
  }
  await app.page.keyboard.press('g')
  await app.page.keyboard.press('h')
  await app.page.getByRole('table').waitFor()
  await shoot('start-recent')
  await goToCheck(app, LOOPBACK_SITE)
}

async function inScheme(browser: Browser, small: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  const why = whyNoSshd()
  if (why !== null) console.warn(`No pictures of the dialogs: ${why}`)
  const place = why === null ? await makePlace() : null
  const serving = place?.serving ?? (await startServing())
  try {
    const { page } = await visit(browser, serving.address, { colorScheme })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const app = { page, say: wordsOf('en').say }
    const shoot = async (name: string) => {
      await page.waitForTimeout(REST_MS)
      writeFileSync(join(FOLDER, `${name}-${colorScheme}.png`), await smallPng(small, await page.screenshot()))
    }
    await walk(app, serving.dataFolder, shoot)
    if (place) await dialogs(app, place, shoot)
    await page.context().close()
  } finally {
    await (place ?? serving).remove()
  }
}

export async function takeScreens(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  const turn = await takePracticeTurn()
  const browser = await launchBrowser()
  try {
    const small = await browser.newPage()
    for (const scheme of ['light', 'dark'] as const) await inScheme(browser, small, scheme)
  } finally {
    await browser.close()
    await turn.release()
  }
}
