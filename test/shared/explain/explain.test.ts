/** Titles of findings: they claim no more than their proof, and practice ports cannot be taken for those of the guide. */
import { describe, expect, test } from 'vitest'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { shiftPorts } from '../../../shared/catalogue/shift-ports.ts'
import { EN } from '../../../shared/explain/causes/en.ts'
import { explain } from '../../../shared/explain/explain.ts'
import type { Outcome, Proof, Verdict } from '../../../shared/outcome.ts'
import type { HostEvidence } from '../../../shared/observation.ts'
import type { FlowResult } from '../../../shared/result.ts'
import { mixedRun } from '../../support/sample-run.ts'

const [sample] = mixedRun().flows
if (!sample) throw new Error('the sample has no flow')
const host = (address: string): HostEvidence => ({
  source: '10.77.10.10',
  address,
  route: null,
  controls: [],
  answered: 1,
  errors: 0,
  promptErrors: 0,
  srttMs: 1,
  asked: 1,
  lost: 0,
  rateLimited: false,
})
const flow = (port: number, outcome: Outcome, verdict: Verdict, proof: Proof) => ({
  ...sample,
  port,
  outcome,
  verdict,
  proof,
})

test.each<[Proof, RegExp]>([
  ['likely', /: the path looks open, but the PSM VM is not ready$/],
  ['proven', /: the path is open, but the PSM VM is not ready$/],
])('closed before the install, %s', (proof, title) => {
  expect(explain([flow(9002, 'closed', 'warn', proof)])[0]?.title).toMatch(title)
})

test('one flow that is only likely keeps the careful title', () => {
  const [found] = explain([flow(443, 'reset', 'fail', 'proven'), flow(80, 'reset', 'fail', 'likely')])
  expect(found?.title).toContain('it seems by a device')
})

describe('moved ports', () => {
  test('the catalogue says by how much', () => {
    expect(shiftPorts(APPENDIX_B, 10_000).portShift).toBe(10_000)
    expect(APPENDIX_B.portShift).toBeUndefined()
  })
  test('titles name both, and so do explanations that name ports of the guide', () => {
    const [found] = explain([flow(19_002, 'closed', 'warn', 'likely')], 10_000)
    expect(found?.title).toMatch(/^Port 19002 \(in the guide: 9002\) on /)
    expect(found?.explanation).toMatch(/These are the ports of the guide.*so that 9002 is 19002\.$/)
  })
  test('without a shift, no word of it', () => {
    const [found] = explain([flow(9002, 'closed', 'warn', 'likely')])
    expect(JSON.stringify(found)).not.toContain('guide')
  })
})

test('no cause advises what this version does not have, or speaks in jargon', () => {
  for (const cause of Object.values(EN.causes)) {
    expect(JSON.stringify(cause)).not.toMatch(/nonce|stand-in|error queue|half-open/i)
  }
})

describe('a network that shuns us', () => {
  const doubt = { observer: 'sentinel', port: 22 } as const
  const shut = (destination: string, port: number, evidence: Partial<FlowResult['evidence']> = { doubt }) => ({
    ...flow(port, 'unstable', 'warn', 'likely'),
    id: `${destination}/${port}`,
    destination,
    evidence: { ...sample.evidence, ...evidence },
  })

  test('is one finding, whichever ports of whichever destinations it hit', () => {
    const flows = [shut('psm-1', 443), shut('psm-1', 9001), shut('psm-2', 9001), shut('psm-3', 80)]
    const found = explain(flows)
    expect(found.map(({ cause, flows: ids }) => [cause, ids.length])).toEqual([['shunned', 4]])
    expect(found[0]?.title).toBe('4 flows to psm-1, psm-2, psm-3: answers stopped coming while it was tested')
  })

  test('also where it was noticed only when flows that had answered were asked again', () => {
    const found = explain([shut('psm-1', 443), shut('psm-2', 80, { fellSilent: { tries: 4 } })])
    expect(found.map(({ cause }) => cause)).toEqual(['shunned'])
  })

  test('answers that contradict each other are another cause', () => {
    expect(explain([shut('psm-1', 443), shut('psm-2', 80, {})])).toHaveLength(2)
  })
})

