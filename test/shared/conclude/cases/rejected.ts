import { type Case, ADDRESS, attempt, host, icmp, queued, R2, R3, seen, trace, standIn } from '../case.ts'

export const cases: Case[] = [
  {
    name: 'host unreachable for one port, while the host answers on others: a rule',
    evidence: seen([attempt('EHOSTUNREACH')]),
    host: host(5),
    expect: { outcome: 'rejected', proof: 'likely', reason: /rejects this port/, settle: /ICMP error itself/ },
  },
  {
    name: 'network unreachable for one port (ICMP 3/9), while the host answers on others',
    evidence: seen([attempt('ENETUNREACH')]),
    host: host(5),
    expect: { outcome: 'rejected', proof: 'likely', reason: /rejects this port/ },
  },
  {
    name: 'IPv6: administratively prohibited becomes EACCES',
    flow: { address: 'fd77:20::11' },
    evidence: seen([attempt('EACCES')]),
    host: host(0),
    expect: { outcome: 'rejected', proof: 'likely', reason: /administratively prohibited/ },
  },
  {
    name: 'administratively prohibited, by a router that a trace shows',
    evidence: seen([queued('EHOSTUNREACH', icmp(3, 13, R2))]),
    host: host(5, { traces: [trace(22, 'handshake', 3, 4)] }),
    expect: {
      outcome: 'rejected',
      proof: 'proven',
      reason: /10\.77\.12\.2 answered "communication administratively prohibited \(ICMP type 3, code 13\)"/,
      settle: null,
      blockedBy: { address: R2, hop: 2, certainty: 'reported' },
    },
  },
  {
    name: 'port unreachable looks like a RST to connect(): the queue tells it',
    evidence: seen([queued('ECONNREFUSED', icmp(3, 3, R3))]),
    host: host(5),
    expect: {
      outcome: 'rejected',
      proof: 'proven',
      reason: /port unreachable/,
      blockedBy: { address: R3, hop: null, certainty: 'reported' },
    },
  },
  {
    name: 'host unreachable for one port of a host that answers elsewhere',
    evidence: seen([queued('EHOSTUNREACH', icmp(3, 1, R2))]),
    host: host(5),
    expect: { outcome: 'rejected', proof: 'proven', reason: /though 10\.77\.20\.11 answers on other ports/ },
  },
  {
    name: 'by the destination itself: its own firewall',
    evidence: seen([queued('EHOSTUNREACH', icmp(3, 10, ADDRESS))]),
    host: host(5),
    expect: {
      outcome: 'rejected',
      proof: 'proven',
      reason: /its own firewall rejects it/,
      blockedBy: { address: ADDRESS, hop: null, certainty: 'reported' },
    },
  },
  {
    name: 'an ICMP error, and the SYN did not arrive',
    evidence: { ...seen([queued('EHOSTUNREACH', icmp(3, 13, R2))]), ...standIn({ wire: 0 }) },
    expect: { outcome: 'rejected', proof: 'proven', reason: /The SYN did not arrive at 10\.77\.20\.11\.$/ },
  },
  {
    name: 'an ICMP error, and the SYN did arrive',
    evidence: { ...seen([queued('EHOSTUNREACH', icmp(3, 13, R2))]), ...standIn({ listener: 1 }) },
    expect: { outcome: 'rejected', proof: 'proven', reason: /The SYN did arrive at 10\.77\.20\.11\.$/ },
  },
]
