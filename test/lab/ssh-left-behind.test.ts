/** However a check ends, nothing of ours runs on a node ten seconds later, and nothing was written there. */
import { spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFolder, removeFolders, whyNoSshd } from '../support/sshd.ts'
import { labGate } from './lab-gate.ts'
import { CUT, NODES, PROBE_UID, SshSite, type Started } from './ssh-site.ts'

const gate = labGate('what SSH leaves behind') ?? whyNoSshd()
const SLOWLY = ['--group', 'psm-to-psm', '--stand-ins', '--pace', 'gentle']
const WITHIN_MS = 10_000
/** What is known is written, a PDF among it, on a machine that does other things, too. */
const ENDS_MS = 5000
/** Where a user without rights could write. */
const PLACES = ['/tmp', '/var/tmp', '/dev/shm', '/run', '/home', '/var/lib', '/var/cache']

/** Files of others that vanish meanwhile are no failure. */
const filesOfProbe = () =>
  spawnSync('find', [...PLACES, '-xdev', '-uid', String(PROBE_UID)], { encoding: 'utf8' }).stdout

/** A line of sshd_config: a python3 that takes its time, as on a busy host. */
function slowPython(): string {
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  const file = join(folder, 'python3')
  writeFileSync(file, '#!/bin/sh\n/usr/bin/sleep 6\nexec /usr/bin/python3 "$@"\n')
  chmodSync(file, 0o755)
  return `SetEnv PATH=${folder}:/usr/bin:/bin`
}

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

  test.each(['SIGINT', 'SIGTERM'] as const)('%s while stand-ins are being started', async (signal) => {
    const before = filesOfProbe()
    await Promise.all(NODES.map((node) => site.serve(node, { config: [slowPython()] })))
    try {
      const started = site.start(site.plan('probe'), SLOWLY)
      await site.untilPrograms()
      const at = performance.now()
      started.child.kill(signal)
      expect(await started.ended).toBe(130)
      expect(performance.now() - at).toBeLessThan(ENDS_MS)
      const { complete, flows, summary } = started.result()
      expect([complete, summary.untested]).toEqual([false, flows.length])
      expect(flows.length).toBeGreaterThan(0)
      expect(await site.untilNothingRuns(WITHIN_MS)).not.toBeNull()
      expect(filesOfProbe()).toBe(before)
    } finally {
      await Promise.all(NODES.map((node) => site.serve(node)))
    }
  })

  test('Ctrl-C while a host hangs, whose stand-in would have to be asked', async () => {
    const before = filesOfProbe()
    const started = await begun()
    await site.cut(CUT)
    const at = performance.now()
    started.child.kill('SIGINT')
    expect(await started.ended).toBe(130)
    expect(performance.now() - at).toBeLessThan(ENDS_MS)
    expect(started.result().complete).toBe(false)
    expect(await site.untilNothingRuns(WITHIN_MS)).not.toBeNull()
    expect(filesOfProbe()).toBe(before)
    await site.restore()
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
