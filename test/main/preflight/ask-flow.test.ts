/** What of a flow that is asked again for its proof is kept: a loss may be made good, a contradiction never hidden. */
import { describe, expect, test } from 'vitest'
import { type Whereabouts, askFlow } from '../../../main/preflight/ask-flow.ts'
import type { Asking } from '../../../main/preflight/asking.ts'
import { PathMemory } from '../../../main/preflight/path-memory.ts'
import type { FlowEvidence, IdentityObservation } from '../../../shared/observation.ts'
import type { StandInObservation } from '../../../shared/stand-in-observation.ts'
import { flowTo } from '../../support/loopback.ts'

const attempt = { observer: 'connect', at: 0, elapsedMs: 1, sourceAddress: '127.65.0.2', sourcePort: 40_000 } as const
const connected = { ...attempt, result: 'connected', errno: null } as const
const unanswered = { ...attempt, result: 'unanswered', errno: null } as const
const nothing: FlowEvidence = { attempts: [], identity: null, route: null, notAsked: null }

const saw = (what: IdentityObservation['saw']): FlowEvidence => ({
  ...nothing,
  attempts: [connected],
  identity: { observer: 'identity', at: 0, elapsedMs: 1, asked: 'listen', saw: what, detail: '', certificate: null },
})
const withProof = (nonce: StandInObservation['nonce']): FlowEvidence => ({
  ...saw('stand-in'),
  standIn: {
    observer: 'stand-in',
    state: 'listening',
    by: 'hand',
    nonce,
    detail: '',
    seenSource: null,
    seenDestination: null,
    accepted: null,
    syns: { listener: null, wire: null },
  },
})
const SILENT: FlowEvidence = { ...nothing, attempts: [unanswered] }
const REFUSED: FlowEvidence = { ...nothing, attempts: [{ ...attempt, result: 'error', errno: 'ECONNREFUSED' }] }
const PROVEN = withProof('answered')

/** What is kept of answers that come one after the other, and how often it was asked. */
const kept = (...answers: FlowEvidence[]) => keptOf(answers)

async function keptOf(answers: readonly FlowEvidence[], where?: Whereabouts) {
  let asked = 0
  const ask = () => Promise.resolve(answers[asked++] ?? nothing)
  const flow = flowTo({ port: 9010, to: '127.64.9.1' })
  const path = new PathMemory('127.65.0.2', '127.64.9.1')
  const proof = {
    secret: () => Buffer.alloc(32),
    greetingMs: 10,
    ...(where ? { whereabouts: () => Promise.resolve(where) } : {}),
  }
  const asking = { ask } as Pick<Asking, 'ask'> as Asking
  const { evidence } = await askFlow({ flow, address: '127.64.9.1', path, proof }, asking)
  return { place: answers.indexOf(evidence), asked }
}

describe('a flow to a stand-in that is known to listen', () => {
  test('is asked again where a greeting or an answer may have been lost', async () => {
    expect(await kept(saw('silence'), PROVEN)).toEqual({ place: 1, asked: 2 })
    expect(await kept(withProof('none'), saw('silence'), PROVEN)).toEqual({ place: 2, asked: 3 })
    expect(await kept(saw('silence'), saw('silence'), saw('silence'), PROVEN)).toEqual({ place: 0, asked: 3 })
  })
  test.each(['bytes', 'tls', 'http', 'closed', 'reset'] as const)(
    'is not where something else answered (%s)',
    async (what) => {
      expect(await kept(saw(what), PROVEN)).toEqual({ place: 0, asked: 1 })
    },
  )
  test('keeps what it saw first where it is answered in another way then', async () => {
    expect(await kept(saw('silence'), SILENT, PROVEN)).toEqual({ place: 0, asked: 2 })
    expect(await kept(saw('silence'), saw('reset'), PROVEN)).toEqual({ place: 0, asked: 2 })
    expect(await kept(saw('silence'), withProof('wrong'), PROVEN)).toEqual({ place: 0, asked: 2 })
  })

  test('is asked again once the stand-in is back, and what it met meanwhile is not kept', async () => {
    expect(await keptOf([REFUSED, PROVEN], 'back')).toEqual({ place: 1, asked: 2 })
    expect(await keptOf([SILENT, PROVEN], 'back')).toEqual({ place: 1, asked: 2 })
    expect(await keptOf([REFUSED, saw('silence'), PROVEN], 'back')).toEqual({ place: 2, asked: 3 })
    expect(await keptOf([PROVEN, REFUSED], 'back')).toEqual({ place: 0, asked: 1 })
    expect(await keptOf([REFUSED, PROVEN], 'here')).toEqual({ place: 0, asked: 1 })
  })

  test('whose stand-in is gone is asked again only where it was cut off: it had the connection when it was lost', async () => {
    expect(await keptOf([saw('reset'), REFUSED], 'gone')).toEqual({ place: 1, asked: 2 })
    expect(await keptOf([saw('closed'), REFUSED], 'gone')).toEqual({ place: 1, asked: 2 })
    expect(await keptOf([REFUSED, PROVEN], 'gone')).toEqual({ place: 0, asked: 1 })
    expect(await keptOf([saw('reset'), REFUSED], 'here')).toEqual({ place: 0, asked: 1 })
  })
})
