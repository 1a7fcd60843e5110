import type { HostEvidence } from '../../../../shared/observation.ts'
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
  proof,
  standIn,
} from '../case.ts'

const everything = host(9, { controls: [control(23001, 'open'), control(24010, 'open')] })

/** Port 443 is answered at hop 2, and for port 9010 a router is heard there. */
const beyond = (again: NonNullable<HostEvidence['reach']>['again']) =>
  host(5, {
    hops: { routers: 1, from: 'SYN-ACK of port 443' },
    reach: { ttl: 2, port: 443, routers: 1, ...(again ? { again } : {}) },
    traces: [trace(443, 'handshake', 1, 2), trace(9010, 'silence', 2)],
  })

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
    name: 'answered, every time, at a TTL where a router still speaks for a blocked port: the destination lies beyond it',
    evidence: seen([queued(null)], { segments: [segment('SYN-ACK', 1)] }),
    host: beyond({ asked: 12, answered: 11, ended: 0 }),
    expect: {
      outcome: 'intercepted',
      proof: 'proven',
      reason: /port 443 is answered at hop 2.*for port 9010 the router/,
    },
  },
  ...[undefined, { asked: 12, answered: 11, ended: 1 }, { asked: 12, answered: 10, ended: 0 }].map(
    (again): Case => ({
      name: `a router behind an answer proves nothing where a SYN may take a longer way: ${JSON.stringify(again)}`,
      evidence: seen([queued(null)], { segments: [segment('SYN-ACK', 1)] }),
      host: beyond(again),
      expect: { outcome: 'open', proof: 'likely', reason: /nothing shows which machine/ },
    }),
  ),
  {
    name: 'the stand-in there accepted nothing',
    evidence: { ...seen([attempt(null)]), ...standIn({ listener: 0, wire: 0 }, { nonce: 'none', detail: 'silence' }) },
    expect: { outcome: 'intercepted', proof: 'proven', reason: /accepted no connection in that time/, settle: null },
  },
  {
    name: 'somebody else speaks, and the stand-in accepted nothing',
    evidence: {
      ...seen([attempt(null)], { identity: saw('http', 'HTTP/1.1 200 OK') }),
      ...standIn({}, { nonce: 'none' }),
    },
    expect: { outcome: 'intercepted', proof: 'proven', reason: /not with the destination/ },
  },
  {
    name: 'a false proof, and the stand-in accepted nothing',
    evidence: { ...seen([attempt(null)]), ...standIn({}, { nonce: 'wrong' }) },
    expect: { outcome: 'intercepted', proof: 'proven', reason: /not with the destination/ },
  },
  {
    name: 'another endpoint proved itself',
    evidence: {
      ...seen([attempt(null)]),
      ...proof(undefined, { otherName: 'psm-2', seenDestination: { address: '10.77.20.12', port: 9010 } }),
    },
    expect: { outcome: 'intercepted', proof: 'proven', reason: /is psm-2 \(10\.77\.20\.12:9010\)/ },
  },
  {
    name: 'a real service holds the port there, and its kernel holds no such connection',
    flow: { port: 22, service: 'sshd', identity: identityOn(22) },
    evidence: seen([attempt(null)], {
      identity: saw('ssh-banner', 'SSH-2.0-OpenSSH_9.2'),
      ...standIn({}, { state: 'taken', held: false }),
    }),
    expect: { outcome: 'intercepted', proof: 'likely', reason: /the destination itself held no such connection/ },
  },
]
