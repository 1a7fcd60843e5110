import { type Case, attempt, control, host, nearness, queued, seen, segment, standIn } from '../case.ts'

export const cases: Case[] = [
  {
    name: 'only RSTs, and the traced one is a device’s: this one comes from farther, and its distance is not odd',
    evidence: seen([queued('ECONNREFUSED')], { segments: [segment('RST', 3)] }),
    host: host(5, { hops: { routers: 3, from: 'RST of port 9103' }, reach: { ttl: 3, port: 9101, routers: 1 } }),
    expect: { outcome: 'closed', proof: 'likely', reason: /the path looks open/ },
  },
  {
    name: 'a RST, from the host or from a device: connect() cannot tell',
    evidence: seen([attempt('ECONNREFUSED')]),
    host: host(3, { controls: [control(23001, 'closed')] }),
    expect: {
      outcome: 'closed',
      proof: 'likely',
      reason: /was refused/,
      settle: /by the machine itself, or by a device on the way/,
    },
  },
  {
    name: 'a RST after lost attempts',
    evidence: seen([{ ...attempt(null), result: 'superseded' }, attempt('ECONNREFUSED', 0.4, 200)]),
    expect: { outcome: 'closed', proof: 'likely', reason: /was refused/ },
  },
  {
    name: 'RST from as far as the SYN-ACK of another port of the host',
    evidence: seen([queued('ECONNREFUSED')], { segments: [segment('RST')] }),
    host: host(5, { hops: { routers: 3, from: 'SYN-ACK of port 22' } }),
    expect: {
      outcome: 'closed',
      proof: 'proven',
      reason: /RST from as far as the SYN-ACK of port 22.*4 hops away/,
      settle: null,
    },
  },
  {
    name: 'within one network a switch that resets is as near as the host',
    evidence: seen([queued('ECONNREFUSED')], { segments: [segment('RST', 0)] }),
    host: host(5, { hops: { routers: 0, from: 'SYN-ACK of port 22' } }),
    expect: { outcome: 'closed', proof: 'likely', reason: /the path looks open/, settle: /a switch that resets/ },
  },
  {
    name: 'between a machine and itself there is no switch',
    evidence: seen([queued('ECONNREFUSED')], {
      segments: [segment('RST', 0)],
      route: { observer: 'route', sourceAddress: '127.0.0.2', interface: 'lo', errno: null },
    }),
    host: host(5, { hops: { routers: 0, from: 'SYN-ACK of port 22' } }),
    expect: { outcome: 'closed', proof: 'proven', reason: /the path is open/, settle: null },
  },
  {
    name: 'no baseline, no conclusion: only RSTs were ever seen of the address',
    evidence: seen([queued('ECONNREFUSED')], { segments: [segment('RST')] }),
    host: host(5, { hops: { routers: 3, from: 'RST of port 443' } }),
    expect: { outcome: 'closed', proof: 'likely', reason: /nothing listens/, settle: /distance of the RST/ },
  },
  {
    name: 'answers of one port from two distances: the paths differ, and say nothing',
    evidence: seen([queued('ECONNREFUSED')], { segments: [segment('RST', 2), segment('RST', 3)] }),
    host: host(5, { hops: { routers: 3, from: 'SYN-ACK of port 22' } }),
    expect: { outcome: 'closed', proof: 'likely', reason: /answered by a RST/ },
  },
  {
    name: 'the error queue was read and held no ICMP error: it was a RST',
    evidence: seen([queued('ECONNREFUSED')], { nearness: nearness('hop') }),
    host: host(5, { reach: { ttl: 4, port: 22 } }),
    expect: {
      outcome: 'closed',
      proof: 'likely',
      reason: /RST; nothing nearer than the last hop/,
      settle: /device before it/,
    },
  },
  {
    name: 'an echo reply from as far proves nothing: one device may send both',
    evidence: seen([queued('ECONNREFUSED')], { segments: [segment('RST')] }),
    host: host(5, { hops: { routers: 3, from: 'echo reply' }, reach: { ttl: 4, port: 443, routers: 3 } }),
    expect: { outcome: 'closed', proof: 'likely', reason: /the path looks open/ },
  },
  {
    name: 'the stand-in may not bind the port: as without one',
    evidence: {
      ...seen([attempt('ECONNREFUSED')]),
      ...standIn({ listener: null, accepted: null }, { state: 'denied' }),
    },
    expect: { outcome: 'closed', proof: 'likely', reason: /refused/ },
  },
]
