/**
 * Distances in the words of the field: hops, counted as traceroute and nmap count them. The first router is hop 1, a machine in the
 * sender's own network is 1 hop away, and behind three routers it is 4 hops away. Results keep the number of routers crossed, which
 * is what a TTL tells; every sentence says hops, so that it agrees with the hops of the traces beside it.
 */

/**
 * Routers that a packet crossed that arrived with this TTL: it began with the next of the initial TTLs in use (64, 128, 255; IANA
 * recommends 64, Windows sends 128, routers 255).
 */
export const routersCrossed = (ttl: number) => (ttl <= 64 ? 64 - ttl : ttl <= 128 ? 128 - ttl : 255 - ttl)

const hops = (count: number) => (count === 1 ? '1 hop' : `${count} hops`)

/** "4 hops away". @param routers that the answer crossed */
const hopsAway = (routers: number) => `${hops(routers + 1)} away`

/**
 * "1 and 3 hops away", for a capture: it may have been made on the machine that sent, which has the TTL of a neighbour.
 * @param routers each number once, ascending
 */
export function hopsFromCapture(routers: readonly number[]): string {
  const [first = 0, ...others] = routers
  if (others.length > 0) return `${routers.map((count) => count + 1).join(' and ')} hops away`
  return first === 0 ? 'at most 1 hop away' : hopsAway(first)
}
