/** What does not fit a finding is said in it, and nothing is said against one that all of the evidence fits. */
import { expect, test } from 'vitest'
import { explain } from '../../../shared/explain/explain.ts'
import type { HostEvidence, TraceObservation } from '../../../shared/observation.ts'
import type { BlockedBy } from '../../../shared/outcome.ts'
import type { FlowResult } from '../../../shared/result.ts'
import { host } from '../conclude/case.ts'
import { mixedRun } from '../../support/sample-run.ts'

const SOURCE = '10.77.10.10'
const [R1, R2] = ['10.77.10.1', '10.77.12.2'] as const
const last = (address: string): BlockedBy => ({ address, hop: 1, certainty: 'last-responder' })

function flow(port: number, change: Partial<FlowResult>): FlowResult {
  const [sample] = mixedRun().flows
  if (!sample) throw new Error('the sample has no flow')
  const ends = { source: 'laptop', sourceAddress: SOURCE, destination: 'psm-1', address: '10.77.20.11' }
  return { ...sample, ...ends, outcome: 'silent', verdict: 'fail', proof: 'likely', port, id: String(port), ...change }
}

const trace = (port: number, router: string): TraceObservation => ({
  observer: 'tcp-trace',
  port,
  hops: [{ ttl: 1, addresses: [{ address: router, rttMs: 1 }] }],
  end: 'silence',
  endTtl: null,
  rounds: 1,
})

const evidence = (flows: readonly FlowResult[], hosts: readonly HostEvidence[] = []) =>
  explain(flows, 0, hosts).map((finding) => finding.evidence)

test('how many flows were traced, unless all were', () => {
  const flows = [443, 9010, 9011].map((port) => flow(port, { blockedBy: last(R1) }))
  const traced = (...ports: number[]) => [{ ...host(1), traces: ports.map((port) => trace(port, R1)) }]
  expect(evidence(flows, traced(443))[0]).toMatch(/1 of 3 flows were traced; the others fail as these do\.$/)
  expect(evidence(flows, traced(443, 9010, 9011))[0]).not.toContain('were traced')
})

test('an address that nothing is heard of answers somebody else', () => {
  const dead = [flow(443, { outcome: 'host-silent', blockedBy: last(R1) })]
  const heard = { ...host(2), source: '10.77.22.12' }
  expect(evidence(dead, [heard])[0]).toMatch(/the same address answers 10\.77\.22\.12, so that the machine is up\.$/)
  expect(evidence(dead)[0]).not.toContain('What does not fit')
})

test('one dead host, and traces that end at different routers', () => {
  const dead = (id: string, sourceAddress: string, router: string) =>
    flow(443, { id, source: id, sourceAddress, outcome: 'host-silent', blockedBy: last(router) })
  const found = evidence([dead('a', SOURCE, R1), dead('b', '10.77.22.12', R2)])
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(/traces of it end at different machines \(10\.77\.10\.1, 10\.77\.12\.2\)\.$/)
})
