/**
 * What every dialog of the app can be opened from: the practice site with two runs, a site on loopback with a node behind a real sshd, and
 * one with addresses that may be somebody else's. Nothing is sent to those: the question about them is never answered with yes.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { rawOfDraft } from '../../../shared/plan/draft.ts'
import type { PlanDraft } from '../../../shared/shapes.ts'
import { loopbackDraft } from '../../support/core.ts'
import { makeSshWorld } from '../../support/ssh-world.ts'
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

const named = (draft: PlanDraft, name: string): PlanDraft => ({ ...draft, site: { ...draft.site, name } })

/** No packet could leave: its sources are on loopback, and the question about the addresses is never answered with yes. */
function farDraft(): PlanDraft {
  const draft = loopbackDraft(NET)
  const endpoints = draft.endpoints.map((endpoint, i) =>
    endpoint.role === 'psm-node' ? { ...endpoint, address: `9.9.9.${9 + i}`, vantage: 'none' as const } : endpoint,
  )
  return named({ ...draft, endpoints }, PUBLIC_SITE)
}

function behindSsh(): PlanDraft {
  const draft = loopbackDraft(NET)
  const endpoints = draft.endpoints.map((e) => (e.name === 'psm-1' ? { ...e, vantage: 'none' as const } : e))
  return named({ ...draft, endpoints }, LOOPBACK_SITE)
}

/** A server that takes both keys, the app beside it, and plans to open there. Needs root and sshd, see whyNoSshd. */
export async function makePlace(): Promise<Place> {
  const world = makeSshWorld()
  const locked = makeKey(world.home, 'locked', 'ed25519', 'a passphrase')
  const authorized = [world.key.line, locked.line]
  const sshd = await startSshd({ address: `127.${NET}.0.11`, authorized })
  const folder = makeFolder()
  const plans = { loopback: join(folder, 'row-7.yaml'), far: join(folder, 'far.yaml') }
  await writeFile(plans.loopback, stringify(rawOfDraft(behindSsh())))
  await writeFile(plans.far, stringify(rawOfDraft(farDraft())))
  const serving = await startServing({ env: { HOME: world.home, SSH_AUTH_SOCK: '' } })
  return {
    serving,
    ssh: { port: sshd.port, keyFiles: { open: world.key.file, locked: locked.file } },
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
