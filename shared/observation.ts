/**
 * What was seen, by which observer, and when; times are milliseconds. Never interpreted: an observation keeps the system's own error name, so
 * that no later stage has to guess what "failed" meant.
 */
import { z } from 'zod'
import { standInObservation } from './stand-in-observation.ts'

/**
 * An ICMP or ICMPv6 error about one of our own packets: it quotes the packet, which was checked. From the socket's error queue
 * (IP_RECVERR, IPV6_RECVERR) or from a capture. Types and codes: RFC 792, RFC 1812 §5.2.7, RFC 4443.
 */
export const icmpError = z.object({
  version: z.union([z.literal(4), z.literal(6)]),
  type: z.number().int(),
  code: z.number().int(),
  /** Address of the machine that sent the error; null where the system does not tell. */
  reporter: z.string().nullable(),
})
export type IcmpError = z.infer<typeof icmpError>

/**
 * One SYN from one source port, by the system's connect(); with `error-queue` the socket also kept the ICMP errors. The others were made by
 * another machine for us: `ssh-prober` by a program there that keeps them too, `ssh-forward` by its sshd, `ssh-exec` by a command.
 */
export const attemptObservation = z.object({
  observer: z.enum(['connect', 'error-queue', 'ssh-prober', 'ssh-forward', 'ssh-exec']),
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
  /** The error behind `errno`, where the error queue held one; absent: none, or the queue was not read. */
  icmp: icmpError.optional(),
  /** SYNs that the kernel itself repeated (TCP_INFO tcpi_total_retrans); absent where it was not read. */
  retransmits: z.number().int().optional(),
  /**
   * Round trip of the handshake as the kernel measured it (TCP_INFO tcpi_rtt). Absent where it was not completed or not read; then
   * only `elapsedMs` is known, which ends when this program came to look.
   */
  kernelRttMs: z.number().optional(),
})
export type AttemptObservation = z.infer<typeof attemptObservation>

/** Whether this way of asking keeps the ICMP error behind an errno: then a refusal without one was a RST. */
export const keepsIcmpErrors = (observer: AttemptObservation['observer']) =>
  observer === 'error-queue' || observer === 'ssh-prober'

