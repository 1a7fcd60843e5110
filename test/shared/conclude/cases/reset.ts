import { type Case, ADDRESS, host, nearness, queued, R2, seen, segment, trace } from '../case.ts'

export const cases: Case[] = [
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
]
