/**
 * Compound failures between two nodes behind SSH, with stand-ins at both ends: drops on the way there and on the way back, in both directions.
 * Each direction is a finding of its own, and a device is named only where a trace can show it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeFolders, whyNoSshd } from '../support/sshd.ts'
import type { ExpectedFinding } from './compound/compound.ts'
import { findingFaults } from './judge-findings.ts'
import { labGate } from './lab-gate.ts'
import type { SetFault } from './matrix-site.ts'
import { check, keep } from './run-scenario.ts'
import { SshSite } from './ssh-site.ts'

const ALIKE = [9004, 9010]
const BACK = [9200, 9300]
const RESET = [9014]
/** The same ports in both directions, by two routers; answers that are lost; and a router that resets. */
const FAULTS: readonly SetFault[] = [
  { router: 'r2', from: 'psm-1', to: 'psm-2', ports: ALIKE, does: 'drop' },
  { router: 'r1', from: 'psm-2', to: 'psm-1', ports: ALIKE, does: 'drop' },
  { router: 'r2', from: 'psm-1', to: 'psm-2', ports: BACK, does: 'return' },
  { router: 'r1', from: 'psm-2', to: 'psm-1', ports: RESET, does: 'reset' },
]
const [THERE, AND_BACK] = [
  { from: ['psm-1'], to: ['psm-2'] },
  { from: ['psm-2'], to: ['psm-1'] },
]
/** Each router by the interface that faces who asks. */
const R2 = { address: '10.77.12.2', hop: 2, certainty: 'last-responder' } as const
const R1 = { address: '10.77.12.1', hop: 2, certainty: 'last-responder' } as const
const FINDINGS: readonly ExpectedFinding[] = [
  { cause: 'forward-path-dropped', at: R2, ...THERE, ports: ALIKE },
  { cause: 'forward-path-dropped', at: R1, ...AND_BACK, ports: ALIKE },
  { cause: 'return-path-dropped', at: null, ...THERE, ports: BACK },
  { cause: 'reset-by-device', at: null, ...AND_BACK, ports: RESET },
]

const gate = labGate('compound failures over SSH') ?? whyNoSshd()

describe.skipIf(gate !== null)('compound failures over SSH', { timeout: 120_000 }, () => {
  let site: SshSite
  beforeAll(async () => {
    site = await SshSite.build(FAULTS)
    await Promise.all([site.serve('psm-1'), site.serve('psm-2')])
  })
  afterAll(async () => {
    await site?.close()
    removeFolders()
  })

  test('drops in both directions, answers that are lost, and a reset', async () => {
    const { result } = await check(site.network, 'laptop', site.plan('root'), ['psm-to-psm'], ['--stand-ins'])
    const lines = result.findings.map(({ cause, at, title, flows }) =>
      [cause, JSON.stringify(at), title, ...flows].join('\n   '),
    )
    await keep('compound-both-ends.txt', `${lines.join('\n')}\n`)
    // Where a stand-in holds a port, the VM itself does not listen: that is none of the faults.
    const findings = result.findings.filter(({ cause }) => cause !== 'vm-does-not-listen')
    const others = new Set(result.findings.filter((one) => !findings.includes(one)).flatMap(({ flows }) => flows))
    const flows = result.flows.filter(({ id }) => !others.has(id))
    expect(findingFaults({ findings: FINDINGS }, { flows, findings })).toEqual([])
  })
})
