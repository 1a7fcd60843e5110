/**
 * Stand-ins through three real routers: a SYN that is dropped on the way there, an answer that is dropped on the way back, and a host that
 * drops by itself are told apart by what the stand-in counts; a SYN proxy and a redirect are exposed. Senders are users without rights.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { conclude } from '../../shared/conclude/conclude.ts'
import type { FlowEvidence } from '../../shared/observation.ts'
import type { NonceAnswer } from '../../main/standin/ask-nonce.ts'
import { countsBetween } from '../../main/standin/counts.ts'
import { observeStandIn } from '../../main/standin/observe.ts'
import type { Interpreter } from '../../main/standin/remote/programs.ts'
import { startStandIn } from '../../main/standin/remote/start.ts'
import { AS_NOBODY, childRemote } from '../support/child-remote.ts'
import { callIn, whyNoCallIn } from './call-in.ts'
import { type Network, whyNoLab, withNetwork } from './network.ts'
import type { MachineSpec } from './network-script.ts'
import { type Family, addressesOf, nft, threeRouters } from './topology.ts'

const why = whyNoLab() ?? whyNoCallIn()
if (why !== null) {
  if (process.env['CI']) throw new Error(`stand-ins in the lab: ${why}; in CI that is a failure`)
  console.warn(`stand-ins in the lab: skipped, because ${why}`)
}
const SECRET = randomBytes(32)
const PORT = 9010
const ROUNDS = 20
/** One path for each round, so that all are asked at once, and each judged by itself. */
const PORTS = Array.from({ length: ROUNDS }, (_, i) => 9100 + i)

/** A connect from each of three source ports; then a look at who answered. */
const dial = (address: string, ports: readonly number[], waitMs: number) => `
  const { connect } = await import('node:net')
  const ask = (port) => new Promise((resolve) => {
    const socket = connect({ host: ${JSON.stringify(address)}, port, autoSelectFamily: false })
    const timer = setTimeout(() => { socket.destroy(); resolve({ errno: 'silence' }) }, ${waitMs})
    socket.once('error', (error) => { clearTimeout(timer); resolve({ errno: error.code }) })
    socket.once('connect', async () => {
      clearTimeout(timer)
      const answer = await m.askNonce({ connection: socket, secret: Buffer.from('${SECRET.toString('hex')}', 'hex'), name: 'psm-1', deadlineMs: 1500 })
      socket.destroy()
      resolve({ errno: null, answer })
    })
  })
  return Promise.all(${JSON.stringify(ports)}.map(async (port) => ({ port, asks: await Promise.all([ask(port), ask(port), ask(port)]) })))`

interface Asked {
  port: number
  asks: { errno: string | null; answer?: NonceAnswer }[]
}

interface Setting {
  network: Network
  by: Interpreter
  nobody: boolean
  family?: Family
  ports?: readonly number[]
}

/** Asks the ports of psm-1 from the laptop, while a stand-in there holds and counts them; gives what is concluded of each. */
async function concluded({ network, by, nobody, family = 4, ports = PORTS }: Setting) {
  const { 'psm-1': address = '', laptop: source = '' } = addressesOf(family)
  const user = nobody ? AS_NOBODY : []
  const { run } = childRemote(['ip', 'netns', 'exec', network.netns('psm-1'), ...user])
  const standIn = await startStandIn(run, {
    name: 'psm-1',
    addresses: [address],
    ports,
    senders: [],
    secret: SECRET,
    stage: 'preinstall',
    interpreters: [by],
  })
  const before = standIn.reached()
  // A first neighbour solicitation may get lost while the links come up; it is sent again after 1 s.
  const ask = dial(address, ports, family === 6 ? 2500 : 900)
  const { value } = await callIn(network, 'laptop', 'main/standin/ask-nonce.ts', ask, { nobody: true })
  const after = await standIn.count()
  standIn.end()
  if (!after) throw new Error('the stand-in did not answer')
  return (value as Asked[]).map(({ port, asks }) => {
    // As a check does, which asks again where a proof may have been lost.
    const kept = asks.find(({ answer }) => answer?.nonce === 'answered') ?? asks[0]
    const counts = countsBetween(before, after, { port, source, others: new Set([source]) }, standIn.counted)
    const state = standIn.ports.find((p) => p.port === port)?.state === 'listening' ? 'listening' : 'none'
    const evidence: FlowEvidence = {
      attempts: asks.map(({ errno }, i) => ({
        observer: 'error-queue',
        at: i,
        elapsedMs: 900,
        sourceAddress: null,
        sourcePort: null,
        result: errno === null ? 'connected' : errno === 'silence' ? 'unanswered' : 'error',
        errno: errno === 'silence' ? null : errno,
      })),
      identity: null,
      route: { observer: 'route', sourceAddress: source, interface: 'eth0', errno: null },
      notAsked: null,
      standIn: observeStandIn({ state, by: 'ssh', answer: kept?.answer ?? null, counts, name: 'psm-1' }),
    }
    const { outcome, proof, reason } = conclude({ address, port, service: 'lab', identity: null }, evidence, null)
    return { outcome, proof, reason, counts }
  })
}

