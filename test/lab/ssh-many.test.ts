/**
 * Many hosts behind SSH, 33 flows from each, from one laptop: what the tool itself needs for it. All hosts are loopback addresses of one
 * namespace behind one sshd, so that this machine also runs their servers and probers, which take most of the time: LAB_SSH_HOSTS=200 asks for
 * as many as the goal names (measured: 6,600 flows in 79 s, 134 MB). LAB_SSH_PACES=fast,normal sets the paces.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sshd, makeFolder, makeKey, removeFolders, startSshd, whyNoSshd } from '../support/sshd.ts'
import { labGate } from './lab-gate.ts'
import { type Network, buildNetwork } from './network.ts'
import { check, keep } from './run-scenario.ts'
import type { LabPlan } from './scenario.ts'

const HOSTS = Number(process.env['LAB_SSH_HOSTS'] ?? 40)
const FLOWS_EACH = 33
const MOST_MB = 400
const PACES = (process.env['LAB_SSH_PACES'] ?? 'fast').split(',').filter((pace) => pace === 'fast' || pace === 'normal')

const gate = labGate('many hosts over SSH') ?? whyNoSshd()

describe.skipIf(gate !== null)(`${HOSTS} hosts over SSH`, { timeout: 180_000 }, () => {
  let network: Network
  let sshd: Sshd
  const key = makeKey(makeFolder(), 'engineer')
  beforeAll(async () => {
    network = await buildNetwork({ machines: { site: {} }, links: [] })
    const through = ['ip', 'netns', 'exec', network.netns('site')]
    sshd = await startSshd({ through, address: '0.0.0.0', port: 2222, authorized: [key.line] })
  })
  afterAll(async () => {
    await sshd?.kill()
    await network?.close()
    removeFolders()
  })

  test.each(PACES)('at the pace %s', async (pace) => {
    const hostKey = sshd.hostKeys['ed25519']?.fingerprint ?? 'missing'
    const vantage = { ssh: { user: 'root', port: 2222, identityFile: key.file, hostKey } }
    const plan: LabPlan = {
      version: 1,
      site: { name: 'many' },
      stage: 'preinstall',
      pace,
      endpoints: [
        ...[1, 2, 3].map((n) => ({ name: `psm-${n}`, role: 'psm-node', address: `127.9.0.${n}` })),
        ...Array.from({ length: HOSTS }, (_, i) => ({
          name: `dsc-${i + 1}`,
          role: 'dsc',
          address: `127.8.${Math.floor(i / 100)}.${(i % 100) + 1}`,
          vantage,
        })),
      ],
      rules: [],
    }
    const { result, process } = await check(network, 'site', plan, ['dsc-to-psm'], ['--no-evidence'])
    const mb = Math.round(process.peakRssKb / 1024)
    const words = `${pace}: ${result.summary.flows} flows, ${Math.round(process.ms / 1000)} s, ${mb} MB\n${result.warnings.join('\n')}\n${process.stderr}`
    await keep(`ssh-many-${pace}.txt`, words)
    expect(process.stderr).toBe('')
    expect(result.summary.flows).toBe(HOSTS * FLOWS_EACH)
    const wrong = result.flows.filter(({ outcome }) => outcome !== 'closed')
    expect(wrong.slice(0, 5).map((flow) => `${flow.id} ${flow.outcome}: ${flow.reason}`)).toEqual([])
    expect(mb).toBeLessThan(MOST_MB)
  })
})
