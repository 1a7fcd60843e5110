import { type Case, control, host, seen, silence } from '../case.ts'

export const cases: Case[] = [
  {
    name: 'nothing on any port',
    evidence: seen(silence()),
    host: host(0, { controls: [control(23001, 'silent')] }),
    expect: { outcome: 'host-silent', proof: 'likely', reason: /never answered/, settle: /machine is on/ },
  },
  {
    name: 'no context at all',
    evidence: seen(silence()),
    host: null,
    expect: { outcome: 'host-silent', proof: 'likely', reason: /never answered/ },
  },
]
