/**
 * The network shuns us: ports that had answered are silent. The run pauses, looks now and then whether it is over, and then asks what
 * was affected again, gently. What stays unanswered keeps a doubt beside its silence.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { askWithin } from '../probe/limited-ask.ts'
import { Asking } from './asking.ts'
import type { PathMemory, RunMemory } from './path-memory.ts'
import type { Place } from './place.ts'
import { type ProbedFlow, type Ready, askControls, askFlow, isUnanswered } from './ask-flow.ts'

export interface Shunning {
  /** Source address, and the destination and port that had answered and then did not. */
  source: string
  address: string
  port: number
  /** It answered again while it was waited for. */
  answeredAgain: boolean
}

interface Affected {
  ready: readonly Ready[]
  probed: Map<string, ProbedFlow>
  planned: ReadonlySet<number>
  run: RunMemory
  signal: AbortSignal
  place: Place
}

/** Long enough for a short penalty, such as a rate limit; a firewall that shuts out for minutes is not waited for. */
const LOOKS = 4
const PAUSE_MS = 3000
const ANSWER_MS = 1000

/** Replaces what was affected in `probed`. Gives what came of the wait. */
export async function waitOut(shunning: Shunning, affected: Affected): Promise<Shunning> {
  const { ready, probed, planned, run, signal, place } = affected
  const items = ready.filter(({ flow, path }) => {
    const seen = probed.get(flow.id)
    return path.source === shunning.source && seen !== undefined && isUnanswered(seen.evidence)
  })
  const watched =
    items.find(({ address }) => address === shunning.address)?.path ?? run.pathOf(shunning.source, shunning.address)
  const answeredAgain = await answersAgain(watched, shunning.port, affected)
  let port: number | null = shunning.port
  if (answeredAgain && !signal.aborted) {
    const again = new Asking({ place, pace: 'gentle', run, signal, onShunned: () => undefined })
    const paths = [...new Set(items.map(({ path }) => path))].filter((path) => path.controls.some(isUnsure))
    await Promise.all([
      ...paths.map((path) => askControls(path, planned, again)),
      ...items.map(async (item) => probed.set(item.flow.id, await askFlow(item, again))),
    ])
    await again.sentinel.finish([...new Set(items.map(({ path }) => path))])
    again.close()
    port = again.sentinel.shunned(watched)
  }
  if (port !== null) doubt(items, probed, port)
  return { ...shunning, answeredAgain: answeredAgain && port === null }
}

const isUnsure = ({ result }: { result: string }) => result === 'silent' || result === 'not-tested'

/** One SYN now and then: more would keep the penalty alive. */
async function answersAgain(path: PathMemory, port: number, { place, signal }: Affected): Promise<boolean> {
  const target = path.target(port)
  for (let look = 0; look < LOOKS && !signal.aborted; look += 1) {
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined)
    const { kind } = await askWithin({ dial: place.observers.dial, ...target, timeoutMs: ANSWER_MS, signal }, undefined)
    if (kind !== 'silence') return true
  }
  return false
}

function doubt(items: readonly Ready[], probed: Map<string, ProbedFlow>, port: number): void {
  for (const { flow } of items) {
    const seen = probed.get(flow.id)
    if (seen && isUnanswered(seen.evidence) && !seen.evidence.notAsked) {
      seen.evidence = { ...seen.evidence, doubt: { observer: 'sentinel', port } }
    }
  }
}
