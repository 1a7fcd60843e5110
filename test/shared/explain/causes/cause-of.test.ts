/** Which evidence means which cause: over every case that the conclusions are tested with, and over what tells causes apart. */
import { describe, expect, test } from 'vitest'
import { conclude } from '../../../../shared/conclude/conclude.ts'
import { isStandIn, rewrittenSource } from '../../../../shared/conclude/both-ends.ts'
import { rule } from '../../../../shared/conclude/verdict.ts'
import { APPENDIX_B } from '../../../../shared/catalogue/appendix-b.ts'
import { causesIn } from '../../../../shared/explain/causes/cause-of.ts'
import type { MachineSeen } from '../../../../shared/explain/machines-seen.ts'
import type { FlowEvidence, HostEvidence } from '../../../../shared/observation.ts'
import type { FlowResult } from '../../../../shared/result.ts'
import { mixedRun } from '../../../support/sample-run.ts'
import {
  ADDRESS,
  attempt,
  host,
  icmp,
  judged,
  proof,
  queued,
  R2,
  R3,
  seen,
  silence,
  SOURCE,
  standIn,
} from '../../conclude/case.ts'
import { TABLES } from '../../conclude/tables.ts'

const [sample] = mixedRun().flows
if (!sample) throw new Error('the sample has no flow')

interface Told {
  port?: number
  stage?: 'preinstall' | 'operational'
  host?: HostEvidence | null
}

/** The flow that comes of this evidence, concluded and ruled on as a run does it. */
function flowOf(evidence: FlowEvidence, { port = 9010, stage = 'preinstall', host: context = host(1) }: Told = {}) {
  const conclusion = conclude(judged({ port }), evidence, context)
  const [ruling] = rule(
    [
      {
        direction: 'psm-to-psm',
        source: 'psm-1',
        port,
        outcome: conclusion.outcome,
        catalogueOnNode: true,
        betweenNodes: true,
        standIn: isStandIn(evidence),
        rewrittenSource: rewrittenSource(evidence),
      },
    ],
    stage,
    APPENDIX_B,
  )
  const verdict = ruling?.verdict ?? 'untested'
  const ends = { address: ADDRESS, sourceAddress: SOURCE }
  return { ...sample, ...ends, port, evidence, ...conclusion, verdict } as FlowResult
}

const hostsOf = ({ host: context = host(1) }: Told = {}) => (context ? [context] : [])

function causeOf(evidence: FlowEvidence, told: Told = {}, machine?: MachineSeen) {
  const flow = flowOf(evidence, told)
  return causesIn([flow], hostsOf(told), machine && [machine])(flow)
}

test('whatever fails or warns has a cause, and nothing else has one', () => {
  for (const [table, cases] of Object.entries(TABLES)) {
    for (const { name, evidence, host: context } of cases) {
      for (const stage of ['preinstall', 'operational'] as const) {
        const told = { stage, ...(context === undefined ? {} : { host: context }) }
        const flow = flowOf(evidence, told)
        const isWrong = flow.verdict === 'fail' || flow.verdict === 'warn'
        const cause = causesIn([flow], hostsOf(told))(flow)
        expect(cause !== null, `${table}: ${name}: ${flow.verdict}, ${cause}`).toBe(isWrong)
      }
    }
  }
})

describe('silence, where both ends were watched', () => {
  const silent = (counts: Parameters<typeof standIn>[0], state: 'listening' | 'none' = 'listening') =>
    causeOf(seen(silence(), standIn(counts, { state })))

  test('nobody watched there', () => expect(causeOf(seen(silence()))).toBe('silent-drop'))
  test('the listener got the SYNs', () => expect(silent({ listener: 6 })).toBe('return-path-dropped'))
  test('it got some of them', () => expect(silent({ listener: 2 })).toBe('lossy-path'))
  test('none came in by wire', () => expect(silent({ listener: 0, wire: 0 })).toBe('forward-path-dropped'))
  test('they came in, and not to the listener', () =>
    expect(silent({ listener: 0, wire: 6 })).toBe('destination-firewall'))
  test('they came in, and nothing listens', () =>
    expect(silent({ listener: null, wire: 6 }, 'none')).toBe('arrived-unanswered'))
  test('the listener got none, and the wire was not watched: its own firewall may have dropped them', () =>
    expect(silent({ listener: 0, wire: null })).toBe('silent-drop'))
  test('a reset that the destination itself sends is not one of a device', () => {
    const reset = (wire: number) => causeOf(seen([queued('ECONNREFUSED')], standIn({ listener: 0, wire })))
    expect([reset(1), reset(0)]).toEqual(['destination-firewall', 'reset-by-device'])
  })
})

