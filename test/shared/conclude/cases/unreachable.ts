import { type Case, attempt, host, seen, silence } from '../case.ts'

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
]