const CASES = [
  { by: 'python3', nobody: false, wire: true },
  { by: 'python3', nobody: true, wire: false },
  { by: 'perl', nobody: true, wire: false },
] as const
const DPORT = `tcp dport 9100-${9100 + ROUNDS - 1}`
const SPORT = `tcp sport 9100-${9100 + ROUNDS - 1}`

/** Of the rounds those that were concluded in another way, so that a failure says what. */
const misses = (found: Awaited<ReturnType<typeof concluded>>, reason: RegExp) =>
  found.filter((one) => one.outcome !== 'silent' || one.proof !== 'proven' || !reason.test(one.reason))

async function inLab(changes: Record<string, MachineSpec>, setting: Omit<Setting, 'network'>) {
  return withNetwork(threeRouters(setting.family ?? 4, { 'psm-1': { listeners: [] }, ...changes }), (network) =>
    concluded({ ...setting, network }),
  )
}

describe.skipIf(why !== null).each(CASES)(
  '$by, without rights: $nobody',
  { timeout: 90_000 },
  ({ by, nobody, wire }) => {
    test(`a clean path: ${ROUNDS} of ${ROUNDS} proven`, async () => {
      const found = await inLab({}, { by, nobody })
      expect(found.filter(({ outcome, proof }) => outcome === 'open' && proof === 'proven')).toHaveLength(ROUNDS)
    })
    test(`the SYN dropped on the way there: ${ROUNDS} of ${ROUNDS}`, async () => {
      const found = await inLab({ r2: { nft: nft('forward', `${DPORT} drop`) } }, { by, nobody })
      expect(misses(found, wire ? /lost on the way there\.$/ : /on the way there, or dropped by the firewall/)).toEqual(
        [],
      )
    })
    test(`the answer dropped on the way back: ${ROUNDS} of ${ROUNDS}`, async () => {
      const found = await inLab({ r2: { nft: nft('forward', `${SPORT} drop`) } }, { by, nobody })
      expect(misses(found, /lost on the way back\.$/)).toEqual([])
      expect(found.every(({ counts }) => counts.syns.listener === 3)).toBe(true)
    })
    test(`dropped by the host itself: ${ROUNDS} of ${ROUNDS}`, async () => {
      const found = await inLab({ 'psm-1': { listeners: [], nft: nft('input', `${DPORT} drop`) } }, { by, nobody })
      expect(misses(found, wire ? /machine itself drops it/ : /or dropped by the firewall of/)).toEqual([])
    })
    test('a RST of a device', async () => {
      const found = await inLab({ r2: { nft: nft('forward', `${DPORT} reject with tcp reset`) } }, { by, nobody })
      expect(found.filter(({ outcome, proof }) => outcome === 'reset' && proof === 'proven')).toHaveLength(ROUNDS)
    })
  },
)

/** As in the scenario syn-proxy; what it may not pass is dropped behind it. */
const SYN_PROXY = `table ip lab {
  chain prerouting {
    type filter hook prerouting priority raw; policy accept;
    iifname "left" tcp dport { 9010, 9011 } tcp flags syn / fin,syn,rst,ack notrack
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    tcp dport { 9010, 9011 } ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm
  }
}`
const REDIRECT = `table ip lab {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    iifname "left" tcp dport 9010 redirect to :3128
  }
}`
const SOURCE_NAT = `table ip lab {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "right" tcp dport 9010 masquerade
  }
}`

