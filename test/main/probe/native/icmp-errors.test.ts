/**
 * Every way in which a network can refuse a SYN, in real kernels, as root and as nobody: errno as Node's connect() would have it,
 * the ICMP error with its sender, and the retransmissions.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { LimitedTarget } from '../../../../main/probe/dial.ts'
import type * as Native from '../../../../main/probe/native/dialler.ts'
import { bundle } from '../../../support/bundle.ts'
import { NOBODY, inMachine } from '../../../support/in-machine.ts'
import type { MachineSpec } from '../../../lab/network-script.ts'
import { whyNoLab, withNetwork } from '../../../lab/network.ts'
import { LAPTOP_ROUTE, R2_ROUTES, nft, threeRouters } from '../../../lab/topology.ts'

const why = whyNoLab()
if (why !== null && process.env['CI']) throw new Error(`ICMP errors in the lab: ${why}; in CI that is a failure`)
if (why !== null) console.warn(`ICMP errors in the lab: skipped, because ${why}`)

let module = ''
beforeAll(async () => {
  module = await bundle('main/probe/native/dialler.ts')
})

interface Seen {
  result: string
  errno: string | null
  icmp: { version: number; type: number; code: number; reporter: string | null } | null
  from: string | null
  portKnown: boolean
  retransmits: number | null
  ms: number
}

/** Each target is asked once, all at the same time, and given up after `waitMs`. */
async function ask(
  { createDialler }: typeof Native,
  { targets, waitMs }: { targets: LimitedTarget[]; waitMs: number },
): Promise<Seen[]> {
  const dialler = await createDialler()
  if ('missing' in dialler) throw new Error(dialler.missing)
  const seen = await Promise.all(
    targets.map(
      (target) =>
        new Promise<Seen>((resolve) => {
          const finish = (result: string) => {
            clearTimeout(timer)
            dialled.abandon()
            const { errno, icmp, sourceAddress, sourcePort, retransmits, startedAt } = dialled
            const ms = (dialled.answeredAt ?? performance.now()) - startedAt
            resolve({ result, errno, icmp, from: sourceAddress, portKnown: (sourcePort ?? 0) > 0, retransmits, ms })
          }
          const timer = setTimeout(() => finish('silence'), waitMs)
          const dialled = dialler.dial(target, (_, answer) => finish(answer.kind))
        }),
    ),
  )
  dialler.close()
  return seen
}

const PSM = '10.77.20.11'
const PSM6 = 'fd77:20::11'
const error = (errno: string, icmp: [number, number, string] | null) => ({
  result: 'error',
  errno,
  icmp: icmp && { version: icmp[2].includes(':') ? 6 : 4, type: icmp[0], code: icmp[1], reporter: icmp[2] },
  from: '10.77.10.10',
  portKnown: true,
  retransmits: 0,
})

async function expectSeen(
  changes: Readonly<Record<string, MachineSpec>>,
  cases: readonly [LimitedTarget, Partial<Seen>][],
  { family = 4, waitMs = 1500 }: { family?: 4 | 6; waitMs?: number } = {},
): Promise<void> {
  // A network for each: routers limit their errors to a destination (6 at once, then 1 a second).
  const inOwnNetwork = (uid: number) =>
    withNetwork(threeRouters(family, changes), async (network) => {
      const targets = cases.map(([target]) => target)
      const seen = await inMachine({ network, machine: 'laptop', module, uid }, ask, { targets, waitMs })
      for (const [index, [target, expected]] of cases.entries()) {
        expect(seen[index], `port ${target.port} as ${uid}`).toMatchObject(expected)
      }
    })
  await Promise.all([0, NOBODY].map(inOwnNetwork))
}

const at = (port: number, ttl?: number): LimitedTarget => ({ address: PSM, port, ...(ttl ? { ttl } : {}) })

