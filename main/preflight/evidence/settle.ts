/**
 * Where the destination stands, once what was answered from nearer has been asked again. A near answer is a device's, or came over a
 * shorter way; which of the two is told by what the farthest port and the near one do when they are asked again, and by a SYN that
 * cannot reach the destination. What neither tells is left unsettled: it must not pass for the destination.
 */
import type { FlowEvidence } from '../../../shared/observation.ts'
import { routersCrossed } from '../../../shared/hop-words.ts'
import type { AnsweredPort, AskedPath } from './asked-path.ts'
import { type DistanceMeter, farthest, isUnconfirmed, nearer } from './distances.ts'

type Why = NonNullable<FlowEvidence['unsettled']>['why']

/** Ports whose near answers the distance alone does not explain, and why not. */
export interface Doubt {
  ports: readonly AnsweredPort[]
  farthest: number
  why: Why
}

const NO_DOUBT: Doubt = { ports: [], farthest: 0, why: 'once' }

/** Sets the distance of the destination where it is known. Gives what is still to be explained. */
export async function settleDistance(
  asked: AskedPath,
  meter: DistanceMeter | null,
  signal: AbortSignal,
): Promise<Doubt> {
  const far = farthest(asked)
  const echo = echoRouters(asked)
  const routers = Math.max(far?.routers ?? -1, echo ?? -1)
  if (routers < 0) return NO_DOUBT
  const suspects = nearer(asked, routers)
  const base = far && far.routers === routers ? far.port : null
  if (suspects.length > 0) {
    await meter?.confirm(asked, base ? [base, ...suspects] : suspects)
    const doubt = doubtOf(suspects, base, routers, { signal, canAsk: meter !== null })
    if (doubt !== 'devices') return meter && doubt.why === 'ways' ? await confirmedAgain(doubt, asked, meter) : doubt
  }
  const from = base?.kind === 'SYN-ACK' ? `SYN-ACK of port ${base.port}` : null
  asked.path.later = {
    ...asked.path.later,
    hops: { routers, from: from ?? (echo === routers ? 'echo reply' : `RST of port ${base?.port}`) },
  }
  // Of devices at several distances each answer is near, and none is the one that would name its hop.
  return { ports: suspects.filter((port) => isJudgedHere(port) && isWavering(port)), farthest: routers, why: 'ways' }
}

/** Half of the answers of a port may come the shorter way by chance alone: asked as often again, one that is always near is none of that. */
async function confirmedAgain(doubt: Doubt, asked: AskedPath, meter: DistanceMeter): Promise<Doubt> {
  await meter.confirm(asked, doubt.ports)
  return { ...doubt, ports: doubt.ports.filter((port) => isJudgedHere(port) && !isWavering(port)) }
}

/** `devices`: every near answer is a device's, or is judged by something else. */
function doubtOf(
  suspects: readonly AnsweredPort[],
  base: AnsweredPort | null,
  routers: number,
  { signal, canAsk }: { signal: AbortSignal; canAsk: boolean },
): Doubt | 'devices' {
  const judged = suspects.filter(isJudgedHere)
  const near = judged.filter((port) => !reached(port, routers))
  const doubt = (ports: readonly AnsweredPort[], why: Why): Doubt => ({ ports, farthest: routers, why })
  if (signal.aborted) return doubt(near, 'time')
  // What the others are compared with does not answer any more, or in another way: nothing can be compared.
  if (base && !isJudgedHere(base)) return doubt(near, 'base')
  if (!canAsk && [...near, ...(base ? [base] : [])].some(isUnconfirmed)) return doubt(near, 'once')
  const waysDiffer = near.length < judged.length || (base !== null && isWavering(base))
  // Over ways of different length a port answers from near and from far by turns; one that is always near is none of that.
  if (waysDiffer)
    return doubt(
      near.filter((port) => !isWavering(port)),
      'ways',
    )
  return 'devices'
}

/** A port that fell silent, or answers otherwise when asked again, is judged by that alone. */
const isJudgedHere = ({ unanswered, changed }: AnsweredPort) => unanswered === 0 && changed === null

const reached = ({ segments }: AnsweredPort, routers: number) => segments.some(({ hops }) => hops >= routers)

/** It answers every time, and not always from as far. */
const isWavering = (port: AnsweredPort) => isUnconfirmed(port) || new Set(port.segments.map((s) => s.hops)).size > 1

/** Routers that the echo reply crossed; null without one. */
function echoRouters({ path }: AskedPath): number | null {
  const ttl = path.later.echo?.ttl
  return ttl === undefined || ttl === null ? null : routersCrossed(ttl)
}

/** What came from nearer may be a device's: said of each port that nothing nearer was ruled out for. */
export function leaveUnsettled({ ports, farthest: routers, why }: Doubt): void {
  for (const { flow, segments } of ports) {
    const [first] = segments
    if (!flow || !first || isRuledOut(flow.evidence, routers - first.hops)) continue
    flow.evidence = { ...flow.evidence, unsettled: { hops: first.hops, farthest: routers, why } }
  }
}

/**
 * A SYN that ends before the destination was asked: a device answered, which is then known; or a router said where it ended. That may be the
 * very device, for a router counts the TTL before it filters: it then rules out only what came from nearer than the last one.
 */
const isRuledOut = ({ nearness }: FlowEvidence, fewerRouters: number) =>
  nearness !== undefined && nearness.saw !== 'silence' && (nearness.saw !== 'hop' || fewerRouters > 1)
