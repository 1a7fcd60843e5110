/**
 * Runs to render and to convert in tests: made by expanding a real plan with the real catalogue, so that ids, groups and order
 * are those of a check. What "happened" is a pure function of the flow: the same call gives the same run.
 */
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { type Environment, OBSERVERS, type ObserverId } from '../../shared/environment.ts'
import { explain } from '../../shared/explain/explain.ts'
import type { FlowEvidence } from '../../shared/observation.ts'
import type { Outcome, Proof, Verdict } from '../../shared/outcome.ts'
import { expand } from '../../shared/plan/expand.ts'
import type { Endpoint, ExtraRule, Flow, Plan, Vantage } from '../../shared/plan/plan.ts'
import type { FlowResult, RunResult } from '../../shared/result.ts'
import { RUN_SCHEMA, summarise } from '../../shared/summary.ts'

export const SAMPLE_SHA256 = '9f2c41d07ab35e86c1f4d2907be6a83514c0fd9e7b6a2853d1e4f7089ab3c265'

/** What happens to a flow in a sample. */
export interface Fate {
  outcome: Outcome
  verdict: Verdict
  proof: Proof
  reason: string
  settle?: string
  rttMs?: number
  blockedBy?: NonNullable<FlowResult['blockedBy']>
}

export type FateOf = (flow: Flow, index: number) => Fate

const endpoint = (name: string, role: Endpoint['role'], address: string, kind: Vantage['kind'] = 'none'): Endpoint => ({
  name,
  role,
  address,
  isName: false,
  vantage: kind === 'ssh' ? { kind, ssh: { user: 'root', port: 22 } } : { kind },
})

/** 10.77.30.1 and up, over octets. */
const dscAddress = (n: number) => `10.77.${30 + Math.floor(n / 250)}.${(n % 250) + 1}`

export function samplePlan(dscs: number, change: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    site: { name: 'DC-1 row 7', customer: 'Example Corp', engineer: 'J. Doe' },
    stage: 'preinstall',
    pace: 'normal',
    endpoints: [
      endpoint('laptop', 'user-station', '10.77.10.10', 'local'),
      endpoint('mgmt', 'management-station', '10.77.10.11', 'local'),
      ...[1, 2, 3].map((n) => endpoint(`psm-${n}`, 'psm-node', `10.77.20.1${n}`, 'ssh')),
      ...Array.from({ length: dscs }, (_, i) => endpoint(`dsc-${i + 1}`, 'dsc', dscAddress(i))),
    ],
    rules: [],
    ...change,
  }
}

const NOTHING_SEEN: FlowEvidence = { attempts: [], identity: null, route: null, notAsked: null }

function resultOf(flow: Flow, fate: Fate): FlowResult {
  const asked = fate.verdict !== 'untested'
  return {
    id: flow.id,
    group: flow.group,
    direction: flow.direction,
    service: flow.service,
    port: flow.port,
    source: flow.source.name,
    sourceAddress: flow.source.address,
    destination: flow.destination.name,
    address: flow.destination.address,
    vantage: flow.source.vantage.kind,
    outcome: fate.outcome,
    verdict: fate.verdict,
    proof: fate.proof,
    reason: fate.reason,
    settle: fate.settle ?? null,
    rttMs: fate.rttMs ?? null,
    attempts: asked ? (fate.rttMs === undefined ? 6 : 1) : 0,
    durationMs: asked ? (fate.rttMs ?? 1812.4) : 0,
    ...(fate.blockedBy ? { blockedBy: fate.blockedBy } : {}),
    evidence: asked
      ? NOTHING_SEEN
      : {
          ...NOTHING_SEEN,
          notAsked: { observer: 'none', why: 'no-vantage', detail: `${flow.source.name} has no vantage` },
        },
    finding: null,
  }
}

const SAMPLE_NOTES: Record<ObserverId, string> = {
  connect: "By the system's connect().",
  'error-queue': 'By sockets of our own with IP_RECVERR (koffi 3.3.4).',
  'tcp-trace': 'By the same sockets, with small TTLs.',
  raw: 'Raw sockets need root, an administrator, or CAP_NET_RAW. Running the check with sudo would make it possible.',
  echo: 'By ping from iputils 20221126. Not used: net-ping: raw sockets need root, an administrator, or CAP_NET_RAW.',
  capture: 'Neither dumpcap nor tcpdump is installed (Debian, Ubuntu: tcpdump).',
}

