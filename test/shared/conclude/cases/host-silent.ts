import { type Case, control, host, R3, seen, silence, trace } from '../case.ts'

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
  {
    name: 'traced to the last router',
    evidence: seen(silence()),
    host: host(0, { traces: [trace(9010, 'silence', 3)] }),
    expect: {
      outcome: 'host-silent',
      proof: 'likely',
      reason: /last heard of at hop 3/,
      blockedBy: { address: R3, hop: 3, certainty: 'last-responder' },
    },
  },
]
