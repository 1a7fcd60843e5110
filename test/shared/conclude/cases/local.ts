/** `no-route` and `blocked-locally`: what this machine did, known before a packet was sent. */
import { type Case, attempt, host, icmp, localRoute, queued, seen, silence, SOURCE } from '../case.ts'

const immediate = (errno: string) => seen([attempt(errno, 0.1)], localRoute(errno))

export const cases: Case[] = [
  {
    name: 'no route',
    evidence: immediate('ENETUNREACH'),
    host: host(0),
    expect: { outcome: 'no-route', proof: 'proven', reason: /no route/, settle: null },
  },
  {
    name: 'an unreachable route',
    evidence: immediate('EHOSTUNREACH'),
    expect: { outcome: 'no-route', proof: 'proven', reason: /calls .* unreachable/ },
  },
  {
    name: 'a prohibit route',
    evidence: immediate('EACCES'),
    expect: { outcome: 'blocked-locally', proof: 'proven', reason: /prohibits/ },
  },
  {
    name: 'a blackhole route',
    evidence: immediate('EINVAL'),
    expect: { outcome: 'blocked-locally', proof: 'proven', reason: /blackhole/ },
  },
  {
    name: 'policy for this port alone: the route is there',
    evidence: seen([attempt('EPERM')]),
    expect: { outcome: 'blocked-locally', proof: 'likely', reason: /refused to send/, settle: /local firewall/ },
  },
  {
    name: 'IPv4 EACCES with a route is local policy',
    evidence: seen([attempt('EACCES')]),
    expect: { outcome: 'blocked-locally', proof: 'likely', reason: /refused to send/ },
  },
  {
    name: 'reject by the own firewall: the error comes from our own address, at once',
    evidence: seen([queued('ECONNREFUSED', icmp(3, 3, SOURCE), 0.1)]),
    host: host(5),
    expect: { outcome: 'blocked-locally', proof: 'proven', reason: /own firewall answered "port unreachable/ },
  },
  {
    name: 'no SYN in a capture that saw all',
    evidence: { ...seen(silence()), captured: { syns: 0, whole: true } },
    host: host(5),
    expect: { outcome: 'blocked-locally', proof: 'likely', reason: /lost no packet, saw none of them leave/ },
  },
]
