/** A place that is lost while evidence is gathered: what was found out until then is none, and it is gathered anew when it is back. */
import { expect, test } from 'vitest'
import { AskingFrom } from '../../../main/preflight/ask-from.ts'
import type { NoPlace, RemotePlace } from '../../../main/preflight/place.ts'
import type { FlowEvidence } from '../../../shared/observation.ts'
import { flowTo } from '../../support/loopback.ts'
import { playedDial } from '../../support/played-path.ts'

const SOURCE = '127.65.0.2'

/** Where every port is closed. @param found what gathering adds there; `isLost`: and then it is lost */
function placeThat(found: Partial<FlowEvidence>, isLost: boolean): RemotePlace {
  const lost = new AbortController()
  const gather: RemotePlace['observers']['gather'] = (flows) => {
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