/** A laptop with a cable and a tunnel, run by a user without rights. */
export const SAMPLE_ENVIRONMENT: Environment = {
  platform: 'linux x64',
  user: 'engineer',
  privileged: false,
  interfaces: [
    {
      name: 'lo',
      addresses: ['127.0.0.1/8', '::1/128'],
      mtu: 65_536,
      mac: null,
      kind: 'loopback',
      active: true,
      destinations: 0,
    },
    {
      name: 'eth0',
      addresses: ['10.77.10.10/24', '10.77.10.11/24', 'fe80::200:5eff:fe00:5310/64'],
      mtu: 1500,
      mac: '00:00:5e:00:53:10',
      kind: 'wired',
      active: true,
      destinations: 5,
    },
    { name: 'tun0', addresses: ['10.8.0.6/24'], mtu: 1380, mac: null, kind: 'vpn', active: true, destinations: 0 },
    {
      name: 'docker0',
      addresses: ['172.17.0.1/16'],
      mtu: 1500,
      mac: '02:42:00:00:53:01',
      kind: 'virtual',
      active: false,
      destinations: 0,
    },
  ],
  gateways: [
    {
      address: '10.77.10.1',
      interface: 'eth0',
      neighbour: { address: '10.77.10.1', interface: 'eth0', mac: '00:00:5e:00:53:01', state: 'reachable' },
    },
  ],
  neighbours: [],
  pathMtu: [
    ...[1, 2, 3].map((n) => ({
      address: `10.77.20.1${n}`,
      bytes: 1500,
      interfaceMtu: 1500,
      note: 'Packets of the full size of the interface arrive in one piece.',
    })),
    {
      address: '10.77.30.1',
      bytes: 1400,
      interfaceMtu: 1500,
      note: '10.77.12.2 said that the path takes at most 1400 bytes, and echoes of that size are answered.',
    },
    {
      address: '10.77.30.2',
      bytes: null,
      interfaceMtu: 1500,
      note: 'Not measured: echoes of no size that was tried are answered.',
    },
  ],
  duplicates: [],
  names: [],
  observers: OBSERVERS.map((id) => ({ id, available: id !== 'raw' && id !== 'capture', note: SAMPLE_NOTES[id] })),
  notes: [],
  warnings: [
    'tun0 is a VPN or another tunnel and is up; no destination of the plan is reached through it.',
    'The path to 10.77.30.1 takes packets of at most 1400 bytes, the interface sends up to 1500: connections open, and large transfers may stall.',
  ],
}

/** A run of a plan in which every flow meets the fate that is given for it. */
export function runOf(plan: Plan, fateOf: FateOf, change: Partial<RunResult> = {}): RunResult {
  const flows = expand(plan, APPENDIX_B).map((flow, i) => resultOf(flow, fateOf(flow, i)))
  const findings = explain(flows)
  const findingOf = new Map(findings.flatMap((f) => f.flows.map((id) => [id, f.id] as const)))
  for (const flow of flows) flow.finding = findingOf.get(flow.id) ?? null
  const endpoints = plan.endpoints.map(({ name, role, address, vantage }) => ({
    name,
    role,
    address,
    vantage: vantage.kind,
  }))
  return {
    schema: RUN_SCHEMA,
    tool: { name: 'psm-preflight', version: '0.1.0', catalogue: APPENDIX_B.version },
    site: { ...plan.site },
    stage: plan.stage,
    pace: plan.pace,
    startedAt: '2026-03-04T13:02:11.120Z',
    finishedAt: '2026-03-04T13:02:19.904Z',
    utcOffsetMinutes: 60,
    complete: true,
    plan: { sha256: SAMPLE_SHA256.replaceAll('9', 'e'), endpoints, groups: APPENDIX_B.groups.map((g) => g.id) },
    flows,
    findings,
    vantages: endpoints.map((e) => ({
      endpoint: e.name,
      kind: e.vantage,
      address: e.address,
      interface: e.vantage === 'local' ? 'eth0' : null,
      state: e.vantage === 'none' ? 'none' : 'used',
      note: e.vantage === 'none' ? 'An SSH vantage, or a run on the machine itself, would test its flows.' : '',
    })),
    hosts: hostsOf(flows),
    environment: SAMPLE_ENVIRONMENT,
    warnings: [],
    summary: summarise(flows),
    ...change,
  }
}

function hostsOf(flows: readonly FlowResult[]): RunResult['hosts'] {
  const hosts = new Map<string, RunResult['hosts'][number]>()
  for (const flow of flows) {
    if (flow.verdict === 'untested') continue
    const key = `${flow.source} ${flow.address}`
    const host = hosts.get(key) ?? {
      source: flow.source,
      address: flow.address,
      route: null,
      controls: [{ observer: 'control' as const, port: 64999, result: 'closed' as const, errno: 'ECONNREFUSED' }],
      answered: 0,
      srttMs: flow.rttMs,
      asked: 0,
      lost: 0,
      errors: 0,
      promptErrors: 0,
      rateLimited: false,
    }
    hosts.set(key, host)
    host.asked += 1
    if (flow.rttMs !== null) host.answered += 1
    if (flow.source === 'psm-2' && flow.port === 9002) host.lost += 1
  }
  return [...hosts.values()]
}

