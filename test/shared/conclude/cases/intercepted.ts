import {
  type Case,
  attempt,
  control,
  host,
  identityOn,
  nearness,
  queued,
  R2,
  saw,
  seen,
  segment,
  trace,
} from '../case.ts'

const everything = host(9, { controls: [control(23001, 'open'), control(24010, 'open')] })

export const cases: Case[] = [
  {
    name: 'two ports that nothing should serve are open: so is everything',
    evidence: seen([attempt(null)], { identity: saw('silence') }),
    host: everything,
    expect: { outcome: 'intercepted', proof: 'likely', reason: /23001 and 24010/, settle: /on the destination itself/ },
  },
  {
    name: 'also where the proxy passes the RST of a closed port on',
    evidence: seen([attempt('ECONNRESET')]),
    host: everything,
    expect: { outcome: 'intercepted', proof: 'likely', reason: /a device answers in its place/ },
  },
  {
    name: 'even when the service answered through the device',
    flow: { port: 22, service: 'sshd', identity: identityOn(22) },
    evidence: seen([attempt(null)], { identity: saw('ssh-banner', 'SSH-2.0-x') }),
    host: everything,
    expect: { outcome: 'intercepted', proof: 'likely', reason: /a device answers in its place/ },
  },
  {
    name: 'SYN-ACK from nearer than the RST of a closed port of the same host',
    evidence: seen([queued(null)], { segments: [segment('SYN-ACK', 1)] }),
    host: host(5, { hops: { routers: 3, from: 'RST of port 443' }, traces: [trace(443, 'rst', 3, 4)] }),
    expect: {
      outcome: 'intercepted',
      proof: 'proven',
      reason: /a device in the path did/,
      blockedBy: { address: R2, hop: 2, certainty: 'concluded' },
    },
  },
  {
    name: 'handshake with a SYN whose TTL ends before the destination, without privileges',
    evidence: seen([queued(null)], { nearness: nearness('handshake', 2) }),
    host: host(5, { reach: { ttl: 4, port: 443 } }),
    expect: { outcome: 'intercepted', proof: 'proven', reason: /even with TTL 2/, settle: null },
  },
  {
    name: 'answered at a TTL where, for a blocked port, a router still speaks: the destination lies beyond it',
    evidence: seen([queued(null)], { segments: [segment('SYN-ACK', 1)] }),
    host: host(5, {
      hops: { routers: 1, from: 'SYN-ACK of port 443' },
      reach: { ttl: 2, port: 443, routers: 1 },
      traces: [trace(443, 'handshake', 1, 2), trace(9010, 'silence', 2)],
    }),
    expect: {
      outcome: 'intercepted',
      proof: 'proven',
      reason: /port 443 is answered at hop 2.*for port 9010 the router/,
    },
  },
]
