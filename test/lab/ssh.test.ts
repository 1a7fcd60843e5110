/** A link from the laptop to a real sshd on psm-1, through three routers: dials from there, and a path that is cut for 5 s. */
import { afterAll, expect, test } from 'vitest'
import type * as executing from '../../main/vantage/ssh/exec-dial.ts'
import type * as forwarding from '../../main/vantage/ssh/forward-dial.ts'
import type * as session from '../../main/vantage/ssh/session.ts'
import { bundle } from '../support/bundle.ts'
import { inMachine } from '../support/in-machine.ts'
import { makeSshWorld, targetOf } from '../support/ssh-world.ts'
import { startSshd, whyNoSshd, removeFolders } from '../support/sshd.ts'
import { run } from './command.ts'
import { whyNoLab, withNetwork } from './network.ts'
import { addressesOf, nft, threeRouters } from './topology.ts'

afterAll(removeFolders)

const why = whyNoLab() ?? whyNoSshd()
if (why !== null) {
  if (process.env['CI']) throw new Error(`SSH in the lab: ${why}; in CI that is a failure`)
  console.warn(`SSH in the lab: skipped, because ${why}`)
}

const PORT = 2222
type Modules = typeof session & typeof forwarding & typeof executing

interface Input {
  home: string
  target: Parameters<InstanceType<Modules['SshSession']>['link']>[0]
  peer: string
}

/** What each port of psm-2 answers a dial from psm-1; null: nothing within 1.5 s of the time when it was sent. */
async function dialAll(module: Modules, { home, target, peer }: Input): Promise<Record<string, (string | null)[]>> {
  const ask = () => Promise.resolve(null)
  const place = { home, configFiles: [] }
  const session = new module.SshSession({ askSecret: ask, confirmHostKey: () => Promise.resolve(true), place, env: {} })
  const link = session.link(target)
  await link.open()
  const found = await module.openExecDial(link)
  if ('missing' in found) throw new Error(found.missing)
  const dials = { forward: module.forwardDial(link).dial, exec: found.dial }
  const seen: Record<string, (string | null)[]> = {}
  for (const [name, dial] of Object.entries(dials)) {
    const ports = [9001, 9003, 9002, 9019].map(
      (port) =>
        new Promise<string | null>((resolve) => {
          const dialled = dial({ address: peer, port }, (_, answer) => {
            resolve(answer.kind === 'connected' ? 'open' : answer.errno)
            if (answer.kind === 'connected') answer.socket.destroy()
          })
          const timer = setInterval(() => {
            if (performance.now() - dialled.startedAt < 1500) return
            clearInterval(timer)
            dialled.abandon()
            resolve(null)
          }, 20)
        }),
    )
    seen[name] = await Promise.all(ports)
  }
  session.close()
  return seen
}

/** A command each half second, for 12 s: how many came back, and every state of the link. */
async function runOn(module: Modules, { home, target }: Input): Promise<{ back: number; states: string[] }> {
  const ask = () => Promise.resolve(null)
  const place = { home, configFiles: [] }
  const session = new module.SshSession({ askSecret: ask, confirmHostKey: () => Promise.resolve(true), place, env: {} })
  const link = session.link(target)
  const states: string[] = []
  link.onState(({ state }) => states.push(state))
  await link.open()
  const running: Promise<boolean>[] = []
  for (let i = 0; i < 24; i += 1) {
    const whole = link.run('echo back').then(async ({ stdout, stdin, exited }) => {
      stdout.resume()
      stdin.end()
      return (await exited).code === 0
    })
    running.push(whole.catch(() => false))
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  const back = (await Promise.all(running)).filter(Boolean).length
  session.close()
  return { back, states }
}

test.skipIf(why !== null)('dials from psm-1, and a cut of 5 s', { timeout: 90_000 }, async () => {
  const world = makeSshWorld()
  const changes = {
    r2: { nft: nft('forward') },
    'psm-2': {
      nft: nft('input', 'tcp dport 9002 reject with icmp type admin-prohibited', 'tcp dport 9019 drop'),
    },
  }
  const module = await bundle(
    'main/vantage/ssh/session.ts',
    'main/vantage/ssh/forward-dial.ts',
    'main/vantage/ssh/exec-dial.ts',
  )
  await withNetwork(threeRouters(4, changes), async (network) => {
    const address = addressesOf(4)['psm-1'] ?? ''
    const through = ['ip', 'netns', 'exec', network.netns('psm-1')]
    const sshd = await startSshd({ authorized: [world.key.line], address, port: PORT, through })
    try {
      const input = { home: world.home, target: targetOf(sshd, world), peer: addressesOf(4)['psm-2'] ?? '' }
      const place = { network, machine: 'laptop', module }
      // Without an ICMP error to read, a rejection is what the kernel makes of it.
      const expected = ['open', 'ECONNREFUSED', 'EHOSTUNREACH', null]
      expect(await inMachine(place, dialAll, input)).toEqual({ forward: expected, exec: expected })
      const ran = inMachine(place, runOn, input)
      await new Promise((resolve) => setTimeout(resolve, 3000))
      await run(network, 'r2', ['nft', 'add rule inet lab lab drop'])
      await new Promise((resolve) => setTimeout(resolve, 5000))
      await run(network, 'r2', ['nft', 'flush chain inet lab lab'])
      expect(await ran).toEqual({ back: 24, states: ['connecting', 'ready', 'idle'] })
    } finally {
      await sshd.kill()
    }
  })
})
