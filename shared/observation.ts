/**
 * What was seen, by which observer, and when. Never interpreted: an observation keeps the system's own error
 * name, so that no later stage has to guess what "failed" meant. Times are milliseconds.
 */
import { z } from 'zod'

/** One SYN from one source port, by the system's connect(). */
export const attemptObservation = z.object({
  observer: z.literal('connect'),
  /** Start, counted from the first attempt of the flow. */
  at: z.number(),
  /** From the call to the answer, or to the moment when it was given up. */
  elapsedMs: z.number(),
  /** Known only where the handshake was completed. */
  sourceAddress: z.string().nullable(),
  sourcePort: z.number().int().nullable(),
  /** `unanswered`: given up by us, or ETIMEDOUT by the kernel; `superseded`: another attempt answered first. */
  result: z.enum(['connected', 'error', 'unanswered', 'superseded']),
  /** The system's name of the error (ECONNREFUSED …), kept as it came. */
  errno: z.string().nullable(),
})
export type AttemptObservation = z.infer<typeof attemptObservation>

/** What the far end showed of itself after the handshake. */
export const identityObservation = z.object({
  observer: z.literal('identity'),
  at: z.number(),
  elapsedMs: z.number(),
  /** What was asked for; `listen`: nothing was sent, we only waited a moment. */
  asked: z.enum(['ssh-banner', 'http-redirect', 'tls', 'http2-settings', 'listen']),
  /**
   * What came. `silence`: nothing until the deadline; `closed`, `reset`: the far end ended the connection before a
   * byte; `bytes`: something that is none of the known kinds.
   */
  saw: z.enum(['ssh-banner', 'http-redirect', 'http', 'tls', 'http2-settings', 'bytes', 'silence', 'closed', 'reset']),
  /** At most 200 printable characters: banner, status line and location, certificate names, or the first bytes in hex. */
  detail: z.string(),
  /** For TLS: subject and issuer, each as one line. */
  certificate: z.object({ subject: z.string(), issuer: z.string() }).nullable(),
})
export type IdentityObservation = z.infer<typeof identityObservation>

/** What this machine's own routing said before a packet was sent: a UDP connect(), which sends none. */
export const routeObservation = z.object({
  observer: z.literal('route'),
  sourceAddress: z.string().nullable(),
  interface: z.string().nullable(),
  errno: z.string().nullable(),
})
export type RouteObservation = z.infer<typeof routeObservation>

/** A port that nothing should serve, asked beside the real ones. */
export const controlObservation = z.object({
  observer: z.literal('control'),
  port: z.number().int(),
  result: z.enum(['open', 'closed', 'silent', 'unreachable', 'not-tested']),
  errno: z.string().nullable(),
})
export type ControlObservation = z.infer<typeof controlObservation>

/** A flow that was not asked, and why. */
export const notAsked = z.object({
  observer: z.literal('none'),
  why: z.enum([
    'no-vantage',
    'ssh-unsupported',
    'not-this-machine',
    'own-address',
    'family',
    'name',
    'cancelled',
    'resources',
  ]),
  detail: z.string(),
})
export type NotAsked = z.infer<typeof notAsked>

/** Everything seen of one flow. */
export const flowEvidence = z.object({
  attempts: z.array(attemptObservation),
  identity: identityObservation.nullable(),
  route: routeObservation.nullable(),
  notAsked: notAsked.nullable(),
})
export type FlowEvidence = z.infer<typeof flowEvidence>

/** Everything seen of one destination address from one source address: the context in which its flows are judged. */
export const hostEvidence = z.object({
  source: z.string(),
  address: z.string(),
  route: routeObservation.nullable(),
  controls: z.array(controlObservation),
  /** Flows and controls that were answered by a handshake or a RST. */
  answered: z.number().int(),
  /** ICMP errors about the address, as connect() tells them: a device answered for it. */
  errors: z.number().int(),
  /** Those of them that came sooner than a neighbour failure takes. */
  promptErrors: z.number().int(),
  /** Smoothed round trip (RFC 6298), milliseconds. */
  srttMs: z.number().nullable(),
  /** Attempts that should have been answered, and those of them that were not. */
  asked: z.number().int(),
  lost: z.number().int(),
  /** The silent flows were asked on because errors came at a limited rate. */
  rateLimited: z.boolean(),
})
export type HostEvidence = z.infer<typeof hostEvidence>
