/** `check --capture`: a packet capture of the plan's flows beside the run, kept in the folder of the result. */
import { join } from 'node:path'
import type { ObserverState } from '../../shared/environment.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import type { LiveCapture } from '../capture/live.ts'
import { type Names, chooseFlow } from '../preflight/choose-flows.ts'
import { isThisMachine, localAddresses } from '../probe/route.ts'

export interface CaptureBeside {
  /** Null: none runs. */
  live: LiveCapture | null
  state: ObserverState
}

const FILE = 'capture.pcapng'
const MOST_BYTES = 512 * 1024 * 1024

export const NO_CAPTURE: CaptureBeside = {
  live: null,
  state: { id: 'capture', available: false, note: 'Not asked for: --capture keeps the packets of the run.' },
}

/** Starts it, and waits until it really captures. A capture that cannot be had is a note, not an error. */
export async function captureBeside(
  flows: readonly Flow[],
  names: Names,
  directory: string,
  signal: AbortSignal,
): Promise<CaptureBeside> {
  const here = localAddresses()
  const sender = { holds: (address: string) => isThisMachine(address, here) }
  const fromHere = flows.filter(({ source }) => source.vantage.kind === 'local')
  const asked = fromHere.map((flow) => chooseFlow(flow, names, sender)).filter(({ notAsked }) => !notAsked)
  const { startLiveCapture } = await import('../capture/live.ts')
  const live = await startLiveCapture({
    interfaces: 'any',
    sources: [...new Set(asked.map(({ source }) => source))],
    destinations: [...new Set(asked.map(({ address }) => address))],
    ports: new Set(asked.map(({ flow }) => flow.port)),
    file: join(directory, FILE),
    maxBytes: MOST_BYTES,
    signal,
  })
  if ('missing' in live) return { live: null, state: { id: 'capture', available: false, note: live.missing } }
  return { live, state: { id: 'capture', available: true, note: `By ${live.tool}; the packets are in ${FILE}.` } }
}
