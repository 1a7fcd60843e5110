/** ssh2 in a bundle: no native addon, nothing from node_modules, and it still logs in. */
import { execFile } from 'node:child_process'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { bundle } from '../../../support/bundle.ts'
import { makeSshWorld, targetOf } from '../../../support/ssh-world.ts'
import { startSshd, whyNoSshd, removeFolders } from '../../../support/sshd.ts'

afterAll(removeFolders)

const why = whyNoSshd()
if (why !== null) console.warn(`SSH in a bundle: skipped, because ${why}`)

test.skipIf(why !== null)('a bundle logs in with what it carries', async () => {
  const world = makeSshWorld()
  const sshd = await startSshd({ authorized: [world.key.line] })
  try {
    const file = join(world.home, 'bundle.mjs')
    copyFileSync(await bundle('main/vantage/ssh/session.ts'), file)
    expect(readFileSync(file, 'utf8')).not.toContain('sshcrypto.node")')
    const target = targetOf(sshd, world, { hostKey: sshd.hostKeys['ed25519']?.fingerprint })
    const script = `
      const { SshSession } = await import(${JSON.stringify(`file://${file}`)})
      const ask = async () => null
      const place = { home: ${JSON.stringify(world.home)}, configFiles: [] }
      const session = new SshSession({ askSecret: ask, confirmHostKey: ask, place, env: {} })
      const link = session.link(${JSON.stringify(target)})
      await link.open()
      const { stdout } = await link.run('echo from there')
      stdout.on('data', (bytes) => process.stdout.write(bytes)).on('end', () => session.close())`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: world.home,
      timeout: 20_000,
    })
    expect(stdout).toBe('from there\n')
  } finally {
    await sshd.kill()
  }
})
