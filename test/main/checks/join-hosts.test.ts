/** What several runs saw of destinations, as one list: whatever a flow was judged by is found for it again. */
import { expect, test } from 'vitest'
import { JoinedHosts } from '../../../main/checks/join-hosts.ts'
import { hostsOf } from '../../../shared/host-of.ts'
import type { HostEvidence } from '../../../shared/observation.ts'
import type { FlowResult } from '../../../shared/result.ts'
import { passingRun } from '../../support/sample-run.ts'

const [flow] = passingRun().flows
const [host] = passingRun().hosts
if (!flow || !host) throw new Error('the sample has no flow or no host')

const ADDRESS = '10.0.0.1'

const seen = (srttMs: number, sources?: string[]): HostEvidence => {
  const { sources: _s, ...like } = { ...host, source: '10.9.9.9', address: ADDRESS, srttMs }
  return sources ? { ...like, sources } : like
}
const from = (source: string, port: number): FlowResult => ({
  ...flow,
  id: `x/${source}/there/${port}`,
  source,
  sourceAddress: '10.9.9.9',
  address: ADDRESS,
})
/** By round trip, which names the evidence here. */
const found = (hosts: readonly HostEvidence[], ...flows: FlowResult[]) =>
  flows.map((one) => hostsOf(hosts)(one)?.srttMs ?? null)

test('two places with one address each have their own', () => {
  const hosts = [seen(1, ['psm-1']), seen(2, ['psm-2', 'mgmt'])]
  expect(found(hosts, from('psm-1', 1), from('psm-2', 1), from('mgmt', 1), from('psm-3', 1))).toEqual([1, 2, 2, null])
})

test('without names, an address that two places share tells of neither', () => {
  expect(found([seen(1)], from('psm-1', 1))).toEqual([1])
  expect(found([seen(1), seen(2)], from('psm-1', 1))).toEqual([null])
})

test('of two runs: a flow that is kept from the older one keeps what that one saw, and the others get the newer', () => {
  const [kept, again, only] = [from('laptop', 1), from('laptop', 2), from('mgmt', 1)]
  const [newer, older] = [seen(2, ['laptop']), seen(1, ['laptop', 'mgmt'])]
  const hosts = new JoinedHosts()
  hosts.add([newer])
  hosts.keep(again, newer)
  hosts.add([older])
  hosts.keep(kept, older)
  hosts.keep(only, older)
  const all = hosts.all()
  expect(found(all, kept, again, only)).toEqual([1, 2, 1])
  expect(all.map(({ sources, flows }) => [sources, flows])).toEqual([
    [['laptop'], undefined],
    [['mgmt'], undefined],
    [['laptop', 'mgmt'], [kept.id]],
  ])
  // Joined once more, as a check's own result is when it is merged with those of other machines.
  const twice = new JoinedHosts()
  twice.add(all)
  for (const one of [kept, again, only]) twice.keep(one, hostsOf(all)(one))
  expect(found(twice.all(), kept, again, only)).toEqual([1, 2, 1])
})

test('where versions without names and with them are joined, too', () => {
  const [kept, again] = [from('laptop', 1), from('laptop', 2)]
  const [newer, older] = [seen(2), seen(1, ['laptop'])]
  const hosts = new JoinedHosts()
  hosts.add([newer])
  hosts.keep(again, newer)
  hosts.add([older])
  hosts.keep(kept, older)
  expect(found(hosts.all(), kept, again)).toEqual([1, 2])
})
