/** Every dialog of the app, and how its user opens it: for tests, and for the pictures of the documentation. See dialog-checks.ts for what they need. */
import type { Locator, Page } from 'playwright-core'
import type { WordKey } from '../../../renderer/words/words.ts'
import { ethernet, ip4, pcap, tcp } from '../../support/packets.ts'
import { type App, dropFile, goToCheck, goToStep } from './app-page.ts'
import { LOOPBACK_SITE, PUBLIC_SITE, type SshFields } from './dialog-checks.ts'

const NODE = 'psm-1'
/** Of that node in the table. */
const ROW = 3

const syn = (to: string, port: number) => ({
  bytes: ethernet(ip4(tcp({ to: port }), { from: '127.77.0.2', to })),
  at: Date.UTC(2026, 2, 4, 13, 2, 19) * 1000,
})
/** Flows of the practice site, and one that is none of it. */
const CAPTURE = pcap([
  syn('127.77.0.11', 10_443),
  syn('127.77.0.12', 10_443),
  syn('127.77.0.13', 10_022),
  syn('10.9.9.9', 8080),
])

export interface DialogCase {
  name: string
  /** From wherever the app is; gives the dialog when it is shown whole. */
  open: (app: App, ssh: SshFields) => Promise<Locator>
}

async function goToSite(app: App, site: string): Promise<void> {
  await goToCheck(app, site)
  await goToStep(app, 'site')
}

async function goToSummary(app: App, site: string): Promise<void> {
  await goToCheck(app, site)
  await goToStep(app, 'summary')
}

async function shown({ page, say }: App, title: WordKey, values = {}): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name: say(title, values) })
  await dialog.waitFor()
  return dialog
}

const button = ({ page, say }: App, name: WordKey, values = {}) =>
  page.getByRole('button', { name: say(name, values), exact: true })

async function openSetUp(app: App): Promise<Locator> {
  await goToSite(app, LOOPBACK_SITE)
  const again = button(app, 'vantage.setUpFor', { name: NODE })
  const label = app.say('site.cell', { column: app.say('site.column.vantage'), row: ROW })
  if (await again.isVisible()) await again.click()
  else await app.page.getByLabel(label).selectOption('ssh')
  return shown(app, 'vantage.title', { name: NODE })
}

/** Up to the first question of the host or the key. */
async function testConnection(app: App, port: number, keyFile: string): Promise<void> {
  const dialog = await openSetUp(app)
  const field = (name: WordKey) => dialog.getByRole('textbox', { name: app.say(name) })
  await field('vantage.port').fill(String(port))
  await field('vantage.keyFile').fill(keyFile)
  await button(app, 'vantage.test').click()
}

async function hostKey(app: App, port: number, keyFile: string): Promise<Locator> {
  await testConnection(app, port, keyFile)
  return shown(app, 'vantage.hostKey.title', { name: NODE })
}

/** In this order: a host key that was confirmed is not asked about again. */
export const DIALOGS: readonly DialogCase[] = [
  {
    name: 'keys',
    open: async (app) => {
      await goToSummary(app, app.say('frame.practice'))
      await app.page.keyboard.press('?')
      return shown(app, 'keys.title')
    },
  },
  {
    name: 'about',
    open: async (app) => {
      await button(app, 'frame.settings').click()
      await app.page.getByRole('menuitem', { name: app.say('frame.about') }).click()
      return shown(app, 'frame.about.title')
    },
  },
  {
    name: 'compare',
    open: async (app) => {
      await goToSummary(app, app.say('frame.practice'))
      await button(app, 'compare.with', { run: 1 }).click()
      return shown(app, 'compare.title', { name: app.say('evidence.run', { run: 1 }) })
    },
  },
  {
    name: 'compare-with-another',
    open: async (app) => {
      await goToSummary(app, app.say('frame.practice'))
      await button(app, 'compare.choose.button').click()
      return shown(app, 'compare.choose')
    },
  },
  {
    name: 'preview',
    open: async (app) => {
      await goToSummary(app, app.say('frame.practice'))
      await button(app, 'summary.save.preview').click()
      const dialog = await shown(app, 'preview.title')
      await dialog.locator('canvas').first().waitFor()
      return dialog
    },
  },
  {
    name: 'capture',
    open: async (app) => {
      await goToSummary(app, app.say('frame.practice'))
      await dropFile(app.page, 'wire.pcap', CAPTURE)
      const dialog = await shown(app, 'capture.title', { name: 'wire.pcap' })
      await dialog.getByRole('table').first().waitFor()
      return dialog
    },
  },
  {
    name: 'public',
    open: async (app) => {
      await goToSummary(app, PUBLIC_SITE)
      await app.page.keyboard.press('Control+Enter')
      return shown(app, 'public.title')
    },
  },
  {
    name: 'paste',
    open: async (app) => {
      await goToSite(app, LOOPBACK_SITE)
      await button(app, 'site.paste').click()
      const dialog = await shown(app, 'site.paste.title')
      await dialog.getByRole('textbox').fill('psm-4\tPSM node\t10.77.20.14\ndsc-{n}\tDSC\t10.77.30.20-999')
      return dialog
    },
  },
  { name: 'ssh', open: openSetUp },
  { name: 'host-key', open: (app, { port, keyFiles }) => hostKey(app, port, keyFiles.locked) },
  {
    name: 'secret',
    open: async (app, { port, keyFiles }) => {
      await hostKey(app, port, keyFiles.locked)
      await button(app, 'vantage.hostKey.yes', { name: NODE }).click()
      return shown(app, 'vantage.secret.title.passphrase', { name: NODE })
    },
  },
]

/** The one on top first, until none is left. */
export async function closeDialogs(page: Page): Promise<void> {
  const dialogs = page.getByRole('dialog')
  for (let left = await dialogs.count(); left > 0; left = await dialogs.count()) {
    await page.keyboard.press('Escape')
    await dialogs.nth(left - 1).waitFor({ state: 'detached' })
  }
}
