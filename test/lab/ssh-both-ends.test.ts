/**
 * What a stand-in at the far end proves, without rights on either node and for the tool itself: which way a packet is lost, and who
 * answered in the destination's place. Each run has several flows of each kind; the runs repeat.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeFolders, whyNoSshd } from '../support/sshd.ts'
import type { FlowResult } from '../../shared/result.ts'
import { labGate } from './lab-gate.ts'
import { MATRIX, type SetFault } from './matrix-site.ts'
import { SshSite } from './ssh-site.ts'
import { check } from './run-scenario.ts'

const RUNS = Number(process.env['LAB_RUNS_SSH'] ?? 5)
const [THERE, BACK, PROXY, LED] = [[9004, 9010, 9014, 9020], [9200, 9300, 9009, 9012], [6443], [7000]]
const FAULTS: readonly SetFault[] = [
  { router: 'r2', from: 'psm-1', to: 'psm-2', ports: THERE, does: 'drop' },
  { router: 'r2', from: 'psm-1', to: 'psm-2', ports: BACK, does: 'return' },
  { router: 'r2', from: 'psm-1', to: 'psm-2', ports: PROXY, does: 'proxy-blocked', proxyAt: 'r1' },
]
const gate = labGate('both ends over SSH') ?? whyNoSshd()

describe.skipIf(gate !== null)('both ends over SSH', { timeout: 120_000 }, () => {
  let site: SshSite
  beforeAll(async () => {
    site = await SshSite.build(FAULTS)
    await Promise.all([site.serve('psm-1'), site.serve('psm-2')])
    await site.redirect(`ip daddr ${MATRIX['psm-2']} tcp dport { ${LED.join(', ')} } redirect to :8080`)
  })
  afterAll(async () => {
    await site?.close()
    removeFolders()
  })

  test(`${RUNS * THERE.length} losses each way, a SYN proxy and a redirect`, async () => {
    const wrong: string[] = []
    for (let run = 1; run <= RUNS; run += 1) {
      const options = ['--stand-ins', '--from', 'psm-1', ...(run % 2 === 0 ? ['--no-evidence'] : [])]
      const { result } = await check(site.network, 'laptop', site.plan('probe'), ['psm-to-psm'], options, 'user')
      wrong.push(...result.flows.flatMap((flow) => faultOf(flow) ?? []).map((fault) => `run ${run}: ${fault}`))
    }
    expect(wrong).toEqual([])
  })
})

/** What is wrong with what was said of a flow; null: nothing. */
function faultOf(flow: FlowResult): string | null {
  const { port, outcome, proof, reason } = flow
  const isRight =
    THERE.includes(port) || BACK.includes(port)
      ? outcome === 'silent' && proof === 'proven' && /lost on the way back/.test(reason) === BACK.includes(port)
      : proof === 'proven' && outcome === (PROXY.includes(port) || LED.includes(port) ? 'intercepted' : 'open')
  return isRight ? null : `${flow.id}: ${outcome}, ${proof}: ${reason}`
}
