import { type Case, attempt, control, host, seen } from '../case.ts'

export const cases: Case[] = [
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
]
