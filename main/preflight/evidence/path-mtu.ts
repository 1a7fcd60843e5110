/** How large a packet reaches each destination in one piece: asked of a few that answer, with the size of the interface first. */
import type { Environment } from '../../../shared/environment.ts'
import { familyOf } from '../../probe/icmp/net-ping-session.ts'
import { pathMtu, searchPathMtu } from '../../probe/icmp/path-mtu.ts'
import { turnOrEnd } from '../../probe/limited-ask.ts'
import { sizedEcho } from '../../probe/icmp/ping-socket-way.ts'
import { findPing } from '../../probe/icmp/system-ping-way.ts'
import { type Pinger, createPinger } from '../../probe/native/ping-socket.ts'
import type { AskedPath } from './asked-path.ts'

/** Most sites have one path to all of their nodes: a few destinations show what there is. */
const MOST_DESTINATIONS = 6
const WAIT_MS = 300

type PathMtu = Environment['pathMtu'][number]

/** @param mtuOf the MTU of an interface of this machine; null where it is not known */
export async function measurePathMtu(
  paths: readonly AskedPath[],
  mtuOf: (name: string) => number | null,
  { turn, signal }: { turn: (address: string) => Promise<void>; signal: AbortSignal },
): Promise<PathMtu[]> {
  const chosen = paths.filter(({ answered }) => answered.length > 0).slice(0, MOST_DESTINATIONS)
  if (chosen.length === 0) return []
  const pinger = await createPinger()
  try {
    const found = await Promise.all(chosen.map((asked) => measureOne(asked, mtuOf, pinger, { turn, signal })))
    return found.filter((mtu) => mtu !== null)
  } finally {
    if (!('missing' in pinger)) pinger.close()
  }
}

async function measureOne(
  { path }: AskedPath,
  mtuOf: (name: string) => number | null,
  pinger: Pinger | { missing: string },
  { turn, signal }: { turn: (address: string) => Promise<void>; signal: AbortSignal },
): Promise<PathMtu | null> {
  const interfaceMtu = path.route?.interface ? mtuOf(path.route.interface) : null
  if (interfaceMtu === null) return null
  const { address, boundSource: from } = path
  if ('missing' in pinger) {
    return pathMtu({ address, interfaceMtu, from, waitMs: WAIT_MS, signal }, await findPing())
  }
  const ask = async (bytes: number) => {
    await turnOrEnd(turn(address), signal)
    return sizedEcho(pinger, { address, from, waitMs: WAIT_MS }, bytes, signal)
  }
  return { address, interfaceMtu, ...(await searchPathMtu(interfaceMtu, familyOf(address), ask)) }
}