const SETTLE_OPEN = 'A stand-in on the destination would prove that it answers itself.'
const rtt = (i: number) => Math.round((0.31 + ((i * 37) % 90) / 60) * 100) / 100

const open = (i: number, proven: boolean): Fate => ({
  outcome: 'open',
  verdict: 'pass',
  proof: proven ? 'proven' : 'likely',
  reason: 'The handshake was completed.',
  ...(proven ? {} : { settle: SETTLE_OPEN }),
  rttMs: rtt(i),
})

const untested = (flow: Flow): Fate => ({
  outcome: 'not-tested',
  verdict: 'untested',
  proof: 'none',
  reason: `Not tested: ${flow.source.name} has no vantage.`,
  settle: `An SSH vantage on ${flow.source.name}, or a run on that machine, would settle it.`,
})

const closed = (flow: Flow, i: number): Fate => ({
  outcome: 'closed',
  verdict: flow.direction === 'user-to-psm' && flow.port === 9001 ? 'warn' : 'pass',
  proof: 'likely',
  reason: `${flow.destination.name} answered with a RST: the path is open, nothing listens.`,
  settle: 'The hop distance of the RST, compared with that of another answer, would settle who sent it.',
  rttMs: rtt(i),
})

const DROPPED = [9010, 9011, 9012, 9014, 9015]

function mixedFate(flow: Flow, i: number): Fate {
  if (flow.source.role === 'dsc') return untested(flow)
  if (flow.source.name === 'psm-3' && DROPPED.includes(flow.port) && flow.direction === 'psm-to-psm') {
    return {
      outcome: 'silent',
      verdict: 'fail',
      proof: 'likely',
      reason: '6 SYNs in 1.8 s were not answered, though the destination answers on other ports.',
      settle: `A stand-in on ${flow.destination.name} would tell whether the SYN arrives.`,
    }
  }
  if (flow.direction === 'psm-to-dsc' && flow.destination.name === 'dsc-2') {
    return {
      outcome: 'rejected',
      verdict: 'fail',
      proof: 'proven',
      reason: '10.77.10.1 answered: administratively prohibited (ICMP 3/13).',
      rttMs: 3.2,
      blockedBy: { address: '10.77.10.1', hop: 1, certainty: 'reported' },
    }
  }
  if (flow.port === 22 || flow.port === 443) return open(i, true)
  return closed(flow, i)
}

/** 231 flows: 3 nodes and 2 cards, two findings that fail and one that warns, the cards' own flows untested. */
export function mixedRun(change: Partial<RunResult> = {}): RunResult {
  const run = runOf(samplePlan(2), mixedFate, change)
  for (const finding of run.findings) {
    finding.rules = {
      'Cisco IOS': [
        'ip access-list extended PSM-IN',
        ' permit tcp host 10.77.20.13 host 10.77.20.11 eq 9010 9011 9012 9014 9015',
        ' permit tcp host 10.77.20.13 host 10.77.20.12 eq 9010 9011 9012 9014 9015',
      ].join('\n'),
      nftables:
        'nft add rule inet filter forward ip saddr { 10.77.20.13 } ip daddr { 10.77.20.11, 10.77.20.12 } tcp dport { 9010, 9011, 9012, 9014, 9015 } ct state new accept comment "psm-preflight F1 --> psm-3"',
    }
  }
  return run
}

/** From the laptop: a proxy answers 80 and 443 of every node and 9001 of one, and 22 of all is dropped. */
export function proxiedRun(): RunResult {
  return runOf(samplePlan(2), (flow, i) => {
    if (flow.direction !== 'user-to-psm') return open(i, true)
    const proxied = flow.port === 80 || flow.port === 443 || (flow.port === 9001 && flow.destination.name === 'psm-2')
    if (proxied) {
      return {
        outcome: 'intercepted',
        verdict: 'fail',
        proof: 'proven',
        reason: 'A device in the path completed the handshake.',
        rttMs: rtt(i),
        blockedBy: { address: '10.77.12.2', hop: 2, certainty: 'concluded' },
      }
    }
    if (flow.port !== 22) return open(i, true)
    return { outcome: 'silent', verdict: 'fail', proof: 'likely', reason: 'No answer.', settle: 'A capture there.' }
  })
}

/** 231 flows that all pass and are all proven. */
export function passingRun(): RunResult {
  return runOf(samplePlan(2), (_flow, i) => open(i, true))
}