/** What the far end showed of itself after the handshake. */
export const identityObservation = z.object({
  observer: z.literal('identity'),
  at: z.number(),
  elapsedMs: z.number(),
  /** What was asked for; `listen`: nothing was sent, we only waited a moment. */
  asked: z.enum(['ssh-banner', 'http-redirect', 'tls', 'http2-settings', 'listen']),
  /**
   * What came. `silence`: nothing until the deadline; `closed`, `reset`: the far end ended the connection before a
   * byte; `stand-in`: the greeting of one, which proves nothing yet; `bytes`: something that is none of the known kinds.
   */
  saw: z.enum([
    'ssh-banner',
    'http-redirect',
    'http',
    'tls',
    'http2-settings',
    'stand-in',
    'bytes',
    'silence',
    'closed',
    'reset',
  ]),
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

/**
 * A SYN-ACK or RST as it arrived: seen by a raw socket or a capture; or, for `min-ttl`, its TTL found without privileges by asking
 * which least TTL the socket still accepts (IP_MINTTL, IPV6_MINHOPCOUNT; RFC 5082).
 */
export const segmentObservation = z.object({
  observer: z.enum(['raw', 'capture', 'min-ttl']),
  kind: z.enum(['SYN-ACK', 'RST']),
  /** TTL or hop limit as it arrived. */
  ttl: z.number().int(),
  /** Routers that it crossed: initial TTL (64, 128 or 255, the next above) − TTL. 0: sent from this network. */
  hops: z.number().int(),
  /** Null where only the TTL is known. */
  window: z.number().int().nullable(),
  /** Of the TCP options; null where it has none, or only the TTL is known. */
  mss: z.number().int().nullable(),
  /** Names of the TCP options in their order, such as "mss sackOK TS nop wscale". */
  options: z.string(),
})
export type SegmentObservation = z.infer<typeof segmentObservation>

/**
 * The same port asked with a TTL that ends one hop before the destination. What answers is nearer than the destination: a device.
 * Needs no privileges.
 */
export const nearnessObservation = z.object({
  observer: z.literal('hop-limit'),
  /** The TTL that was set: one less than what the destination needs. */
  ttl: z.number().int(),
  tries: z.number().int(),
  /** `hop`: the router where it ended said so (ICMP time exceeded), so nothing nearer answers. `silence` says nothing. */
  saw: z.enum(['handshake', 'rst', 'hop', 'silence']),
  /** Least TTL at which this port was answered, where it was looked for. */
  answeredAtTtl: z.number().int().nullable(),
})
export type NearnessObservation = z.infer<typeof nearnessObservation>

/** One TTL of a trace: the routers that answered for it. More than one: several paths (ECMP). */
export const traceHop = z.object({
  ttl: z.number().int(),
  addresses: z.array(z.object({ address: z.string(), rttMs: z.number(), name: z.string().optional() })),
})

/** A trace by TCP SYNs on one port, with rising TTLs: of a port that answers, or of one that does not. */
export const traceObservation = z.object({
  observer: z.literal('tcp-trace'),
  port: z.number().int(),
  /** By TTL, without gaps, from 1 or from where another port was compared; a TTL that nobody answered for has no addresses. */
  hops: z.array(traceHop),
  /** What ended it. `silence`: nothing answered beyond the last hop that has an address. */
  end: z.enum(['handshake', 'rst', 'icmp', 'silence']),
  /** Least TTL at which the port itself was answered, or the error came; null for silence. */
  endTtl: z.number().int().nullable(),
  /** For `icmp`: the error that ended it. */
  icmp: icmpError.optional(),
  /** Rounds asked; each TTL once per round, from a new source port. */
  rounds: z.number().int(),
})
export type TraceObservation = z.infer<typeof traceObservation>

/** A trace by ICMP echoes, where none by TCP can be had. A firewall may treat the two differently, and a router may send them different ways. */
export const icmpTraceObservation = z.object({
  observer: z.literal('icmp-trace'),
  hops: z.array(traceHop),
  /** `icmp`: an error other than "time exceeded" ended it, `detail` says which. */
  end: z.enum(['reply', 'icmp', 'silence', 'not-tested']),
  /** TTL at which the reply or the error came. */
  endTtl: z.number().int().nullable(),
  detail: z.string(),
})
export type IcmpTraceObservation = z.infer<typeof icmpTraceObservation>

/** ICMP echo of the destination. `not-tested`: no way to send one here. */
export const echoObservation = z.object({
  observer: z.literal('echo'),
  by: z.enum(['net-ping', 'ping-socket', 'ping', 'ssh-prober']),
  result: z.enum(['reply', 'silence', 'error', 'not-tested']),
  rttMs: z.number().nullable(),
  /** TTL or hop limit of the reply as it arrived; null where the way does not tell. */
  ttl: z.number().int().nullable(),
  /** Why it was not sent, or what the error was. */
  detail: z.string(),
})
export type EchoObservation = z.infer<typeof echoObservation>

/** A flow known to answer had gone silent while this one was asked: its own silence says nothing of its path. */
export const doubtObservation = z.object({
  observer: z.literal('sentinel'),
  /** The port of the same destination that had answered before, and then did not. */
  port: z.number().int(),
})

/** A flow that was not asked, and why. */
export const notAsked = z.object({
  observer: z.literal('none'),
  why: z.enum([
    'no-vantage',
    /** Of versions that did not ask over SSH. */
    'ssh-unsupported',
    /** It could not be reached, or may not ask; or it was reached and then lost. */
    'vantage',
    'vantage-lost',
    'not-this-machine',
    'own-address',
    'family',
    'name',
    'cancelled',
    'shunned',
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
  /** Answers as they arrived; absent where nothing could look at them. */
  segments: z.array(segmentObservation).optional(),
  nearness: nearnessObservation.optional(),
  /** What a capture on this machine saw leave; absent where none ran. `whole`: it lost nothing, so that what is not in it was not sent. */
  captured: z.object({ syns: z.number().int(), whole: z.boolean().optional() }).optional(),
  doubt: doubtObservation.optional(),
  /**
   * Its answer came from nearer than another one of the address, and what that means could not be found out: `time`: none was left to
   * ask both again; `base`: the other one did not answer as before any more; `ways`: the ways differ in length, or its distance
   * changes, and it never came from as far; `once`: nothing here can ask again. Absent in results of versions before it: `time`.
   */
  unsettled: z
    .object({
      hops: z.number().int(),
      farthest: z.number().int(),
      why: z.enum(['time', 'base', 'ways', 'once']).optional(),
    })
    .optional(),
  /** When it was asked again for evidence, it answered in another way than at first. */
  changed: z.object({ to: z.enum(['handshake', 'rst', 'icmp']) }).optional(),
  standIn: standInObservation.optional(),
  /**
   * It answered, and how far its answer came was asked for and not found out, though this place can tell: `time`: none was left; `tries`: it
   * was asked several times; `link`: that to its source was lost; `stopped`: the check was; `shunned`: the network had shut us out; `others`: of another answer of the address it
   * was not found out, so that there is nothing to compare with.
   */
  unmeasured: z.object({ why: z.enum(['time', 'tries', 'link', 'stopped', 'shunned', 'others']) }).optional(),
  /** It had answered, and when it was asked again for evidence, SYNs stayed without an answer that loss cannot explain. */
  fellSilent: z.object({ tries: z.number().int() }).optional(),
  /** Another result, made at the same time as far as clocks tell, says that what passes here does not work. */
  disagreed: z.literal(true).optional(),
})
export type FlowEvidence = z.infer<typeof flowEvidence>

/** Everything seen of one destination address from one source address: the context in which its flows are judged. */
export const hostEvidence = z.object({
  source: z.string(),
  /** Endpoints that it was seen from: two places may hold one address. Absent in results of versions that told the address alone. */
  sources: z.array(z.string()).optional(),
  /** Of several runs as one, where a newer run asked there again: ids of the flows that are kept from the older one. */
  flows: z.array(z.string()).optional(),
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
  /** The ICMP errors about flows to the address, each kind and sender once, with the first port that it came for. */
  reported: z.array(z.object({ icmp: icmpError, port: z.number().int(), elapsedMs: z.number() })).optional(),
  traces: z.array(traceObservation).optional(),
  /** The same ports of a host like it end at different machines: its traces say nothing of its other ports. */
  endsDiffer: z.literal(true).optional(),
  /** Only of an address that was never heard, and only where there is no trace by TCP. */
  icmpTrace: icmpTraceObservation.optional(),
  echo: echoObservation.optional(),
  /** Most routers that an answer of the address crossed, and which answer that was: the destination itself stands there. */
  hops: z.object({ routers: z.number().int(), from: z.string() }).optional(),
  /** The same by what is sent: least TTL that the farthest traced port needs, that port, and the routers that its answer crossed. */
  reach: z
    .object({
      ttl: z.number().int(),
      port: z.number().int(),
      routers: z.number().int().optional(),
      /** That port asked again with that TTL: how often it answered, and how often a router said that the TTL had ended there. */
      again: z.object({ asked: z.number().int(), answered: z.number().int(), ended: z.number().int() }).optional(),
    })
    .optional(),
})
export type HostEvidence = z.infer<typeof hostEvidence>
