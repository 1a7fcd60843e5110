import { type Case, queued, segment, attempt, host, identityOn, saw, seen, silence, standIn, proof } from '../case.ts'

export const cases: Case[] = [
  {
    name: 'open and refused: a contradiction, not a vote',
    evidence: seen([attempt(null), attempt(null, 1, 200), attempt('ECONNREFUSED', 1, 400)]),
    expect: {
      outcome: 'unstable',
      proof: 'likely',
      reason: /a completed handshake and connection refused/,
      settle: /ECMP/,
    },
  },
  {
    name: 'open, where another result of the same time says that it does not work',
    evidence: seen([attempt(null)], { disagreed: true }),
    expect: { outcome: 'unstable', proof: 'likely', reason: /at the same time.* disagree/, settle: /Test again/ },
  },
  {
    name: 'refused and unreachable',
    evidence: seen([attempt('EHOSTUNREACH'), attempt('ECONNREFUSED', 1, 200)]),
    expect: { outcome: 'unstable', proof: 'likely', reason: /contradictory/ },
  },
  {
    name: 'accepted and reset before a byte: a proxy whose own connection fails looks like this',
    evidence: seen([attempt(null)], { identity: saw('reset') }),
    expect: {
      outcome: 'unstable',
      proof: 'likely',
      reason: /a RST before the first byte/,
      settle: /on the destination itself/,
    },
  },
  {
    name: 'reset in the very moment after the handshake',
    evidence: seen([attempt('ECONNRESET')]),
    expect: { outcome: 'unstable', proof: 'likely', reason: /a RST before the first byte/ },
  },
  {
    name: 'accepted and closed before a byte, on a port with a known identity',
    flow: { port: 22, service: 'sshd', identity: identityOn(22) },
    evidence: seen([attempt(null)], { identity: saw('closed') }),
    expect: { outcome: 'unstable', proof: 'likely', reason: /end of the connection/ },
  },
  {
    name: 'silent after a port that had answered went silent too: we are shunned',
    evidence: seen(silence(), { doubt: { observer: 'sentinel', port: 22 } }),
    host: host(5),
    expect: {
      outcome: 'unstable',
      proof: 'likely',
      reason: /port 22, which had answered, was silent too/,
      settle: /gentle/,
    },
  },
  ...(
    [
      ['time', /no time left to find out how far it came/, /fewer flows/],
      ['tries', /asked several times and not answered/, /packet capture/],
      ['link', /the link to its source was lost/, /Connect to the source again/],
      ['shunned', /the network had stopped answering/, /gentle/],
    ] as const
  ).map(
    ([why, reason, settle]): Case => ({
      name: `a RST that could not be compared (${why}) passes for no closed port`,
      evidence: seen([queued('ECONNREFUSED')], { unmeasured: { why } }),
      host: host(5, { hops: { routers: 3, from: 'SYN-ACK of port 22' }, reach: { ttl: 4, port: 22 } }),
      expect: { outcome: 'unstable', proof: 'likely', reason, settle },
    }),
  ),
  {
    name: 'a RST from as far as others came, while what may come from farther was not compared',
    evidence: seen([queued('ECONNREFUSED')], { segments: [segment('RST', 1)], unmeasured: { why: 'others' } }),
    host: host(5, { hops: { routers: 1, from: 'RST of port 443' } }),
    expect: { outcome: 'unstable', proof: 'likely', reason: /could not be compared.* another answer/ },
  },
  {
    name: 'a handshake that could not be compared, and nothing else shows who completed it',
    evidence: seen([queued(null)], { identity: saw('silence'), unmeasured: { why: 'tries' } }),
    host: host(5),
    expect: { outcome: 'unstable', proof: 'likely', reason: /a handshake that could not be compared/ },
  },
  {
    name: 'a handshake without a proof, and the stand-in was lost: a proxy answers so, too',
    evidence: {
      ...seen([attempt(null)]),
      ...standIn({ accepted: null, listener: null, wire: null }, { nonce: 'none', lost: true }),
    },
    host: host(5),
    expect: { outcome: 'unstable', proof: 'likely', reason: /could not be asked any more/, settle: /while the link/ },
  },
  {
    name: 'a handshake without a proof, and what was counted may be of another place with the same address',
    evidence: { ...seen([attempt(null)]), ...standIn({ accepted: null, listener: null }, { nonce: 'none' }) },
    host: host(5),
    expect: { outcome: 'unstable', proof: 'likely', reason: /another place .* same source address/, settle: /own/ },
  },
  {
    name: 'a RST, and then none any more: a device that limits its answers',
    evidence: seen([queued('ECONNREFUSED')], { fellSilent: { tries: 5 } }),
    host: host(5),
    expect: {
      outcome: 'unstable',
      proof: 'likely',
      reason: /left SYNs that asked it again without an answer/,
      settle: /gentle/,
    },
  },
  {
    name: 'a RST from nearer than another answer, and no time to ask again: no closed port',
    evidence: seen([queued('ECONNREFUSED')], {
      segments: [segment('RST', 1)],
      unsettled: { hops: 1, farthest: 3 },
    }),
    host: host(5),
    expect: {
      outcome: 'unstable',
      proof: 'likely',
      reason: /from 2 hops away, while .* from 4 hops away/,
      settle: /fewer/,
    },
  },
  {
    name: 'a handshake from nearer than another answer, and no time to ask again: not open',
    evidence: seen([attempt(null)], { unsettled: { hops: 1, farthest: 3 } }),
    host: host(5),
    expect: { outcome: 'unstable', proof: 'likely', reason: /a handshake from 2 hops away/ },
  },
  ...(
    [
      ['base', /did not answer as before/, /gentle/],
      ['ways', /never came from as far/, /capture on the destination/],
      ['once', /can ask again/, /koffi/],
    ] as const
  ).map(
    ([why, reason, settle]): Case => ({
      name: `a RST from nearer, which could not be explained: ${why}`,
      evidence: seen([queued('ECONNREFUSED')], { unsettled: { hops: 1, farthest: 3, why } }),
      host: host(5),
      expect: { outcome: 'unstable', proof: 'likely', reason, settle },
    }),
  ),
  {
    name: 'a RST, and ICMP errors when it was asked again: two answers of one port',
    evidence: seen([queued('ECONNREFUSED')], { changed: { to: 'icmp' } }),
    host: host(5),
    expect: {
      outcome: 'unstable',
      proof: 'likely',
      reason: /with a RST, and with an ICMP error when it was asked again/,
    },
  },
  {
    name: 'a handshake, and RSTs when it was asked again: something has begun to block, or a service stopped',
    evidence: seen([attempt(null)], { changed: { to: 'rst' } }),
    host: host(5),
    expect: { outcome: 'unstable', proof: 'likely', reason: /a completed handshake, and with a RST/, settle: /gentle/ },
  },
  {
    name: 'only RSTs, over another number of routers than the SYN crosses: a router that resets in its filter',
    evidence: seen([queued('ECONNREFUSED')], { segments: [segment('RST', 1)] }),
    host: host(5, { hops: { routers: 1, from: 'RST of port 22' }, reach: { ttl: 3, port: 22, routers: 1 } }),
    expect: { outcome: 'unstable', proof: 'likely', reason: /from 2 hops away, while a SYN to .* needs 3 hops/ },
  },
  {
    name: 'the handshake arrives at the stand-in, its data does not',
    evidence: { ...seen([attempt(null)]), ...standIn({ listener: 1, accepted: 1 }, { nonce: 'none' }) },
    expect: { outcome: 'unstable', proof: 'likely', reason: /data does not come through/, settle: /MTU/ },
  },
  {
    name: 'the SYN arrives there, and the handshake is not completed with it: no proof of a device',
    evidence: { ...seen([attempt(null)]), ...standIn({ listener: 1 }, { nonce: 'none' }) },
    expect: { outcome: 'unstable', proof: 'likely', reason: /not completed with it/ },
  },
  {
    name: 'a proof, and another answer when it was asked again',
    evidence: { ...seen([attempt(null)], { changed: { to: 'rst' } }), ...proof() },
    expect: { outcome: 'unstable', proof: 'likely', reason: /when it was asked again/ },
  },
]
