/** Where flows are asked from: this machine, or a host behind a vantage. Asking itself does not know which one it is. */
import type { NotAsked, RouteObservation } from '../../shared/observation.ts'
import type { Endpoint } from '../../shared/plan/plan.ts'
import { isThisMachine, localAddresses, lookUpRoute } from '../probe/route.ts'
import type { Observers } from './observers.ts'

export interface Place {
  readonly platform: NodeJS.Platform
  readonly observers: Pick<Observers, 'dial' | 'gather'>
  /** Whether the machine holds the address now; null where nobody can tell. */
  holds(address: string): boolean | null
  /** How the machine would send to `address`, from `from` where one is given. Sends nothing, never rejects. */
  lookUpRoute(address: string, from?: string): Promise<RouteObservation>
}

/** A place that can be lost, and found again. */
export interface RemotePlace extends Place {
  /** Aborted when nothing more comes from there. Its reason is a sentence for the reader, without a full stop. */
  readonly lost: AbortSignal
  /** How it is asked from, as a part of a sentence. */
  readonly words: string
}

/** A place that cannot be had, in the words of a flow that is not asked. */
export type NoPlace = Pick<NotAsked, 'why' | 'detail'>

export interface Vantages {
  /** The machine behind an endpoint. Called again after a loss: it then waits a while for it to come back. Never rejects. */
  reach(endpoint: Endpoint, signal: AbortSignal): Promise<RemotePlace | NoPlace>
}

export const isPlace = (place: Place | NoPlace): place is Place => 'observers' in place

/** The machine that this program runs on. */
export function thisMachine(observers: Place['observers']): Place {
  const here = localAddresses()
  return {
    platform: process.platform,
    observers,
    holds: (address) => isThisMachine(address, here) || isThisMachine(address, localAddresses()),
    lookUpRoute: (address, from) => lookUpRoute(address, here, from),
  }
}
