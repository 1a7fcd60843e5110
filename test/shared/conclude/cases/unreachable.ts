import { type Case, attempt, host, icmp, queued, R2, R3, seen, silence, SOURCE } from '../case.ts'

export const cases: Case[] = [
  {
    name: 'an error at once, and the host was never heard',
    evidence: seen([attempt('EHOSTUNREACH')]),
    host: host(0),
    expect: {
      outcome: 'unreachable',
      proof: 'likely',
      reason: /nothing was heard from the address/,
      settle: /ICMP error itself/,
    },
  },
  {
    name: 'the network is unreachable, says a router',
    evidence: seen([attempt('ENETUNREACH')]),
    host: host(0),
    expect: { outcome: 'unreachable', proof: 'likely', reason: /network unreachable/ },
  },
  {
    name: 'after 3.07 s: nobody answers ARP',
    evidence: seen([attempt('EHOSTUNREACH', 3071)]),
    host: host(0),
    expect: {
      outcome: 'unreachable',
      proof: 'likely',
      reason: /no machine answers ARP or ND/,
      settle: /neighbour table/,
    },
  },
  {
    name: 'silent itself, while a device answered for other ports of the same address',
    evidence: seen(silence()),
    host: host(0, { errors: 2 }),
    expect: { outcome: 'unreachable', proof: 'likely', reason: /for other ports of .* never heard/ },
  },
  {
    name: 'after 3 s too, but errors came at once for other ports: a device that rejects at a limited rate',
    evidence: seen([attempt('EHOSTUNREACH', 3020)]),
    host: host(0, { errors: 9, promptErrors: 8 }),
    expect: { outcome: 'unreachable', proof: 'likely', reason: /A device answered/ },
  },
  {
    name: 'a router has no way to it, and says so',
    evidence: seen([queued('ENETUNREACH', icmp(3, 0, R2))]),
    host: host(0, { errors: 1, promptErrors: 1 }),
    expect: {
      outcome: 'unreachable',
      proof: 'proven',
      reason: /10\.77\.12\.2 answered "network unreachable.*it has no way to it/,
      blockedBy: { address: R2, hop: null, certainty: 'reported' },
    },
  },
  {
    name: 'the last router gives up ARP',
    evidence: seen([queued('EHOSTUNREACH', icmp(3, 1, R3), 3080)]),
    host: host(0, { errors: 1 }),
    expect: { outcome: 'unreachable', proof: 'proven', reason: /After 3\.1 s 10\.77\.23\.2 .*no machine answers ARP/ },
  },
  {
    name: 'time exceeded with a full TTL: a loop',
    evidence: seen([queued('EHOSTUNREACH', icmp(11, 0, R2))]),
    host: host(0, { errors: 1, promptErrors: 1 }),
    expect: { outcome: 'unreachable', proof: 'proven', reason: /loops/ },
  },
  {
    name: 'no neighbour in the own network: the kernel sends itself the error',
    evidence: seen([queued('EHOSTUNREACH', icmp(3, 1, SOURCE), 3070)]),
    host: host(0, { errors: 1 }),
    expect: { outcome: 'unreachable', proof: 'proven', reason: /in this machine's own network/ },
  },
]
