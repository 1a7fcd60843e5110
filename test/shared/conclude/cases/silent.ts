import { type Case, host, seen, silence } from '../case.ts'

export const cases: Case[] = [
  {
    name: 'nothing, while the host answers elsewhere',
    evidence: seen(silence()),
    host: host(3),
    expect: {
      outcome: 'silent',
      proof: 'likely',
      reason: /6 SYNs in 1\.2 s .* answers on other ports/,
      settle: /whether the request to connect \(SYN\) arrives/,
    },
  },
  {
    name: 'errors came at a limited rate: it may be one of the rejected',
    evidence: seen(silence(14)),
    host: host(3, { rateLimited: true }),
    expect: { outcome: 'silent', proof: 'likely', reason: /limited rate/ },
  },
]