describe('a host that never answered: the steps begin where the trace ends', () => {
  const dead = (address: string, by?: [address: string, hop: number]) => ({
    ...flow(443, 'host-silent', 'fail', 'likely'),
    id: address,
    destination: address,
    address,
    sourceAddress: '10.77.10.10',
    ...(by ? { blockedBy: { address: by[0], hop: by[1], certainty: 'last-responder' as const } } : {}),
  })
  /** Answers on 22, behind these routers. */
  const neighbour = (address: string, routers: string[]): HostEvidence => ({
    ...host(address),
    traces: [
      {
        observer: 'tcp-trace',
        port: 22,
        hops: routers.map((router, i) => ({ ttl: i + 1, addresses: [{ address: router, rttMs: 1 }] })),
        end: 'handshake',
        endTtl: routers.length + 1,
        rounds: 1,
      },
    ],
  })
  const ROUTERS = ['10.77.10.1', '10.77.12.2', '10.77.13.2']
  const whom = (flows: FlowResult[], hosts: HostEvidence[]) => {
    const [found] = explain(flows, 0, hosts)
    return `${found?.whoCanFix} | ${found?.steps[0]}`
  }

  test('no trace: the console first', () => {
    expect(whom([dead('10.77.20.12')], [])).toMatch(
      /^The owner of the destination machine; then.* \| Check on its console/,
    )
  })
  test('at the first router: its owner first', () => {
    const said = whom([dead('10.77.20.12', ['10.77.10.1', 1])], [neighbour('10.77.20.11', ROUTERS)])
    expect(said).toMatch(
      /^The owner of the network at 10\.77\.10\.1 \(hop 1\), .*; then the owner of the destination machine \| Begin/,
    )
    expect(said).toContain('| Begin where the trace ends, at 10.77.10.1 (hop 1)')
  })
  test('at the router from which its neighbours are reached: the console first', () => {
    const said = whom([dead('10.77.20.12', ['10.77.13.2', 3])], [neighbour('10.77.20.11', ROUTERS)])
    expect(said).toMatch(/^The owner of the destination machine; then the owner of 10\.77\.13\.2 \(hop 3\)/)
    expect(said).toContain('| Check on its console')
  })
  test('a host in another network, right behind that router, is no neighbour', () => {
    const said = whom([dead('10.77.20.12', ['10.77.10.1', 1])], [neighbour('10.77.11.5', ['10.77.10.1'])])
    expect(said).toContain('| Begin where the trace ends')
  })
  test('seen from another source, it says nothing of this path', () => {
    const other = { ...neighbour('10.77.20.11', ROUTERS), source: '10.77.10.99' }
    expect(whom([dead('10.77.20.12', ['10.77.13.2', 3])], [other])).toContain('| Begin where the trace ends')
  })
  test('no sentence keeps a place holder', () => {
    for (const hop of [1, 3]) {
      const found = explain([dead('10.77.20.12', [ROUTERS[hop - 1] ?? '', hop])], 0, [
        neighbour('10.77.20.11', ROUTERS),
      ])
      expect(found.flatMap((f) => [f.title, f.whoCanFix, ...f.steps]).join()).not.toContain('{')
    }
  })
})

describe('stand-ins and NAT', () => {
  const seen = (address: string) => ({
    ...sample.evidence,
    attempts: [],
    route: { observer: 'route', sourceAddress: '10.77.10.10', interface: 'eth0', errno: null } as const,
    standIn: {
      observer: 'stand-in',
      state: 'listening',
      by: 'ssh',
      nonce: 'answered',
      detail: '',
      seenSource: { address, port: 40_000 },
      seenDestination: { address: '10.77.20.11', port: 9002 },
      accepted: 1,
      syns: { listener: 1, wire: null },
    } as const,
  })
  const cause = (verdict: Verdict, address: string) =>
    explain([{ ...flow(9002, 'open', verdict, 'proven'), evidence: seen(address) }]).map((finding) => finding.cause)

  test('a source address that is rewritten is a finding, whether it fails or warns', () => {
    expect([cause('fail', '10.77.12.1'), cause('warn', '10.77.12.1')]).toEqual([['nat'], ['nat']])
  })
  test('a proven path to a VM that does not listen itself', () => {
    expect(cause('warn', '10.77.10.10')).toEqual(['vm-does-not-listen'])
  })
  test('a stand-in at a cluster that runs: the service does not listen', () => {
    expect(cause('fail', '10.77.10.10')).toEqual(['not-listening'])
  })
  test('what passes has none', () => {
    expect(cause('pass', '10.77.10.10')).toEqual([])
  })
})
