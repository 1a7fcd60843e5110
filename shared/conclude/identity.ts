/** Compares what the far end showed of itself with what the catalogue expects. Never asserts more than was seen. */
import type { IdentityRule } from '../catalogue/catalogue.ts'
import type { IdentityObservation } from '../observation.ts'

/**
 * - `product`: a name that only this product shows
 * - `protocol`: the right kind of service, which any machine could run
 * - `other`: certainly another kind of service
 * - `refused`: the connection was accepted, and ended before a byte
 * - `unknown`: nothing that would tell
 */
export type IdentityMatch = 'product' | 'protocol' | 'other' | 'refused' | 'unknown'

export function matchIdentity(rule: IdentityRule | null, seen: IdentityObservation | null): IdentityMatch {
  if (!seen) return 'unknown'
  if (seen.saw === 'reset' || seen.saw === 'closed') return 'refused'
  // A stand-in holds the place of a service: it says nothing of which one.
  if (seen.saw === 'silence' || seen.saw === 'stand-in' || !rule) return 'unknown'
  const { saw } = seen
  if (rule.kinds.some((kind) => kind === saw)) return matchCertificate(rule, seen)
  // Only what the guide or a standard says may be held against a service: the rest is hearsay.
  if (rule.certainty === 'documented') return 'other'
  return saw === 'ssh-banner' || saw === 'http' || saw === 'http-redirect' ? 'other' : 'unknown'
}

/**
 * A certificate with another name is no fault: operators replace certificates. TLS inspection copies the subject and
 * signs it anew, so the issuer decides.
 */
function matchCertificate(rule: IdentityRule, { certificate }: IdentityObservation): IdentityMatch {
  if (!certificate || !rule.certificate) return 'protocol'
  const { subjects, issuer } = rule.certificate
  if (commonName(certificate.issuer) !== issuer) return 'protocol'
  const subject = commonName(certificate.subject)
  const known = subjects.some((name) => (name.endsWith(':') ? subject.startsWith(name) : subject === name))
  return known || subjects.length === 0 ? 'product' : 'protocol'
}

/** The first common name of "CN=…, O=…". */
function commonName(line: string): string {
  return /(?:^|, )CN=([^,]*)/.exec(line)?.[1] ?? ''
}
