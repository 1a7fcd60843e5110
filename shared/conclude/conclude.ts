/**
 * Observations → outcome, proof, reason, settle. Pure. What connect(), a negative control and one look at the service can
 * know, and no more: each conclusion that another cause could produce as well is `likely` and says what would settle it.
 */
import type { FlowEvidence, HostEvidence, NotAsked } from '../observation.ts'
import { assertNever } from '../assert-never.ts'
import { type Conclusion, type Judged, likely, proven } from './conclusion.ts'
import { matchIdentity } from './identity.ts'
import { blockedLocally, locallyRefused } from './local.ts'
import { KIND_WORDS, attemptWords, errnoWords, sightWords } from './words.ts'

/** Longer than this, "host unreachable" is a neighbour that did not answer ARP or ND: 3.07 s (measured). */
const NEIGHBOUR_TIMEOUT_MS = 2500

const STAND_IN =
  'Look on the destination itself whether the connection arrives there (packet capture, or log of the service): that proves who completed the handshake.'
const ERROR_QUEUE = 'A packet capture on this machine shows the ICMP error itself, and in it the device that sent it.'
const WHO_REFUSED =
  'A packet capture on the destination shows whether the connection arrives there and is refused by the machine itself, or by a device on the way.'
const WHERE_LOST =
  'A packet capture on the destination shows whether the request to connect (SYN) arrives there; a TCP traceroute on this port shows where it ends.'

/** Concludes one flow from its own evidence and from that of its host. */
export function conclude(flow: Judged, evidence: FlowEvidence, host: HostEvidence | null): Conclusion {
  if (evidence.notAsked) return notTested(evidence.notAsked)
  const answers = evidence.attempts.filter((a) => a.result === 'connected' || a.result === 'error')
  const kinds = new Set(answers.map((a) => a.errno ?? 'connected'))
  if (kinds.size > 1) return contradictory(flow, [...kinds])
  const answer = answers[0]
  if (!answer) return unanswered(flow, evidence, host)
  // A SYN is refused with ECONNREFUSED; ECONNRESET is a RST in the moment after a completed handshake.
  if (answer.errno === null || answer.errno === 'ECONNRESET') return connected(flow, evidence, host)
  return failed(flow, answer.errno, answer.elapsedMs, evidence, host)
}

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
      return 'Run the check on the source itself: this version does not probe over SSH yet.'
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
    case 'resources':
      return 'Close other programs, or choose the pace gentle, and run the check again.'
    default:
      return assertNever(why)
  }
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

/**
 * `everything`: two ports that nothing should serve completed a handshake, so does every port. `unknown`: the control was
 * not asked to its end, so no handshake of this host can be believed yet.
 */
function controlState(host: HostEvidence | null): 'everything' | 'unknown' | 'fine' {
  const [first, second] = host?.controls ?? []
  if (!first || first.result === 'not-tested') return 'unknown'
  if (first.result !== 'open') return 'fine'
  if (!second || second.result === 'not-tested') return 'unknown'
  return second.result === 'open' ? 'everything' : 'fine'
}

function connected(flow: Judged, evidence: FlowEvidence, host: HostEvidence | null): Conclusion {
  const { address, port, identity } = flow
  const at = `${address}:${port}`
  const control = controlState(host)
  if (control === 'unknown') {
    return {
      outcome: 'not-tested',
      proof: 'none',
      reason: `Not tested to the end: ${at} completed a handshake, but the negative control that would give it a meaning was not answered for.`,
      settle: 'Run the check again and let it finish.',
    }
  }
  if (control === 'everything') {
    const controls = host?.controls.map((c) => c.port).join(' and ')
    return likely(
      'intercepted',
      `${at} completed a handshake, but so did ports ${controls}, which nothing should serve: a device answers in its place.`,
      STAND_IN,
    )
  }
  const seen = evidence.identity
  const match = matchIdentity(identity, seen)
  const resetAtOnce = evidence.attempts.some((a) => a.errno === 'ECONNRESET')
  if (match === 'refused' || resetAtOnce) {
    return likely(
      'unstable',
      `${at} completed the handshake and then sent ${seen && !resetAtOnce ? sightWords(seen) : 'a RST before the first byte'}: a proxy in the path whose own connection fails looks like this, and so does a service that turns this client away.`,
      STAND_IN,
    )
  }
  if (match === 'other' && identity && seen) {
    const expected = identity.kinds.map((kind) => KIND_WORDS[kind]).join(' or ')
    return likely(
      'wrong-service',
      `${at} answered as ${sightWords(seen)}, where ${flow.service} is ${expected}.`,
      'Look on the destination which program holds the port, and that the address is the right one.',
    )
  }
  if (match === 'product' && seen)
    return proven('open', `${at} is open and showed itself as ${flow.service}: ${seen.detail}.`)
  if (match === 'protocol' && seen) {
    return likely(
      'open',
      `${at} is open and answered as ${sightWords(seen)}, which another machine could do as well.`,
      STAND_IN,
    )
  }
  return likely('open', `${at} completed a handshake; nothing shows which machine did it.`, STAND_IN)
}

