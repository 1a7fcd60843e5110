/** The judge must find every kind of fault, or the lab proves nothing. */
import { describe, expect, test } from 'vitest'
import type { Outcome, Proof, Verdict } from '../../shared/outcome.ts'
import type { FlowResult, RunResult } from '../../shared/result.ts'
import { outsidePlan } from './capture.ts'
import { judgeRun } from './judge-run.ts'
import { drop } from './scenarios/drop.ts'
import { resetByDevice } from './scenarios/reset-by-device.ts'

function flow(port: number, outcome: Outcome, verdict: Verdict, proof: Proof = 'likely'): FlowResult {
  return {
    id: `x/laptop/psm-1/${port}`,
    group: 'extra',
    direction: 'x',
    service: 'x',
    port,
    source: 'laptop',
    sourceAddress: '10.77.10.10',
    destination: 'psm-1',
    address: '10.77.20.11',
    vantage: 'local',
    outcome,
    verdict,
    proof,
    reason: 'It was so in this test.',
    settle: proof === 'proven' ? null : 'Another look.',
    rttMs: null,
    attempts: 1,
    durationMs: 1,
    evidence: { attempts: [], identity: null, route: null, notAsked: null },
    finding: null,
  }
}

const SEEN = [{ protocol: 0x800, from: '10.77.10.10', to: '10.77.20.11', icmpv6Type: null }]

function judge(
  scenario: typeof drop,
  flows: FlowResult[],
  changes: { status?: number; ms?: number; to?: string } = {},
) {
  const packets = changes.to
    ? [...SEEN, { protocol: 0x800, from: '10.77.10.10', to: changes.to, icmpv6Type: null }]
    : SEEN
  return judgeRun(
    scenario,
    {
      result: { flows, complete: true } as unknown as RunResult,
      process: { status: changes.status ?? 1, ms: changes.ms ?? 1000, peakRssKb: 1, stderr: '' },
      nmap: new Map(),
      packets,
    },
    'connect',
  ).faults
}

describe('the judge', () => {
  test('accepts the truth', () => {
    expect(judge(drop, [flow(443, 'silent', 'fail'), flow(22, 'open', 'pass', 'proven')])).toEqual([])
  })

  test('finds a pass that the scenario does not list', () => {
    const faults = judge(drop, [flow(443, 'closed', 'pass'), flow(9102, 'silent', 'fail')])
    expect(faults.join('\n')).toMatch(/the truth is silent.*\n.*false pass that the scenario does not list/)
  })

  test('counts a listed false pass, but not as proven', () => {
    expect(judge(resetByDevice, [flow(443, 'closed', 'pass'), flow(9102, 'reset', 'fail')])).toEqual([])
    const faults = judge(resetByDevice, [flow(443, 'closed', 'pass', 'proven'), flow(9102, 'reset', 'fail')])
    expect(faults).toEqual(['x/laptop/psm-1/443: a false pass that claims to be proven'])
  })

  test('finds a wrong exit status, a slow run and a packet outside the plan', () => {
    const faults = judge(drop, [flow(443, 'silent', 'fail')], { status: 0, ms: 99_000, to: '9.9.9.9' })
    expect(faults.join('\n')).toMatch(/exit status 0.*\n.*99\.0 s of 30\n.*9\.9\.9\.9/)
  })
})

test('only neighbour and listener discovery may leave the plan', () => {
  const packet = (to: string, icmpv6Type: number | null) => ({ protocol: 0x86dd, from: 'fe80::1', to, icmpv6Type })
  const packets = [
    packet('ff02::16', 143),
    packet('ff02::1:ff00:1', 135),
    packet('ff02::fb', null),
    packet('fd77::1', 128),
  ]
  expect(outsidePlan(packets, new Set())).toEqual(['ff02::fb', 'fd77::1'])
})
