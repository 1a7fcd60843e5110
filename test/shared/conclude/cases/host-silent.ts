import { type Case, control, host, R3, seen, silence, trace } from '../case.ts'

export const cases: Case[] = [
  {
    name: 'never heard, and traced by ICMP alone: the last that spoke, and that it may be another path',
    evidence: seen(silence()),
    host: host(0, {
      icmpTrace: {
        observer: 'icmp-trace',
        hops: [
          { ttl: 1, addresses: [{ address: '10.77.10.1', rttMs: 0.2 }] },
          { ttl: 2, addresses: [{ address: '10.77.12.2', rttMs: 0.3 }] },
          { ttl: 3, addresses: [] },
        ],
        end: 'silence',
        endTtl: null,
        detail: '',
      },
    }),
    expect: {
      outcome: 'host-silent',
      proof: 'likely',
      reason: /ICMP echoes were last heard of at hop 2, 10\.77\.12\.2; they may take another path than TCP/,
      blockedBy: { address: '10.77.12.2', hop: 2, certainty: 'last-responder' },
    },
  },
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