describe.skipIf(why !== null)('devices that answer', { timeout: 90_000 }, () => {
  const ports = [PORT, 9011]
  test('a SYN proxy before a port that is dropped behind it is exposed; what it lets through is proven', async () => {
    const found = await inLab(
      {
        r2: { nft: SYN_PROXY, sysctls: { 'net.netfilter.nf_conntrack_tcp_loose': 0 } },
        r3: { nft: nft('forward', 'tcp dport 9010 drop') },
      },
      { by: 'python3', nobody: true, ports },
    )
    expect(found.map(({ outcome, proof }) => `${outcome} ${proof}`)).toEqual(['intercepted proven', 'open proven'])
  })
  test('a redirect is exposed', async () => {
    const found = await inLab(
      { r2: { nft: REDIRECT, listeners: [{ ports: [3128], behaviour: 'accept' }] } },
      { by: 'python3', nobody: true, ports },
    )
    expect(found.map(({ outcome, proof }) => `${outcome} ${proof}`)).toEqual(['intercepted proven', 'open proven'])
  })
  test('NAT is named, with the address that the destination sees', async () => {
    const found = await inLab({ r2: { nft: SOURCE_NAT } }, { by: 'python3', nobody: true, ports: [PORT] })
    expect(found[0]).toMatchObject({ outcome: 'open', proof: 'proven' })
    expect(found[0]?.reason).toMatch(/NAT on the way rewrites the source address to 10\.77\.23\.1/)
  })
  test('NAT and an answer that is lost: what cannot be told is not claimed', async () => {
    const found = await inLab(
      { r2: { nft: SOURCE_NAT }, r3: { nft: nft('forward', 'tcp sport 9010 drop') } },
      { by: 'python3', nobody: false, ports: [PORT] },
    )
    expect(found[0]?.counts.syns).toEqual({ listener: null, wire: null })
    expect(found[0]?.proof).toBe('likely')
  })
})

describe.skipIf(why !== null)('loss', { timeout: 90_000 }, () => {
  test('of 15 % each way is never taken for a device, nor for a path that is closed', async () => {
    const lossy = nft('forward', 'numgen random mod 100 < 15 drop')
    const found = await inLab(
      { r2: { nft: lossy } },
      { by: 'python3', nobody: true, ports: [...PORTS, 9201, 9202, 9203] },
    )
    expect(found.filter(({ outcome }) => outcome === 'intercepted' || outcome === 'reset')).toEqual([])
    // Three questions each, of which about half are answered: five packets must all arrive.
    expect(found.filter(({ outcome, proof }) => outcome === 'open' && proof === 'proven').length).toBeGreaterThan(10)
  })
})

describe.skipIf(why !== null)('IPv6', { timeout: 90_000 }, () => {
  test.each([
    ['there', nft('forward', `${DPORT} drop`), /lost on the way there\.$/],
    ['back', nft('forward', `${SPORT} drop`), /lost on the way back\.$/],
  ])('lost on the way %s', async (_, rules, reason) => {
    const found = await inLab({ r2: { nft: rules } }, { by: 'python3', nobody: false, family: 6 })
    expect(misses(found, reason)).toEqual([])
  })
})

test.skipIf(why !== null)('a link that is cut leaves no process within ten seconds', { timeout: 60_000 }, async () => {
  await withNetwork(threeRouters(4, { 'psm-1': { listeners: [] } }), async (network) => {
    const { run, children } = childRemote(['ip', 'netns', 'exec', network.netns('psm-1')])
    const standIn = await startStandIn(run, {
      name: 'psm-1',
      addresses: ['10.77.20.11'],
      ports: [PORT],
      senders: [],
      secret: SECRET,
      stage: 'preinstall',
    })
    // Nothing more comes through, and nobody closes anything: as a link that is cut.
    const [child] = children
    if (!child?.stdin) throw new Error('no stdin')
    child.stdin.cork()
    const startedAt = performance.now()
    expect(await Promise.race([standIn.ended, sleep(12_000, 'still there')])).toMatch(/SIGALRM/)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })
})