/** 36,159 flows: 1,000 cards. One card answers nothing, ten lack two ports, the rest passes. */
export function largeRun(): RunResult {
  const fate: FateOf = (flow, i) => {
    const dsc = flow.source.role === 'dsc' ? flow.source.name : flow.destination.name
    if (dsc === 'dsc-137') {
      return {
        outcome: 'host-silent',
        verdict: 'fail',
        proof: 'likely',
        reason: 'Nothing was heard of it.',
        settle: 'A look at its console.',
      }
    }
    if (flow.direction === 'dsc-to-psm' && /^dsc-50\d$/.test(dsc) && flow.port >= 9019 && flow.port <= 9020) {
      return { outcome: 'silent', verdict: 'fail', proof: 'likely', reason: 'No answer.', settle: 'A stand-in.' }
    }
    return open(i, flow.port % 2 === 0)
  }
  return runOf(samplePlan(1000), fate)
}

/** A pseudorandom whole number below `below`, the same for the same `n`. */
function scatter(n: number, below: number): number {
  let x = (n + 1) * 2_654_435_761
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b)
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b)
  return ((x ^ (x >>> 16)) >>> 0) % below
}

/** The same 36,159 flows with the outcome of each drawn at random, one in twenty silent: nothing much to join. */
export function scatteredRun(): RunResult {
  return runOf(samplePlan(1000), (flow, i) => {
    if (scatter(i, 20) > 0) return closed(flow, i)
    return { outcome: 'silent', verdict: 'fail', proof: 'likely', reason: 'No answer.', settle: 'A stand-in.' }
  })
}

const LONG = 'a-very-long-endpoint-name-that-somebody-exported-from-an-inventory-'.repeat(3).slice(0, 200)

/** Names as an attacker, an inventory or the world beyond Latin makes them. */
export const HOSTILE = {
  long: LONG,
  script: '<script>alert("x")</script>&amp;',
  formula: '=HYPERLINK("http://example.invalid","psm")',
  control: 'bell\u0007escape\u001b[31m',
  bidi: 'psm\u202egnp.exe',
  hebrew: 'שרת-1',
  vietnamese: 'Máy chủ Nguyễn Đặng',
  decomposed: 'Tru\u031bo\u031b\u0300ng Ve\u0302\u0323',
  greek: 'Διακομιστής-Ω',
  cyrillic: 'Сервер-Щ',
  han: '服务器',
  service: 'Service-with-a-name-of-sixty-characters-and-not-a-single-gap',
} as const

/** 14 endpoints with hostile names, an extra rule with a hostile service, hostile site data; few enough for single rows. */
export function hostileRun(): RunResult {
  const { script, long, vietnamese, hebrew, formula, control, bidi, decomposed, greek, cyrillic, han } = HOSTILE
  const rule: ExtraRule = {
    id: 'extra-1',
    service: HOSTILE.service,
    port: 443,
    from: 'user-station',
    to: '2001:db8::40:5',
  }
  const plan = samplePlan(0, {
    site: { name: `Row 7 ${vietnamese} ${script} ${long}`, customer: `${script} GmbH & Söhne`, engineer: control },
    rules: [rule],
  })
  plan.endpoints = [
    ...[script, long].map((name, i) => endpoint(name, 'user-station', `10.77.10.${10 + i}`, 'local')),
    endpoint('mgmt', 'management-station', '10.77.10.20', 'local'),
    ...[long, vietnamese, hebrew].map((name, i) =>
      endpoint(`${name} node`, 'psm-node', `2001:db8:0:1::${i + 1}`, 'ssh'),
    ),
    ...[script, formula, control, bidi, decomposed, greek, cyrillic, han].map((name, i) =>
      endpoint(`${name} card`, 'dsc', dscAddress(i)),
    ),
  ]
  const warnings = ['The check ran at the pace fast.', `${script} ${long}`, 'Third.', 'Fourth.']
  const environment: Environment = {
    ...SAMPLE_ENVIRONMENT,
    user: script,
    interfaces: [long, control, bidi, vietnamese].map((name, i) => ({
      name,
      addresses: [`2001:db8:${i}:ffff:ffff:ffff:ffff:ffff/64`, `10.77.10.${10 + i}/24`],
      mtu: 9000,
      mac: 'ff:ff:ff:ff:ff:ff',
      kind: 'unknown',
      active: true,
      destinations: 100_000,
    })),
    gateways: [{ address: 'fe80::ffff:ffff:ffff:ffff', interface: long, neighbour: null }],
    names: [{ name: `${long}.example`, addresses: [], error: script }],
    observers: SAMPLE_ENVIRONMENT.observers.map((o) => ({ ...o, available: false, note: `${script} ${long}` })),
    warnings: [`${script} ${long}`],
    notes: [hebrew],
  }
  return runOf(plan, mixedFate, { warnings, environment })
}
