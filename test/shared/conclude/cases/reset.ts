import { type Case, ADDRESS, host, nearness, queued, R2, seen, segment, trace, attempt, standIn } from '../case.ts'

export const cases: Case[] = [
  {
    name: 'its distance was not found out, but a SYN that cannot reach the destination was reset as well',
    evidence: seen([queued('ECONNREFUSED')], { nearness: nearness('rst', 2), unmeasured: { why: 'tries' } }),
    host: host(5, { reach: { ttl: 4, port: 22 } }),
    expect: { outcome: 'reset', proof: 'proven', reason: /RST of a device in the path/ },
  },
  {
    name: 'RST from nearer than the SYN-ACK of the same host: a device, named by the trace of a working port',
    evidence: seen([queued('ECONNREFUSED')], { segments: [segment('RST', 1)] }),
    host: host(5, { hops: { routers: 3, from: 'SYN-ACK of port 22' }, traces: [trace(22, 'handshake', 3, 4)] }),
    expect: {
      outcome: 'reset',
      proof: 'proven',
      reason: /RST of a device in the path.*2 hops away .*SYN-ACK of port 22 came from 4 hops away/,
      settle: null,
      blockedBy: { address: R2, hop: 2, certainty: 'concluded' },
    },
  },
  {
    name: 'RST to a SYN whose TTL ends before the destination, without privileges',
    evidence: seen([queued('ECONNREFUSED')], { nearness: nearness('rst', 3) }),
    host: host(5, { reach: { ttl: 4, port: 22 }, traces: [trace(22, 'handshake', 3, 4)] }),
    expect: {
      outcome: 'reset',
      proof: 'proven',
      reason: /a RST came even with TTL 3, while port 22 of the same address answers from TTL 4 on/,
      blockedBy: { address: R2, hop: 2, certainty: 'last-responder' },
    },
  },
  {
    name: 'the device is known by its distance only: no address is made up',
    evidence: seen([queued('ECONNREFUSED')], { segments: [segment('RST', 0)] }),
    host: host(5, { hops: { routers: 3, from: 'echo reply' } }),
    expect: { outcome: 'reset', proof: 'proven', reason: new RegExp(`not of ${ADDRESS}`) },
  },
  {
    name: 'a stand-in listens, and never got the SYN',
    evidence: { ...seen([queued('ECONNREFUSED')]), ...standIn() },
    expect: { outcome: 'reset', proof: 'proven', reason: /never reached it.*or the firewall of/, settle: null },
  },
  {
    name: 'a stand-in listens, and the SYN never arrived on the wire',
    evidence: { ...seen([queued('ECONNREFUSED')]), ...standIn({ wire: 0 }) },
    expect: { outcome: 'reset', proof: 'proven', reason: /never arrived .* A device in the path resets it/ },
  },
  {
    name: 'a stand-in listens, and its own firewall resets',
    evidence: { ...seen([queued('ECONNREFUSED')]), ...standIn({ wire: 1 }) },
    expect: {
      outcome: 'reset',
      proof: 'proven',
      reason: /firewall of 10\.77\.20\.11 itself resets it/,
      blockedBy: { address: ADDRESS, hop: null, certainty: 'concluded' },
    },
  },
  {
    name: 'a stand-in listens and got the SYN, and a RST came all the same',
    evidence: { ...seen([queued('ECONNREFUSED')]), ...standIn({ listener: 1, accepted: 1 }) },
    expect: { outcome: 'reset', proof: 'likely', reason: /got the SYN/ },
  },
  {
    name: 'a stand-in listens, and nobody counted: never closed',
    evidence: { ...seen([queued('ECONNREFUSED')]), ...standIn({ listener: null, accepted: null }) },
    expect: { outcome: 'reset', proof: 'likely', reason: /though a stand-in listens/ },
  },
  {
    name: 'a stand-in listens, and connect() cannot tell a RST from an ICMP error: never closed',
    evidence: { ...seen([attempt('ECONNREFUSED')]), ...standIn() },
    expect: { outcome: 'reset', proof: 'likely', reason: /a RST or an ICMP error/ },
  },
]
