/** Opens the observers beyond connect(), and ties them to the gathering of evidence. */
import type { ObserverState } from '../../../shared/environment.ts'
import type { LimitedDial } from '../../probe/dial.ts'
import { openEcho } from '../../probe/icmp/open-echo.ts'
import { createDialler } from '../../probe/native/dialler.ts'
import { observeSegments } from '../../probe/native/raw-observer.ts'
import { openPingSocket } from '../../probe/icmp/ping-socket-way.ts'
import { type GatherEvidence, type KnownInterfaces, state } from '../observers.ts'
import { gather } from './gather.ts'
import { turnsUntil } from '../turns.ts'
import type { CaptureView } from './join-capture.ts'

const ICMP_INSTEAD =
  ' IPv4 addresses that are never heard are traced by ICMP echoes instead (net-ping), which may take another path.'

export interface Evidence {
  /** Null: only connect() can be had. */
  dial: LimitedDial | null
  gather: GatherEvidence
  states: ObserverState[]
  close(): void
}

/** @param capture one that is under way, if there is */
export async function openEvidence(capture: CaptureView | null, interfaces: KnownInterfaces): Promise<Evidence> {
  const [dialler, raw, echo] = await Promise.all([
    createDialler(),
    observeSegments(),
    openEcho({ pingSocket: openPingSocket }),
  ])
  const dial = 'missing' in dialler ? null : dialler.dial
  const segments = 'missing' in raw ? null : raw
  // One that is limited to addresses that are never heard, and says less: only in place of the other.
  const traceByIcmp = dial === null && echo.best === 'net-ping'
  const withGather: GatherEvidence = async ({ flows, whyStopped, ...asked }) => {
    const { signal } = asked
    const { turn, stop } = turnsUntil(asked.pace, signal)
    const gathered = await gather(flows, {
      asker: dial && { dial, turn, signal },
      ...asked,
      turn,
      whyStopped: () => whyStopped,
      segments,
      echo,
      capture,
      interfaces,
      traceByIcmp,
    })
    stop()
    return gathered
  }
  return {
    dial,
    gather: withGather,
    states: [
      'missing' in dialler
        ? state('error-queue', false, `${dialler.missing}.`)
        : state(
            'error-queue',
            true,
            'Sockets of our own keep the ICMP errors about each attempt, and tell the TTL of answers.',
          ),
      'missing' in dialler
        ? state('tcp-trace', false, `It needs the error queue: ${dialler.missing}.${traceByIcmp ? ICMP_INSTEAD : ''}`)
        : state('tcp-trace', true, 'By SYNs on the very port, with rising TTLs.'),
      'missing' in raw
        ? state('raw', false, `${raw.missing}.`)
        : state('raw', true, 'Every SYN-ACK and RST to this machine, with its TTL, window and options.'),
      echo.state,
    ],
    close: () => {
      if (!('missing' in dialler)) dialler.close()
      segments?.close()
      echo.close()
    },
  }
}