describe('unreachable', () => {
  const gone = { host: host(0, { errors: 1 }) }
  test('a router has no route: network unreachable', () => {
    expect(causeOf(seen([queued('ENETUNREACH', icmp(3, 0, R2))]), gone)).toBe('missing-route')
    expect(causeOf(seen([queued('ENETUNREACH', icmp(1, 0, 'fd00::1', 6))]), gone)).toBe('missing-route')
  })
  test('nobody answers ARP, at the last router or here', () => {
    expect(causeOf(seen([queued('EHOSTUNREACH', icmp(3, 1, R3), 3080)]), gone)).toBe('wrong-vlan-or-subnet')
    expect(causeOf(seen([queued('EHOSTUNREACH', icmp(3, 1, SOURCE), 3070)]), gone)).toBe('wrong-vlan-or-subnet')
    expect(causeOf(seen([attempt('EHOSTUNREACH', 3071)]), { host: host(0) })).toBe('wrong-vlan-or-subnet')
  })
  test('a flow that was asked while a neighbour was looked for already has the same cause as the first', () => {
    const flows = [3080, 1900].map((ms) => flowOf(seen([queued('EHOSTUNREACH', icmp(3, 1, R3), ms)]), gone))
    expect(flows.map(causesIn(flows, hostsOf(gone)))).toEqual(['wrong-vlan-or-subnet', 'wrong-vlan-or-subnet'])
  })
  test('a late error among prompt ones is no failed neighbour', () => {
    const told = { host: host(0, { errors: 9, promptErrors: 8 }) }
    expect(causeOf(seen([attempt('EHOSTUNREACH', 3020)]), told)).toBe('unreachable')
  })
  test('a router says at once that the host is unreachable: it may be a route or a neighbour', () =>
    expect(causeOf(seen([queued('EHOSTUNREACH', icmp(3, 1, R2))]), gone)).toBe('unreachable'))
  test('a loop', () => expect(causeOf(seen([queued('EHOSTUNREACH', icmp(11, 0, R2))]), gone)).toBe('route-loop'))
})

describe('contradictions', () => {
  const ways = { unsettled: { hops: 1, farthest: 3, why: 'ways' as const } }
  test('the distance never fits: ways of different length, or a device', () => {
    expect(causeOf(seen([attempt('ECONNREFUSED')], ways))).toBe('asymmetric-route')
    const odd = { host: host(1, { hops: { routers: 2, from: 'RST of port 80' }, reach: { ttl: 5, port: 80 } }) }
    const segments = [{ observer: 'raw', kind: 'RST', ttl: 62, hops: 2, window: 0, mss: null, options: '' } as const]
    expect(causeOf(seen([queued('ECONNREFUSED')], { segments }), odd)).toBe('asymmetric-route')
  })
  test('not enough time to find out, or an answer that changed, is neither', () => {
    const time = { unsettled: { hops: 1, farthest: 3, why: 'time' as const } }
    expect(causeOf(seen([attempt('ECONNREFUSED')], time))).toBe('unstable')
    expect(causeOf(seen([attempt('ECONNREFUSED')], { changed: { to: 'handshake' } }))).toBe('unstable')
  })
  test('a device that falls silent shuns', () =>
    expect(causeOf(seen([attempt('ECONNREFUSED')], { fellSilent: { tries: 4 } }))).toBe('shunned'))
})

