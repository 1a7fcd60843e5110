/** Evidence from a host behind SSH: the same as from here, as far as its prober sees. No capture, no raw sockets of ours. */
import { setMaxListeners } from 'node:events'
import type { EchoObservation } from '../../../shared/observation.ts'
import type { EchoRequest } from '../../probe/icmp/echo-way.ts'
import type { Prober } from '../../vantage/prober/open-prober.ts'
import type { GatherEvidence } from '../observers.ts'
import { turnsUntil } from '../turns.ts'
import { gather } from './gather.ts'

/** @param lost fires with the link to the prober: whoever asked on would wait for answers that cannot come */
export function gatherBy(prober: Prober, lost: AbortSignal): GatherEvidence {
  return async ({ flows, whyStopped, ...asked }) => {
    const { signal: whole, pace } = asked
    const signal = AbortSignal.any([whole, lost])
    setMaxListeners(0, whole, signal)
    const { turn, stop } = turnsUntil(pace, signal)
    const echo = { echo: (request: EchoRequest) => echoBy(prober, request) }
    try {
      return await gather(flows, {
        // The names of its options are those of Linux.
        asker: prober.unseen.length === 0 ? { dial: prober.dial, turn, signal } : null,
        ...asked,
        turn,
        signal,
        whyStopped: () => (whole.aborted ? whyStopped : 'link'),
        segments: null,
        echo,
        capture: null,
        // Path MTUs are those of this machine.
        interfaces: () => Promise.resolve([]),
        traceByIcmp: false,
        linkMs: prober.roundTripMs(),
      })
    } finally {
      stop()
    }
  }
}

/** Echoes one after the other until one is answered. Never rejects. */
async function echoBy(
  prober: Prober,
  { address, from, packets, waitMs, signal }: EchoRequest,
): Promise<EchoObservation> {
  let last: EchoObservation = notSent('the run was stopped')
  for (let sent = 0; sent < packets; sent += 1) {
    if (signal?.aborted) break
    const seen = await prober.echo({ address, waitMs, ...(from === undefined ? {} : { from }) }).catch(() => null)
    if (seen === null) return notSent('the link to the node was lost')
    const { result, rttMs, ttl, errno } = seen
    const detail = result === 'not-sent' ? `the node could not send it (${errno ?? 'no reason given'})` : (errno ?? '')
    last = {
      observer: 'echo',
      by: 'ssh-prober',
      result: result === 'not-sent' ? 'not-tested' : result,
      rttMs,
      ttl,
      detail,
    }
    if (result !== 'silence') return last
  }
  return last
}

const notSent = (detail: string): EchoObservation => ({
  observer: 'echo',
  by: 'ssh-prober',
  result: 'not-tested',
  rttMs: null,
  ttl: null,
  detail,
})
