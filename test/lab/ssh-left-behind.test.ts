/** However a check ends, nothing of ours runs on a node ten seconds later, and nothing was written there. */
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeFolders, whyNoSshd } from '../support/sshd.ts'
import { labGate } from './lab-gate.ts'
import { CUT, PROBE_UID, SshSite, type Started } from './ssh-site.ts'

const gate = labGate('what SSH leaves behind') ?? whyNoSshd()
const SLOWLY = ['--group', 'psm-to-psm', '--stand-ins', '--pace', 'gentle']
const WITHIN_MS = 10_000
/** Where a user without rights could write. */
const PLACES = ['/tmp', '/var/tmp', '/dev/shm', '/run', '/home', '/var/lib', '/var/cache']

/** Files of others that vanish meanwhile are no failure. */
const filesOfProbe = () =>
  spawnSync('find', [...PLACES, '-xdev', '-uid', String(PROBE_UID)], { encoding: 'utf8' }).stdout

describe.skipIf(gate !== null)('what SSH leaves behind', { timeout: 60_000 }, () => {
  let site: SshSite
  beforeAll(async () => {
    site = await SshSite.build()
    await Promise.all([site.serve('psm-1'), site.serve('psm-2')])
  })
  afterAll(async () => {
    await site?.close()
    removeFolders()
  })

  const begun = async (): Promise<Started> => {
    const started = site.start(site.plan('probe'), SLOWLY)
    await site.untilPrograms()
    await sleep(500)
    return started
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('%s', async (signal) => {
    const before = filesOfProbe()
    const started = await begun()
    started.child.kill(signal)
    expect(await started.ended).toBe(signal === 'SIGKILL' ? null : 130)
    expect(await site.untilNothingRuns(WITHIN_MS)).not.toBeNull()
    expect(filesOfProbe()).toBe(before)
  })

  test('a normal end', async () => {
    const before = filesOfProbe()
    const started = site.start(site.plan('probe'), [...SLOWLY.slice(0, 3), '--no-evidence'])
    await started.ended
    expect(await site.untilNothingRuns(WITHIN_MS)).not.toBeNull()
    expect(filesOfProbe()).toBe(before)
  })

  test('a link that is cut, while the check still waits', async () => {
    const before = filesOfProbe()
    const started = await begun()
    await site.cut(CUT)
    expect(await site.untilNothingRuns(WITHIN_MS)).not.toBeNull()
    expect(filesOfProbe()).toBe(before)
    started.child.kill('SIGKILL')
    await started.ended
    await site.restore()
  })
})
