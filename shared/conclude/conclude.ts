/**
 * Observations → outcome, proof, reason, settle, blockedBy. Pure. What was seen, and no more: each conclusion that another cause
 * could produce as well is `likely` and says what would settle it.
 */
import type { FlowEvidence, HostEvidence, NotAsked } from '../observation.ts'
import { assertNever } from '../assert-never.ts'
import { type Conclusion, type Judged, likely } from './conclusion.ts'
import { byNonce, heldThere } from './both-ends.ts'
import { failed } from './failure.ts'
import { connected } from './handshake.ts'
import { notCompared } from './not-compared.ts'
import { unanswered } from './silence.ts'
import { hopsAway } from '../hop-words.ts'
import { errnoWords } from './words.ts'

/** Concludes one flow from its own evidence and from that of its host. */
export function conclude(flow: Judged, evidence: FlowEvidence, host: HostEvidence | null): Conclusion {
  if (evidence.notAsked) return notTested(evidence.notAsked)
  const answers = evidence.attempts.filter((a) => a.result === 'connected' || a.result === 'error')
  const kinds = new Set(answers.map((a) => a.errno ?? 'connected'))
  if (kinds.size > 1) return contradictory(flow, [...kinds])
  const answer = answers[0]
  if (!answer) return unanswered(flow, evidence, host)
  const fell = evidence.fellSilent ? fellSilent(flow, answer.errno, evidence.fellSilent.tries) : null
  if (fell) return fell
  if (evidence.changed) return changed(flow, answer.errno, evidence.changed.to)
  const proof = byNonce(flow, evidence, host)
  if (proof) return proof
  if (evidence.unsettled) return unsettled(flow, answer.errno, evidence.unsettled)
  // A SYN is refused with ECONNREFUSED; ECONNRESET is a RST in the moment after a completed handshake.
  if (answer.errno === null || answer.errno === 'ECONNRESET')
    return orNotCompared(heldThere(connected(flow, evidence, host), flow, evidence), flow, evidence)
  return failed(flow, { ...answer, errno: answer.errno }, evidence, host)
}

/** What nothing else shows to be the destination, and was asked how far it came. */
const orNotCompared = (concluded: Conclusion, flow: Judged, { unmeasured }: FlowEvidence): Conclusion =>
  unmeasured && concluded.outcome === 'open' && concluded.proof === 'likely'
    ? notCompared(flow, 'a handshake', unmeasured)
    : concluded

function notTested(notAsked: NotAsked): Conclusion {
  return {
    outcome: 'not-tested',
    proof: 'none',
    reason: `Not tested: ${notAsked.detail}.`,
    settle: settleUntested(notAsked.why),
  }
}

function settleUntested(why: NotAsked['why']): string {
  switch (why) {
    case 'no-vantage':
      return 'Run the check on the source itself, or give it a vantage in the plan.'
    case 'ssh-unsupported':
      return 'Run the check on the source itself, or again with a version that asks over SSH.'
    case 'vantage':
      return 'Correct what keeps the source from being reached, and test again; or run the check on the source itself.'
    case 'vantage-lost':
      return 'Connect to the source again and test what is left, or run the check on the source itself.'
    case 'not-this-machine':
      return 'Run the check on the machine that holds the source address, or correct the address in the plan.'
    case 'own-address':
      return 'Correct the address in the plan, or run the check on another machine.'
    case 'family':
      return 'Give both ends an address of the same family, and a link-local address its zone.'
    case 'name':
      return 'Correct the name, or write the address into the plan.'
    case 'cancelled':
      return 'Run the check again and let it finish.'
    case 'shunned':
      return 'Run the check again at the pace gentle, when the network answers this machine again.'
    case 'resources':
      return 'Close other programs, or choose the pace gentle, and run the check again.'
    default:
      return assertNever(why)
  }
}

const CAPTURE_THERE =
  'A packet capture on the destination shows whether the connection arrives there; so does a stand-in on it.'

/** Why a near answer could not be explained, as a part of the sentence, and what would do it. */
const UNSETTLED: Record<
  NonNullable<NonNullable<FlowEvidence['unsettled']>['why']>,
  { reason: string; settle: string }
> = {
  time: {
    reason: 'and there was no time left to ask both again',
    settle: 'Test fewer flows at once, or this one alone: there is then time to ask again.',
  },
  base: {
    reason: 'and when both were asked again, that one did not answer as before',
    settle: 'Test again at the pace gentle; what had answered must answer again to be compared with.',
  },
  ways: { reason: 'and asked again it never came from as far', settle: CAPTURE_THERE },
  once: {
    reason: 'and nothing on this machine can ask again and look at the distance',
    settle: `Run the check on Linux with koffi, which the build carries. ${CAPTURE_THERE}`,
  },
}

/** From nearer than another answer of the address: a device, or ways of different length. Asked again, it would be known. */
function unsettled(
  { address, port }: Judged,
  errno: string | null,
  { hops, farthest, why = 'time' }: NonNullable<FlowEvidence['unsettled']>,
): Conclusion {
  const what = errno === 'ECONNREFUSED' ? 'a RST' : 'a handshake'
  return likely(
    'unstable',
    `${address}:${port} answered with ${what} from ${hopsAway(hops)}, while another answer of ${address} came from ${hopsAway(farthest)}, ${UNSETTLED[why].reason}: a device in the path may answer in its place.`,
    UNSETTLED[why].settle,
  )
}

/** One flow, two answers: whichever came first is not to be relied on. */
function changed(
  { address, port }: Judged,
  errno: string | null,
  to: NonNullable<FlowEvidence['changed']>['to'],
): Conclusion {
  const words = { handshake: 'a completed handshake', rst: 'a RST', icmp: 'an ICMP error' }
  const first = errno === 'ECONNREFUSED' ? words.rst : words.handshake
  return likely(
    'unstable',
    `${address}:${port} answered with ${first}, and with ${words[to]} when it was asked again: a device in the path that changes its mind, such as one that limits a rate or has begun to block, looks like this, and so does a service that starts or stops.`,
    'Test again at the pace gentle; a packet capture on the destination shows which of the two it sent.',
  )
}

/** A machine does not stop answering; a device that limits what it answers, or a network that shuts us out, does. */
function fellSilent({ address, port }: Judged, errno: string | null, tries: number): Conclusion {
  const first = errno === 'ECONNREFUSED' ? 'a RST' : 'a handshake'
  return likely(
    'unstable',
    `${address}:${port} answered with ${first}, and then left SYNs that asked it again without an answer (${tries} and more): a device in the path that limits its answers does that, or a network that shuts us out.`,
    'Test again at the pace gentle; a packet capture on the destination shows whether it was the one that answered.',
  )
}

/** Needs two answers of one flow: they come when evidence of several observers or runs is merged; the first answer ends a series. */
function contradictory({ address, port }: Judged, kinds: string[]): Conclusion {
  const said = kinds.map((kind) => (kind === 'connected' ? 'a completed handshake' : errnoWords(kind))).join(' and ')
  return likely(
    'unstable',
    `${address}:${port} gave contradictory answers: ${said}.`,
    'Test again; if it stays so, look for several paths (ECMP), a failing cluster address or a duplicate address.',
  )
}
