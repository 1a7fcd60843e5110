/** A completed handshake: with the destination, or with something that stands before it? */
import type { FlowEvidence, HostEvidence } from '../observation.ts'
import { type Conclusion, type Judged, blockedAt, likely, proven } from './conclusion.ts'
import { handshakeWithoutProof } from './both-ends.ts'
import { matchIdentity } from './identity.ts'
import { deviceNearer } from './where.ts'
import { KIND_WORDS, sightWords } from './words.ts'

const STAND_IN =
  'Look on the destination itself whether the connection arrives there (packet capture, or log of the service): that proves who completed the handshake.'

const SAME_PLAN = 'Start the stand-in there with the very plan file of this check, or both with the same key (--key).'

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

export function connected(flow: Judged, evidence: FlowEvidence, host: HostEvidence | null): Conclusion {
  const { address, port, identity } = flow
  const at = `${address}:${port}`
  const without = handshakeWithoutProof(flow, evidence)
  if (without) return without
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
  const device = deviceNearer(evidence, host)
  if (device) {
    const reason = `${at} completed a handshake, but a device in the path did, not ${address}: ${device.how}.`
    return blockedAt(proven('intercepted', reason), device.where)
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
  if (seen?.saw === 'stand-in') {
    const why = evidence.standIn?.nonce === 'wrong' ? evidence.standIn.detail : 'it was not asked for its proof'
    return likely('open', `${at} is open, and a stand-in answers, which did not prove itself: ${why}.`, SAME_PLAN)
  }
  return likely('open', `${at} completed a handshake; nothing shows which machine did it.`, STAND_IN)
}
