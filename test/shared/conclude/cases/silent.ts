import { type Case, host, R2, R3, seen, silence, trace, standIn } from '../case.ts'

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
  {
    name: 'traced: the last hop that answered is named, and not called the firewall',
    evidence: seen(silence()),
    host: host(5, { traces: [trace(22, 'handshake', 3, 4), trace(9010, 'silence', 2)], reach: { ttl: 4, port: 22 } }),
    expect: {
      outcome: 'silent',
      proof: 'likely',
      reason: /last heard of at hop 2, 10\.77\.12\.2\./,
      blockedBy: { address: R2, hop: 2, certainty: 'last-responder' },
    },
  },
  {
    name: 'another port of the host, blocked alike, was traced',
    evidence: seen(silence()),
    host: host(5, { traces: [trace(9011, 'silence', 3)], reach: { ttl: 4, port: 22 } }),
    expect: {
      outcome: 'silent',
      proof: 'likely',
      reason: /hop 3, 10\.77\.23\.2, the last one before the destination/,
      blockedBy: { address: R3, hop: 3, certainty: 'last-responder' },
    },
  },
  {
    name: 'traced ports disagree: nothing is said of a third one',
    evidence: seen(silence()),
    host: host(5, { traces: [trace(9011, 'silence', 3), trace(9012, 'silence', 1)] }),
    expect: { outcome: 'silent', proof: 'likely', reason: /though 10\.77\.20\.11 answers on other ports\.$/ },
  },
  {
    name: 'no port answers, but ICMP echo does',
    evidence: seen(silence()),
    host: host(0, { echo: { observer: 'echo', by: 'ping', result: 'reply', rttMs: 1, ttl: 61, detail: '' } }),
    expect: { outcome: 'silent', proof: 'likely', reason: /answers ICMP echo/ },
  },
  {
    name: 'no SYN in a capture that lost packets: nothing follows from that',
    evidence: { ...seen(silence()), captured: { syns: 0, whole: false } },
    host: host(3),
    expect: { outcome: 'silent', proof: 'likely', reason: /answers on other ports/ },
  },
  {
    name: 'no SYN in a capture of which nobody knows whether it saw all',
    evidence: { ...seen(silence()), captured: { syns: 0 } },
    host: host(3),
    expect: { outcome: 'silent', proof: 'likely', reason: /answers on other ports/ },
  },
  {
    name: 'both ends: it arrives, and the answer is lost',
    evidence: { ...seen(silence()), ...standIn({ listener: 6 }) },
    expect: { outcome: 'silent', proof: 'proven', reason: /6 of them arrived .* lost on the way back/, settle: null },
  },
  {
    name: 'both ends: the same of a host that was never heard',
    evidence: { ...seen(silence()), ...standIn({ listener: 5 }) },
    host: host(0),
    expect: { outcome: 'silent', proof: 'proven', reason: /lost on the way back/ },
  },
  {
    name: 'both ends: few arrive, so that something is lost both ways',
    evidence: { ...seen(silence()), ...standIn({ listener: 2 }) },
    expect: { outcome: 'silent', proof: 'likely', reason: /2 of them arrived .* the others are lost/, settle: /again/ },
  },
  {
    name: 'both ends: on the wire, and not at the port',
    evidence: { ...seen(silence()), ...standIn({ listener: 0, wire: 6 }) },
    expect: {
      outcome: 'silent',
      proof: 'proven',
      reason: /machine itself drops it/,
      blockedBy: { address: '10.77.20.11', hop: null, certainty: 'concluded' },
    },
  },
  {
    name: 'both ends: not on the wire either',
    evidence: { ...seen(silence()), ...standIn({ listener: 0, wire: 0 }) },
    host: host(0),
    expect: { outcome: 'silent', proof: 'proven', reason: /none of them arrived .* lost on the way there\.$/ },
  },
  {
    name: 'both ends: not at the port, and nobody could watch the wire',
    evidence: { ...seen(silence()), ...standIn({ listener: 0 }) },
    expect: {
      outcome: 'silent',
      proof: 'proven',
      reason: /way there, or dropped by the firewall of 10\.77\.20\.11 itself/,
    },
  },
  {
    name: 'both ends: a real service holds the port, and its half-open connections are seen',
    evidence: { ...seen(silence()), ...standIn({ listener: 6 }, { state: 'taken' }) },
    expect: { outcome: 'silent', proof: 'proven', reason: /lost on the way back/ },
  },
  {
    name: 'both ends: nothing may listen there, and the SYN arrives',
    evidence: { ...seen(silence()), ...standIn({ listener: null, wire: 6, accepted: null }, { state: 'denied' }) },
    expect: { outcome: 'silent', proof: 'proven', reason: /6 of them arrived .* or the firewall of/ },
  },
  {
    name: 'both ends: nobody could count',
    evidence: { ...seen(silence()), ...standIn({ listener: null }) },
    host: host(3),
    expect: { outcome: 'silent', proof: 'likely', reason: /answers on other ports/ },
  },
  {
    name: 'both ends: nothing may listen there, and nobody watches the wire',
    evidence: { ...seen(silence()), ...standIn({ listener: 0 }, { state: 'denied' }) },
    host: host(3),
    expect: { outcome: 'silent', proof: 'likely', reason: /answers on other ports/ },
  },
]