describe.skipIf(why !== null)('ICMP errors', () => {
  test('firewalls at the second router: every kind of reject, a drop, a reset', { timeout: 60_000 }, async () => {
    const rejects: [number, string, string, [number, number, string] | null][] = [
      [7001, 'reject', 'ECONNREFUSED', [3, 3, '10.77.12.2']],
      [7002, 'reject with icmp type admin-prohibited', 'EHOSTUNREACH', [3, 13, '10.77.12.2']],
      [7003, 'reject with icmp type host-prohibited', 'EHOSTUNREACH', [3, 10, '10.77.12.2']],
      [7004, 'reject with icmp type net-prohibited', 'ENETUNREACH', [3, 9, '10.77.12.2']],
      [7005, 'reject with icmp type net-unreachable', 'ENETUNREACH', [3, 0, '10.77.12.2']],
      [7006, 'reject with tcp reset', 'ECONNREFUSED', null],
    ]
    const rules = rejects.map(([port, rule]) => `tcp dport ${port} ${rule}`)
    await expectSeen({ r2: { nft: nft('forward', ...rules, 'tcp dport 7007 drop') } }, [
      ...rejects.map(([port, , errno, icmp]) => [at(port), error(errno, icmp)] as [LimitedTarget, Partial<Seen>]),
      [at(7007), { result: 'silence', errno: null, icmp: null, from: '10.77.10.10', portKnown: true, retransmits: 1 }],
      [at(22), { result: 'connected', errno: null, icmp: null, retransmits: 0 }],
      [at(23), error('ECONNREFUSED', null)],
      [
        { ...at(22), localAddress: '10.77.10.10' },
        { result: 'connected', from: '10.77.10.10', portKnown: true },
      ],
    ])
  })

  test('the router where a limited TTL ends', { timeout: 60_000 }, async () => {
    const expired = (reporter: string) => error('EHOSTUNREACH', [11, 0, reporter])
    await expectSeen({}, [
      [at(22, 1), expired('10.77.10.1')],
      [at(22, 2), expired('10.77.12.2')],
      [at(22, 3), expired('10.77.23.2')],
      [at(22, 4), { result: 'connected' }],
      [at(23, 3), expired('10.77.23.2')],
      [at(23, 4), error('ECONNREFUSED', null)],
      [at(22, 255), { result: 'connected' }],
    ])
  })

  test('routes that lead nowhere, at a router and here', { timeout: 60_000 }, async () => {
    const r2 = { routes: [...R2_ROUTES, 'unreachable 10.77.31.0/24', 'prohibit 10.77.32.0/24'] }
    const laptop = {
      routes: [LAPTOP_ROUTE, 'unreachable 10.77.41.0/24', 'prohibit 10.77.42.0/24', 'throw 10.77.43.0/24'],
    }
    const to = (address: string) => ({ address, port: 443 })
    await expectSeen({ laptop, r2 }, [
      [to('10.77.31.1'), error('EHOSTUNREACH', [3, 1, '10.77.12.2'])],
      [to('10.77.32.1'), error('EHOSTUNREACH', [3, 13, '10.77.12.2'])],
      [to('10.77.41.1'), { result: 'error', errno: 'EHOSTUNREACH', icmp: null }],
      [to('10.77.42.1'), { result: 'error', errno: 'EACCES', icmp: null }],
    ])
    await expectSeen({ laptop: { routes: [] } }, [[at(22), { result: 'error', errno: 'ENETUNREACH', icmp: null }]])
  })

  test('a neighbour that is not there: here, and behind the last router', { timeout: 60_000 }, async () => {
    await expectSeen(
      {},
      [
        [
          { address: '10.77.20.99', port: 443 },
          { ...error('EHOSTUNREACH', [3, 1, '10.77.23.2']), retransmits: expect.any(Number) },
        ],
        [
          { address: '10.77.10.99', port: 443 },
          { result: 'error', errno: 'EHOSTUNREACH', from: '10.77.10.10' },
        ],
      ],
      { waitMs: 6000 },
    )
  })

  test('a firewall of this machine says its own address', { timeout: 60_000 }, async () => {
    const rules = [
      'tcp dport 7001 reject',
      'tcp dport 7002 reject with icmp type admin-prohibited',
      'tcp dport 7003 drop',
    ]
    await expectSeen({ laptop: { nft: nft('output', ...rules) } }, [
      [at(7001), error('ECONNREFUSED', [3, 3, '10.77.10.10'])],
      [at(7002), error('EHOSTUNREACH', [3, 13, '10.77.10.10'])],
      [at(7003), { result: 'silence', icmp: null }],
    ])
    const six = (port: number) => ({ address: PSM6, port })
    const own = (errno: string, code: number) => ({
      ...error(errno, [1, code, 'fd77:10::10']),
      from: 'fd77:10::10',
    })
    const rules6 = ['tcp dport 7001 reject', 'tcp dport 7002 reject with icmpv6 type admin-prohibited']
    await expectSeen(
      { laptop: { nft: nft('output', ...rules6) } },
      [
        [six(7001), own('ECONNREFUSED', 4)],
        [six(7002), own('EACCES', 1)],
      ],
      { family: 6 },
    )
  })

  test('IPv6', { timeout: 60_000 }, async () => {
    const rules = [
      'tcp dport 7001 reject',
      'tcp dport 7002 reject with icmpv6 type admin-prohibited',
      'tcp dport 7003 drop',
    ]
    const six = (port: number, ttl?: number): LimitedTarget => ({ address: PSM6, port, ...(ttl ? { ttl } : {}) })
    const from6 = (seen: object) => ({ ...seen, from: 'fd77:10::10' })
    await expectSeen(
      { r2: { nft: nft('forward', ...rules) } },
      [
        [six(7001), from6(error('ECONNREFUSED', [1, 4, 'fd77:12::2']))],
        [six(7002), from6(error('EACCES', [1, 1, 'fd77:12::2']))],
        [six(7003), { result: 'silence', icmp: null, from: 'fd77:10::10' }],
        [six(22), { result: 'connected' }],
        [six(23), from6(error('ECONNREFUSED', null))],
        [six(22, 1), from6(error('EHOSTUNREACH', [3, 0, 'fd77:10::1']))],
        [six(22, 2), from6(error('EHOSTUNREACH', [3, 0, 'fd77:12::2']))],
        [six(22, 3), from6(error('EHOSTUNREACH', [3, 0, 'fd77:23::2']))],
        [six(22, 4), { result: 'connected' }],
        [{ address: 'fd77:0020:0:0::0011', port: 7001 }, from6(error('ECONNREFUSED', [1, 4, 'fd77:12::2']))],
      ],
      { family: 6 },
    )
  })
})
