/** A place that is lost while evidence is gathered: what was found out until then is none, and it is gathered anew when it is back. */
import { expect, test } from 'vitest'
import { gather } from '../../../main/preflight/evidence/gather.ts'
import { judge } from '../../../main/preflight/judge.ts'
import type { GatherEvidence } from '../../../main/preflight/observers.ts'
import type { LimitedDial } from '../../../main/probe/dial.ts'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { AskingFrom } from '../../../main/preflight/ask-from.ts'
import type { NoPlace, RemotePlace } from '../../../main/preflight/place.ts'
import type { FlowEvidence } from '../../../shared/observation.ts'
import { flowTo } from '../../support/loopback.ts'
import { playedDial } from '../../support/played-path.ts'

const SOURCE = '127.65.0.2'

/** Where every port is closed. @param found what gathering adds there; `isLost`: and then it is lost */
function placeThat(found: Partial<FlowEvidence>, isLost: boolean): RemotePlace {
  const lost = new AbortController()
  const gather: RemotePlace['observers']['gather'] = ({ flows }) => {
    for (const flow of flows) flow.evidence = { ...flow.evidence, ...found }
    if (isLost) lost.abort('the link was lost')
    return Promise.resolve({ pathMtu: [], withoutDistance: 0 })
  }
  return {
    platform: 'linux',
    observers: { dial: playedDial(() => ({ kind: 'rst', routers: 1 }), 1), gather },
    holds: (address) => address === SOURCE,
    lookUpRoute: () => Promise.resolve({ observer: 'route', sourceAddress: SOURCE, interface: null, errno: null }),
    lost: lost.signal,
    words: 'a test',
  }
}

async function evidenceAfter(second: RemotePlace | NoPlace): Promise<FlowEvidence | undefined> {
  const first = placeThat({ fellSilent: { tries: 3 }, unmeasured: { why: 'link' } }, true)
  const flows = [flowTo({ port: 9010, from: SOURCE, to: '127.64.9.1' })]
  const { signal } = new AbortController()
  const around = { pace: 'fast', names: new Map(), signal, onFlow: () => {}, onPhase: () => {} } as const
  const asking = new AskingFrom(first, { ...around, flows }, () => Promise.resolve(second))
  const { flows: seen } = await asking.ask()
  return seen[0]?.evidence
}

test('once the place is back', async () => {
  const evidence = await evidenceAfter(placeThat({ unmeasured: { why: 'tries' } }, false))
  expect(evidence?.unmeasured).toEqual({ why: 'tries' })
  expect(evidence).not.toHaveProperty('fellSilent')
})

test('where it does not come back, it stays known that its distance was not found out', async () => {
  const evidence = await evidenceAfter({ why: 'vantage-lost', detail: 'gone' })
  expect(evidence?.unmeasured).toEqual({ why: 'link' })
})

/** One attempt is one object from its start to its answer, as a socket's is. */
const asSocket =
  (play: LimitedDial): LimitedDial =>
  (target, onAnswer) => {
    const dialled = play(target, ({ answeredAt, icmp }, seen) => {
      const errno = seen.kind === 'error' ? seen.errno : null
      onAnswer(Object.assign(dialled, { answeredAt, icmp, errno }), seen)
    })
    return dialled
  }

/** Evidence by the real code, over a path that a test plays. */
const gatherOver =
  (dial: LimitedDial): GatherEvidence =>
  ({ flows, whyStopped, ...asked }) =>
    gather(flows, {
      ...asked,
      asker: { dial, turn: () => Promise.resolve(), signal: asked.signal },
      turn: () => Promise.resolve(),
      whyStopped: () => whyStopped,
      segments: null,
      echo: null,
      capture: null,
      interfaces: () => Promise.resolve([]),
      traceByIcmp: false,
    })

test.each([
  ['stopped as soon as a flow is answered, before anybody asks whose answer it was: not tested', 1, 'not-tested'],
  ['not stopped: asked from how far it came', 2, 'closed'],
])('%s', async (_, stopAfter, outcome) => {
  const stop = new AbortController()
  const dial = asSocket(playedDial(() => ({ kind: 'rst', routers: 2 }), 2))
  const place = { ...placeThat({}, false), observers: { dial, gather: gatherOver(dial) } }
  let answered = 0
  const onFlow = () => {
    answered += 1
    if (answered === stopAfter) stop.abort()
  }
  const flows = [flowTo({ port: 9010, from: SOURCE, to: '127.64.9.1' })]
  const around = { pace: 'fast', names: new Map(), signal: stop.signal, onPhase: () => {} } as const
  const { flows: seen, hosts } = await new AskingFrom(place, { ...around, flows, onFlow }).ask()
  const probed = {
    flows: seen,
    hosts,
    fromHere: hosts,
    shunnings: [],
    pathMtu: [],
    ways: new Map(),
    withoutDistance: 0,
  }
  const [flow] = judge(probed, 'preinstall', APPENDIX_B).flows
  expect(flow?.outcome).toBe(outcome)
  expect(flow?.verdict).toBe(outcome === 'closed' ? 'pass' : 'untested')
})