describe('what the machine that sent knows beside its flows', () => {
  const nothing: MachineSeen = { from: ['laptop'], duplicates: [], pathMtu: [], neighbours: [], silentGateways: [] }
  const twice = { ...nothing, duplicates: [{ address: ADDRESS, macs: ['a', 'b'] }] }
  const narrow = (bytes: number | null): MachineSeen => ({
    ...nothing,
    pathMtu: [{ address: ADDRESS, bytes, interfaceMtu: 1500, note: '' }],
  })
  const changed = seen([attempt('ECONNREFUSED')], { changed: { to: 'handshake' } })
  const noData = seen([attempt(null)], standIn({ listener: 1, accepted: 1 }, { nonce: 'none' }))

  test('two machines with the address explain a contradiction, and no drop', () => {
    expect(causeOf(changed, {}, twice)).toBe('duplicate-address')
    expect(causeOf(seen(silence()), {}, twice)).toBe('silent-drop')
  })
  test('a narrow path explains data that does not come through, and nothing else', () => {
    expect(causeOf(noData, {}, narrow(1400))).toBe('path-mtu')
    expect(causeOf(noData, {}, narrow(1500))).toBe('unstable')
    expect(causeOf(noData, {}, narrow(null))).toBe('unstable')
    expect(causeOf(changed, {}, narrow(1400))).toBe('unstable')
    expect(causeOf(noData, {}, { ...narrow(1400), from: ['another'] })).toBe('unstable')
  })
  test('nobody answers ARP for the gateway: what is beyond it was never asked, what is before it was', () => {
    const route = { observer: 'route' as const, sourceAddress: SOURCE, interface: 'eth0', errno: null }
    const dead = { ...seen([attempt('EHOSTUNREACH', 3071)]), route }
    const gateway = { address: '10.99.0.1', interface: 'eth0', networks: ['10.99.0.5/24'] }
    const silent = (change: Partial<typeof gateway> = {}): MachineSeen => ({
      ...nothing,
      silentGateways: [{ ...gateway, ...change }],
    })
    const gone = { host: host(0) }
    expect(causeOf(dead, gone, silent())).toBe('gateway-silent')
    expect(causeOf({ ...seen(silence()), route }, gone, silent())).toBe('gateway-silent')
    expect(causeOf(dead, gone, silent({ interface: 'eth1' }))).toBe('wrong-vlan-or-subnet')
    expect(causeOf(dead, gone, silent({ address: 'fe80::1' }))).toBe('wrong-vlan-or-subnet')
    expect(causeOf(dead, gone, silent({ networks: [`${ADDRESS}/24`] }))).toBe('wrong-vlan-or-subnet')
    expect(causeOf(dead, gone, { ...silent(), from: ['another'] })).toBe('wrong-vlan-or-subnet')
    expect(causeOf({ ...seen(silence()), route }, {}, silent())).toBe('silent-drop')
    // What is heard through it came by another way.
    const flows = [flowOf(dead, gone), flowOf({ ...seen([attempt(null)]), route })]
    expect(causesIn(flows, [], [silent()])(flows[0] ?? flowOf(dead))).toBe('wrong-vlan-or-subnet')
  })
  test('nobody answers ARP for it in the network of this machine', () => {
    const neighbour = (state: string, mac: string | null = null): MachineSeen => ({
      ...nothing,
      neighbours: [{ address: ADDRESS, interface: 'eth0', mac, state }],
    })
    const dead = { host: host(0) }
    expect(causeOf(seen(silence()), dead, neighbour('failed'))).toBe('wrong-vlan-or-subnet')
    expect(causeOf(seen(silence()), dead, neighbour('stale', '02:00:00:00:00:01'))).toBe('host-silent')
    expect(causeOf(seen(silence()), dead, { ...neighbour('failed'), from: ['another'] })).toBe('host-silent')
    expect(causeOf(seen(silence()), {}, neighbour('failed'))).toBe('silent-drop')
  })
})

describe('open, and not good all the same', () => {
  test('NAT between nodes', () => expect(causeOf(seen([attempt(null)], proof('10.77.12.1')))).toBe('nat'))
  test('a stand-in at a cluster that runs', () =>
    expect(causeOf(seen([attempt(null)], proof()), { stage: 'operational' })).toBe('not-listening'))
  test('a stand-in where a fresh VM listens', () =>
    expect(causeOf(seen([attempt(null)], proof()), { port: 9002 })).toBe('vm-does-not-listen'))
  test('a node that still waits for its cluster', () =>
    expect(causeOf(seen([attempt(null)]), { port: 9001, stage: 'operational' })).toBe('node-not-joined'))
})
