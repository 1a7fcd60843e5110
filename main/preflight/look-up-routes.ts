/** The routes that a machine would take, looked up for every path before the first SYN. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isLocalShortage } from '../probe/connect.ts'
import type { PathMemory } from './path-memory.ts'
import type { Place } from './place.ts'

const ROUTE_LOOKUPS_AT_ONCE = 16
const LOOKUP_TRIES = 20
const LOOKUP_PAUSE_MS = 50

/** Tries again while the machine is short of sockets: that says nothing of a route. */
async function lookUpPatiently(place: Place, address: string, from?: string) {
  for (let tries = 1; ; tries += 1) {
    const route = await place.lookUpRoute(address, from)
    const short = route.errno !== null && isLocalShortage(route.errno)
    if (!short) return route
    if (tries >= LOOKUP_TRIES) return { ...route, errno: null }
    await sleep(LOOKUP_PAUSE_MS)
  }
}

/** Routes are looked up from the plan's source address where the kernel's own choice would be another. */
export async function lookUpRoutes(paths: readonly PathMemory[], place: Place): Promise<void> {
  const queue = [...paths]
  const worker = async () => {
    for (let path = queue.pop(); path; path = queue.pop()) {
      const own = await lookUpPatiently(place, path.address)
      // Bound unless the kernel's own choice is certainly the plan's source: a routing policy may depend on the source.
      path.bind = own.sourceAddress !== path.source
      path.route = path.bind ? await lookUpPatiently(place, path.address, path.source) : own
    }
  }
  await Promise.all(Array.from({ length: ROUTE_LOOKUPS_AT_ONCE }, worker))
}