function failed(
  flow: Judged,
  errno: string,
  elapsedMs: number,
  evidence: FlowEvidence,
  host: HostEvidence | null,
): Conclusion {
  const local = evidence.route?.errno === errno ? locallyRefused(flow, errno) : null
  if (local) return local
  const where = `${flow.address}:${flow.port}`
  switch (errno) {
    case 'ECONNREFUSED':
      // A RST, or an ICMP port-unreachable (the default of "reject" in iptables and nftables): connect() cannot tell.
      return likely(
        'closed',
        `${where} was refused, as by a host where nothing listens: the path looks open.`,
        WHO_REFUSED,
      )
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return unreachable(flow, errno, elapsedMs, host)
    case 'EACCES':
      // ICMPv6 "administratively prohibited" (RFC 4443 §3.1, code 1) becomes EACCES; IPv4's does not.
      if (flow.address.includes(':')) {
        return likely(
          'rejected',
          `A device answered for ${where}: administratively prohibited (${errno}).`,
          ERROR_QUEUE,
        )
      }
      return blockedLocally(where, errno)
    case 'EPERM':
    case 'EINVAL':
      return blockedLocally(where, errno)
    default:
      return {
        outcome: 'not-tested',
        proof: 'none',
        reason: `Not tested: this machine could not send to ${where} (${errnoWords(errno)}).`,
        settle: 'Look the error up on this machine, and run the check again.',
      }
  }
}

function unreachable(
  { address, port }: Judged,
  errno: string,
  elapsedMs: number,
  host: HostEvidence | null,
): Conclusion {
  const words = errnoWords(errno)
  const heard = (host?.answered ?? 0) > 0
  if (elapsedMs >= NEIGHBOUR_TIMEOUT_MS && !heard && (host?.promptErrors ?? 0) === 0) {
    return likely(
      'unreachable',
      `After ${(elapsedMs / 1000).toFixed(1)} s came "${words}" for ${address}: no machine answers ARP or ND for this address.`,
      'Check that the machine is on and the address right; on its network, look at the ARP or neighbour table.',
    )
  }
  if (heard) {
    return likely(
      'rejected',
      `A device answered "${words}" for port ${port}, while ${address} answers on other ports: it rejects this port.`,
      ERROR_QUEUE,
    )
  }
  return likely(
    'unreachable',
    `A device answered "${words}" for ${address}, and nothing was heard from the address itself.`,
    ERROR_QUEUE,
  )
}

function unanswered(flow: Judged, evidence: FlowEvidence, host: HostEvidence | null): Conclusion {
  const { address, port } = flow
  const asked = attemptWords(evidence.attempts)
  if (evidence.attempts.length === 0) {
    return {
      outcome: 'not-tested',
      proof: 'none',
      reason: 'Not tested: no SYN was sent.',
      settle: 'Run the check again.',
    }
  }
  const limited = host?.rateLimited
    ? ' Devices in the path send their errors at a limited rate, so it may be one of the rejected ports.'
    : ''
  if ((host?.answered ?? 0) > 0) {
    return likely(
      'silent',
      `No answer to ${asked} to ${address}:${port}, though ${address} answers on other ports.${limited}`,
      WHERE_LOST,
    )
  }
  if ((host?.errors ?? 0) > 0) {
    const reason = `No answer to ${asked} to ${address}:${port}; for other ports of ${address} a device answered that it cannot be reached, and the address itself was never heard.`
    return likely('unreachable', reason, ERROR_QUEUE)
  }
  const settle =
    'Check that the machine is on, its address and its gateway; then a capture on the destination, or a TCP traceroute.'
  return likely(
    'host-silent',
    `${address} never answered, on any port that was asked: ${asked} to port ${port}.${limited}`,
    settle,
  )
}
