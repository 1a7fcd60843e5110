/** A completed handshake: with the destination, or with something that stands before it? */
import type { FlowEvidence, HostEvidence } from '../observation.ts'
import type { ConcludeWords } from '../words/conclude.ts'
import { type Conclusion, type Judged, blockedAt, likely, proven } from './conclusion.ts'
import { handshakeWithoutProof } from './both-ends.ts'
import { matchIdentity } from './identity.ts'
import { deviceNearer } from './where.ts'

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

export function connected(
  flow: Judged,
  evidence: FlowEvidence,
  host: HostEvidence | null,
  words: ConcludeWords,
): Conclusion {
  const { address, port } = flow
  const { answers } = words
  const at = `${address}:${port}`
  const without = handshakeWithoutProof(flow, evidence, words)
  if (without) return without
  const control = controlState(host)
  if (control === 'unknown')
    return { outcome: 'not-tested', proof: 'none', reason: answers.noControl(at), settle: answers.finish() }
  if (control === 'everything') {
    const controls = host?.controls.map((c) => c.port) ?? []
    return likely('intercepted', answers.everythingOpen(at, controls), answers.whoCompleted())
  }
  const device = deviceNearer(evidence, host, words)
  if (device) return blockedAt(proven('intercepted', answers.intercepted(at, address, device.how)), device.where)
  return byIdentity(flow, evidence, words)
}

/** What the far end showed of itself, if anything. */
function byIdentity(flow: Judged, evidence: FlowEvidence, { answers, parts }: ConcludeWords): Conclusion {
  const at = `${flow.address}:${flow.port}`
  const { identity, service } = flow
  const seen = evidence.identity
  const match = matchIdentity(identity, seen)
  const resetAtOnce = evidence.attempts.some((a) => a.errno === 'ECONNRESET')
  if (match === 'refused' || resetAtOnce) {
    const reason = answers.endedAtOnce(at, seen && !resetAtOnce ? parts.sight(seen) : null)
    return likely('unstable', reason, answers.whoCompleted())
  }
  if (match === 'other' && identity && seen) {
    const reason = answers.wrongService(at, parts.sight(seen), service, parts.kinds(identity.kinds))
    return likely('wrong-service', reason, answers.settleWrongService())
  }
  if (match === 'product' && seen) return proven('open', answers.product(at, service, seen.detail))
  // Where the destination itself held the connection, something shows which machine it was: `heldThere` says so.
  const alone = evidence.standIn?.held !== true
  if (match === 'protocol' && seen)
    return likely('open', `${answers.protocol(at, parts.sight(seen), alone)}.`, answers.whoCompleted())
  if (seen?.saw === 'stand-in') {
    const why = evidence.standIn?.nonce === 'wrong' ? evidence.standIn.detail : null
    return likely('open', `${answers.standInUnproven(at, why)}.`, answers.samePlan())
  }
  return likely('open', `${answers.handshakeAlone(at, alone)}.`, answers.whoCompleted())
}
