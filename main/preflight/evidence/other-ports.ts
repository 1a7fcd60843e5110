/**
 * Whether the blocked ports of a host end where the traced one did: two devices on one path are told apart only so. Routers send few errors,
 * so of hosts of one network that are silent on the same ports one stands for all whose traces agree with its own.
 */
import { endBetween, nextToTrace } from '../../../shared/conclude/between-ports.ts'
import { farthestReached } from '../../../shared/conclude/where.ts'
import { entry } from '../../../shared/entry.ts'
import { networkOf } from '../../../shared/explain/trace-end.ts'
import type { TraceObservation } from '../../../shared/observation.ts'
import type { Asker } from '../../probe/ask-patiently.ts'
import { atMost } from '../../probe/at-most.ts'
import { traceBeside } from '../../probe/trace-beside.ts'
import type { AskedPath } from './asked-path.ts'
import { patienceFor } from './distances.ts'
import { timeLimit } from './time-limit.ts'

/** More time, some times, once two devices are known and ports are left of which it is not known whose they are. */
const MORE_MS = 600
const MOST_MORE = 8
const MOST_TRACES = 24
const AT_ONCE = 4

interface Compared {
  asked: AskedPath
  /** Port → TTL at which its SYNs were last heard of. */
  ends: Map<number, number>
  ports: number[]
  working: { port: number; endTtl: number }
}

const isSame = (a: number, b: number) => a === b
const lastTtl = ({ hops }: TraceObservation) => hops.findLast(({ addresses }) => addresses.length > 0)?.ttl

/** Null where there is nothing to compare: no trace of a silent port, no port that works, or no other silent port. */
function comparedOf(asked: AskedPath): Compared | null {
  const { traces = [] } = asked.path.later
  const reached = farthestReached(traces)
  if (!reached?.endTtl) return null
  const ends = new Map(
    traces.flatMap((trace): [number, number][] => {
      const last = trace.end === 'silence' ? lastTtl(trace) : undefined
      return last === undefined ? [] : [[trace.port, last]]
    }),
  )
  const ports = [...new Set(asked.silent.map(({ flow }) => flow.port))].toSorted((a, b) => a - b)
  if (ends.size === 0 || ports.length < 2) return null
  return { asked, ends, ports, working: { port: reached.port, endTtl: reached.endTtl } }
}

/**
 * Adds traces to those of the paths. What could not be told in time stays as it was. Never rejects.
 * @param usualMs how long, unless two devices were found
 */
export async function traceOtherPorts(paths: readonly AskedPath[], asker: Asker, usualMs: number): Promise<void> {
  const alike = new Map<string, Compared[]>()
  for (const asked of paths) {
    const compared = comparedOf(asked)
    if (compared) entry(alike, likeness(compared), () => [] as Compared[]).push(compared)
  }
  if (alike.size === 0) return
  const inTurn = atMost(AT_ONCE)
  let left = MOST_TRACES
  let more = MOST_MORE
  const known: Compared[] = []
  const isBehind = () => known.some((compared) => isDivided(compared) && next(compared) !== null)
  const limit = timeLimit(asker.signal, usualMs, () => (isBehind() && more-- > 0 ? MORE_MS : 0))
  const traceRest = async (compared: Compared) => {
    known.push(compared)
    for (let port = next(compared); port !== null && left > 0; port = next(compared)) {
      left -= 1
      const trace = await traceOne(compared, port, { ...asker, signal: limit.signal })
      const end = trace && lastTtl(trace)
      if (!trace || end == null) return
      compared.ends.set(port, end)
      const { path } = compared.asked
      const traces = [...(path.later.traces ?? []), trace].toSorted((one, other) => one.port - other.port)
      path.later = { ...path.later, traces }
    }
  }
  await Promise.all([...alike.values()].map((group) => inTurn(() => traceGroup(group, traceRest))))
  limit.release()
}

async function traceGroup(group: readonly Compared[], traceRest: (compared: Compared) => Promise<void>): Promise<void> {
  const traced: Compared[] = []
  for (const compared of group) {
    if (traced.some((other) => [...compared.ends].every(([port, end]) => endIn(other, port) === end))) continue
    await traceRest(compared)
    traced.push(compared)
  }
  // What was traced there says nothing of other ports; that they fail like those of another host is for others to conclude.
  for (const compared of group) {
    const isTold = (port: number) =>
      group.every(({ ends }) => (ends.get(port) ?? endIn(compared, port)) === endIn(compared, port))
    const untraced = compared.ports.filter((port) => !compared.ends.has(port))
    const { path } = compared.asked
    if (!untraced.every(isTold)) path.later = { ...path.later, endsDiffer: true }
  }
}

const next = ({ ports, ends }: Compared) => nextToTrace(ports, ends, isSame)

/** Some of its ports end at another machine than others. */
const isDivided = ({ ends }: Compared) => new Set(ends.values()).size > 1

const endIn = ({ ends }: Compared, port: number) => endBetween(port, ends, isSame)

const likeness = ({ asked: { path }, ports }: Compared) =>
  [path.source, networkOf(path.address) ?? path.address, ports.join()].join(' ')

async function traceOne(compared: Compared, port: number, asker: Asker) {
  const { asked, ends, working } = compared
  const near = endIn(compared, port) ?? [...ends.values()][0]
  if (near === undefined || asker.signal.aborted) return null
  const { timeoutMs } = patienceFor(asked, false)
  const beside = { lastTtl: Math.min(near, working.endTtl - 1), workingPort: working.port, endTtl: working.endTtl }
  return traceBeside({ ...asker, ...asked.path.target(port), timeoutMs, ...beside })
}
