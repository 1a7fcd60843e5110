/**
 * What every dialog of the app can be opened from: the practice site with two runs, a site on loopback with a node behind a real sshd, and
 * one with addresses that may be somebody else's. Nothing is sent to those: the question about them is never answered with yes.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { makeFolder, makeKey, removeFolders, startSshd } from '../../support/sshd.ts'
import { type App, goToStep, heading, untilRun } from './app-page.ts'
import { type Serving, startServing } from './serving.ts'

const NET = 98
export const LOOPBACK_SITE = 'DC-1 row 7'
export const PUBLIC_SITE = 'Far site'

/** What a connection to psm-1 needs. */
export interface SshFields {
  port: number
  /** `open` asks for nothing, `locked` for its passphrase. */
  keyFiles: { open: string; locked: string }
}

export interface Place {
  serving: Serving
  ssh: SshFields
  plans: { loopback: string; far: string }
  remove(): Promise<void>
}

type Node = Record<string, unknown>

/** @param nodes what is said of the PSM nodes beside their name and role */
function planText(site: string, nodes: readonly Node[]): string {
  const own = (name: string, role: string, last: number) => ({
    name,
    role,
    address: `127.${NET}.0.${last}`,
    vantage: 'local',
  })
  const endpoints = [
    own('laptop', 'user-station', 2),
    own('mgmt', 'management-station', 3),
    ...nodes.map((node, i) => ({ name: `psm-${i + 1}`, role: 'psm-node', ...node })),
    own('dsc-1', 'dsc', 21),
  ]
  return stringify({ version: 1, site: { name: site, customer: 'Example Corp' }, pace: 'fast', endpoints })
}

/** No packet could leave: its sources are on loopback, and the question about the addresses is never answered with yes. */
const farPlan = () =>
  planText(
    PUBLIC_SITE,
    [9, 10, 11].map((last) => ({ address: `9.9.9.${last}` })),
  )

const planBehindSsh = () =>
  planText(LOOPBACK_SITE, [
    { address: `127.${NET}.0.11` },
    { address: `127.${NET}.0.12`, vantage: 'local' },
    { address: `127.${NET}.0.13`, vantage: 'local' },
  ])

/** A server that takes both keys, the app beside it, and plans to open there. Needs root and sshd, see whyNoSshd. */
export async function makePlace(): Promise<Place> {
  const home = makeFolder()
  await mkdir(join(home, '.ssh'))
  const open = makeKey(home, 'engineer')
  const locked = makeKey(home, 'locked', 'ed25519', 'a passphrase')
  const authorized = [open.line, locked.line]
  const sshd = await startSshd({ address: `127.${NET}.0.11`, authorized })
  const folder = makeFolder()
  const plans = { loopback: join(folder, 'row-7.yaml'), far: join(folder, 'far.yaml') }
  await writeFile(plans.loopback, planBehindSsh())
  await writeFile(plans.far, farPlan())
  const serving = await startServing({ env: { HOME: home, SSH_AUTH_SOCK: '' } })
  return {
    serving,
    ssh: { port: sshd.port, keyFiles: { open: open.file, locked: locked.file } },
    plans,
    remove: async () => {
      await serving.remove()
      await sshd.kill()
      removeFolders()
    },
  }
}

/** From the start: the practice site, its PSM nodes tested twice. */
export async function runPracticeTwice(app: App, { serving }: Pick<Place, 'serving'>): Promise<void> {
  const { page, say } = app
  await page.getByRole('button', { name: say('start.practice') }).click()
  await heading(page, say('site.title')).waitFor()
  await goToStep(app, 'psm-to-psm')
  for (const nth of [1, 2]) {
    await page.keyboard.press('Control+Enter')
    await untilRun(page, serving.dataFolder, nth)
  }
}

/** From anywhere: a plan file is opened, as a check of its own. */
export async function openPlan({ page, say }: App, file: string, site: string): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await page.locator('input[type=file]').setInputFiles(file)
  await page.waitForFunction((name) => document.title.startsWith(name), site)
  await heading(page, say('site.title')).waitFor()
}
