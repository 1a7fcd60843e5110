import { type Case, attempt, host, seen } from '../case.ts'

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
]
