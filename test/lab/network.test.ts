/** The lab must never leave anything behind: not after a mistake, not after Ctrl-C, not after kill -9. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { run } from './command.ts'
import { buildNetwork, namespaces, removeLeftovers, whyNoLab, withNetwork } from './network.ts'
import type { NetworkSpec } from './network-script.ts'

const why = whyNoLab()
if (why !== null) {
  if (process.env['CI']) throw new Error(`network of the lab: ${why}; in CI that is a failure`)
  console.warn(`network of the lab: skipped, because ${why}`)
}

const PAIR: NetworkSpec = {
  machines: {
    a: { addresses: { eth0: ['10.79.0.1/24'] } },
    b: { addresses: { eth0: ['10.79.0.2/24'] }, listeners: [{ ports: [7], behaviour: 'ssh' }] },
  },
  links: [['a:eth0', 'b:eth0']],
}
const mine = (pid: number | undefined) => namespaces().filter((name) => name.startsWith(`psmlab-${pid}-`))

/** Another process that builds a network and then waits. */
async function otherLab(): Promise<ChildProcess> {
  const network = fileURLToPath(new URL('./network.ts', import.meta.url))
  const script = `
    const { runnerImport } = await import('vite')
    const { module } = await runnerImport(${JSON.stringify(network)})
    await module.buildNetwork(${JSON.stringify(PAIR)})
    console.log('built')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const chunk of child.stdout) if (String(chunk).includes('built')) break
  return child
}

describe.skipIf(why !== null)('the network of the lab', () => {
  test('carries a connection, and is gone afterwards', { timeout: 30_000 }, async () => {
    const script = `require('net').connect(7, '10.79.0.2').once('data', (d) => { console.log(String(d)); process.exit() })`
    const result = await withNetwork(PAIR, (network) => run(network, 'a', [process.execPath, '-e', script]))
    expect(result.stdout).toContain('SSH-2.0-')
    expect(mine(process.pid)).toEqual([])
  })

  test('a mistake in a description is told in the words of the tool, and leaves nothing', async () => {
    const wrong = { ...PAIR, machines: { ...PAIR.machines, a: { nft: 'table inet lab { chain nonsense' } } }
    await expect(buildNetwork(wrong)).rejects.toThrow(/could not be built: .*syntax error/s)
    expect(mine(process.pid)).toEqual([])
  })

  test('Ctrl-C removes it', { timeout: 30_000 }, async () => {
    const child = await otherLab()
    expect(mine(child.pid)).toHaveLength(2)
    child.kill('SIGINT')
    await once(child, 'exit')
    expect(mine(child.pid)).toEqual([])
  })

  test('what a killed process left is removed by the next', { timeout: 30_000 }, async () => {
    const child = await otherLab()
    expect(mine(child.pid)).toHaveLength(2)
    child.kill('SIGKILL')
    await once(child, 'exit')
    removeLeftovers()
    expect(mine(child.pid)).toEqual([])
  })
})
