/**
 * NAT between nodes: every port answers, and the cluster would break all the same, for its members compare addresses. Only a stand-in at the
 * other end sees it.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RunResult } from '../../shared/result.ts'
import { removeFolders, whyNoSshd } from '../support/sshd.ts'
import { run } from './command.ts'
import { labGate } from './lab-gate.ts'
import { MATRIX } from './matrix-site.ts'
import { check } from './run-scenario.ts'
import { SshSite } from './ssh-site.ts'

const gate = labGate('NAT between nodes') ?? whyNoSshd()
/** Where r1 looks to r2. */
const ROUTER = '10.77.12.1'

describe.skipIf(gate !== null)('NAT between nodes', { timeout: 60_000 }, () => {
  let site: SshSite
  beforeAll(async () => {
    site = await SshSite.build()
    await Promise.all([site.serve('psm-1'), site.serve('psm-2')])
  })
  afterEach(() => run(site.network, 'r1', ['nft', 'delete table ip hidden']))
  afterAll(async () => {
    await site?.close()
    removeFolders()
  })

  /** A router that gives what psm-1 sends to psm-2 another source. */
  const checkWith = async (nat: string, groups: readonly string[]) => {
    const rule = `ip saddr ${MATRIX['psm-1']} ip daddr ${MATRIX['psm-2']} ${nat}`
    const chain = `chain c { type nat hook postrouting priority srcnat; ${rule}; }`
    await run(site.network, 'r1', ['nft', `table ip hidden { ${chain}; }`])
    const { result } = await check(site.network, 'laptop', site.plan('probe'), groups, ['--stand-ins'], 'user')
    const between = result.flows.filter(({ group }) => group === 'psm-to-psm')
    return {
      result,
      hidden: between.filter(({ source }) => source === 'psm-1'),
      plain: between.filter(({ source }) => source === 'psm-2'),
    }
  }
  const kinds = (flows: Awaited<ReturnType<typeof checkWith>>['plain']) => [
    ...new Set(
      flows.map(({ outcome, verdict, proof }) => `${outcome} ${verdict === 'fail' ? 'fail' : 'fine'} ${proof}`),
    ),
  ]

  const failures = ({ findings }: RunResult) =>
    findings.filter(({ severity }) => severity === 'fail').map(({ cause, flows }) => [cause, flows.toSorted()])

  test('masquerade: proven open, and a failure all the same, with a finding of exactly these flows', async () => {
    const { result, hidden, plain } = await checkWith('masquerade', ['psm-to-psm'])
    expect(hidden.length).toBe(24)
    expect(kinds(plain)).toEqual(['open fine proven'])
    expect(kinds(hidden)).toEqual(['open fail proven'])
    for (const { reason } of hidden) {
      expect(reason).toContain(`NAT on the way rewrites the source address to ${ROUTER}`)
      expect(reason).toContain('between nodes there must be no NAT')
    }
    expect(failures(result)).toEqual([['nat', hidden.map(({ id }) => id).toSorted()]])
  })

  test('to the address of another sender: open, and whose rules let it through is not certain', async () => {
    const { result, hidden, plain } = await checkWith(`snat to ${MATRIX.laptop}`, ['psm-to-psm', 'user-to-psm'])
    expect(kinds(plain)).toEqual(['open fine proven'])
    expect(kinds(hidden)).toEqual(['open fail likely'])
    for (const { reason } of hidden) expect(reason).toContain(`reached from ${MATRIX.laptop}, the address of laptop`)
    expect(failures(result)).toEqual([['nat', hidden.map(({ id }) => id).toSorted()]])
    const laptop = result.flows.filter(({ source }) => source === 'laptop')
    expect(laptop.filter(({ verdict, proof }) => verdict === 'fail' || proof !== 'proven')).toEqual([])
  })
})
