/**
 * Two places that hold one source address, as behind two NATs, or where two endpoints name one host: what is seen from one of them must
 * never stand for the other, for a path that works would vouch for one that does not.
 */
import { afterEach, expect, test } from 'vitest'
import { judge } from '../../../main/preflight/judge.ts'
import { connectOnly } from '../../../main/preflight/observers.ts'
import type { RemotePlace } from '../../../main/preflight/place.ts'
import { probeFlows } from '../../../main/preflight/probe-flows.ts'
import { dialByConnect } from '../../../main/probe/connect.ts'
import type { Dial } from '../../../main/probe/dial.ts'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import type { Flow } from '../../../shared/plan/plan.ts'
import { Listeners, flowTo } from '../../support/loopback.ts'

const SOURCE = '127.65.0.2'
const THERE = '127.64.11.1'

const listeners = new Listeners()
afterEach(() => listeners.close())

function placeBy(dial: Dial): RemotePlace {
  return {
    platform: 'linux',
    observers: { dial, gather: null },
    holds: (address) => address === SOURCE,
    lookUpRoute: () => Promise.resolve({ observer: 'route', sourceAddress: SOURCE, interface: null, errno: null }),
    lost: new AbortController().signal,
    words: 'a test',
  }
}

function flowFrom(name: string, port: number): Flow {
  const flow = flowTo({ port, from: SOURCE, to: THERE })
  const vantage = { kind: 'ssh', ssh: { user: 'root', port: 22 } } as const
  return { ...flow, id: `user-to-psm/${name}/${THERE}/${port}`, source: { ...flow.source, name, vantage } }
}

test.each([
  ['first', 'behind', 'beside'],
  ['last', 'beside', 'behind'],
])(
  'the one behind a device that answers for every port, asked %s, is not vouched for by the other',
  async (_, ...names) => {
    const port = await listeners.open(() => {}, THERE)
    const places: Record<string, RemotePlace> = {
      behind: placeBy((target, onAnswer) => dialByConnect({ ...target, port }, onAnswer)),
      beside: placeBy(dialByConnect),
    }
    const probed = await probeFlows({
      flows: names.map((name) => flowFrom(name, port)),
      pace: 'fast',
      names: new Map(),
      signal: new AbortController().signal,
      onFlow: () => {},
      onPhase: () => {},
      observers: connectOnly('A test.'),
      vantages: { reach: ({ name }) => Promise.resolve(places[name] ?? { why: 'vantage', detail: 'a test' }) },
    })
    const { flows } = judge(probed, 'preinstall', APPENDIX_B)
    expect(Object.fromEntries(flows.map(({ source, outcome }) => [source, outcome]))).toEqual({
      behind: 'intercepted',
      beside: 'open',
    })
  },
)
