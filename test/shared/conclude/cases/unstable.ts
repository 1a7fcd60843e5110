import { type Case, attempt, identityOn, saw, seen } from '../case.ts'

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
]
