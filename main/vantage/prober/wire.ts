/**
 * What comes from a node, as it is believed: everything there may be hostile, so every line is checked, and nothing in it is longer
 * than it has to be. Times are milliseconds on the node's own monotonic clock.
 */
import { isIP } from 'node:net'
import { z } from 'zod'

/** Characters of one line; a piece of data is 16 kB of base64. */
export const LONGEST_LINE = 65_536
/** Bytes of a connection that may be under way, each way. */
export const MOST_UNDER_WAY = 16_384
/** Bytes of one data line. */
export const PIECE = 12_288

const id = z.number().int().nonnegative()
const ms = z.number().min(0).max(1e14)
const text = (most: number) => z.string().max(most)
const errno = z.string().regex(/^[A-Z][A-Z0-9_]{0,31}$/)
const address = z
  .string()
  .max(64)
  .refine((value) => isIP(value) !== 0)
const interfaceName = text(64).nullable()
const icmp = z.object({
  version: z.union([z.literal(4), z.literal(6)]),
  type: z.number().int().min(0).max(255),
  code: z.number().int().min(0).max(255),
  reporter: address.nullable(),
})
const source = z.tuple([address.nullable(), z.number().int().min(1).max(65_535).nullable()])
const retransmits = z.number().int().min(0).max(1000).nullable()

export const hello = z.object({
  is: z.literal('hello'),
  program: z.literal('psm-preflight-prober'),
  version: z.literal(1),
  t: ms,
  pid: z.number().int().positive(),
  /** Connects that may be under way at once: what its limit on descriptors leaves. */
  sockets: z.number().int().positive(),
  /** What cannot be seen from there; whole sentences without a full stop. */
  missing: z.array(text(200)).max(8),
})
export type Hello = z.infer<typeof hello>

export const event = z.discriminatedUnion('is', [
  z.object({ is: z.literal('sent'), id, t: ms, source }),
  z.object({ is: z.literal('open'), id, t: ms, source, retransmits, rtt: ms.nullable() }),
  z.object({ is: z.literal('error'), id, t: ms, errno, icmp: icmp.nullable(), retransmits }),
  z.object({ is: z.literal('away'), id }),
  z.object({
    is: z.literal('data'),
    id,
    data: z
      .string()
      .max(MOST_UNDER_WAY)
      .regex(/^[A-Za-z0-9+/]+={0,2}$/),
  }),
  z.object({ is: z.literal('end'), id }),
  z.object({ is: z.literal('reset'), id, errno }),
  z.object({ is: z.literal('wrote'), id }),
  z.object({ is: z.literal('looked'), id, t: ms }),
  z.object({ is: z.literal('answer'), id, value: z.unknown() }),
  z.object({ is: z.literal('refused'), detail: text(300) }),
])
export type ProberEvent = z.infer<typeof event>
/** About one attempt. */
export type AttemptEvent = Extract<
  ProberEvent,
  { is: 'sent' | 'open' | 'error' | 'away' | 'data' | 'end' | 'reset' | 'wrote' }
>

/** Every address of the node, with the interface that holds it; null where the system does not tell (not Linux). */
export const addresses = z
  .array(z.object({ address, prefix: z.number().int().min(0).max(128), interface: interfaceName }))
  .max(500)
  .nullable()
export type NodeAddresses = z.infer<typeof addresses>

export const route = z.object({ sourceAddress: address.nullable(), interface: interfaceName, errno: errno.nullable() })

export const facts = z.object({
  hostname: text(255),
  userId: z.number().int(),
  system: text(64),
  kernel: text(128),
  python: text(32),
  unixMs: z.number(),
  gateways: z.array(z.object({ address, interface: text(64) })).max(16),
  mtus: z.array(z.object({ interface: text(64), mtu: z.number().int().positive() })).max(64),
})

/** `clockOffsetMs`: what the node's clock is ahead of this machine's, known ± `clockErrorMs` (half of the round trip of the question). */
export type NodeFacts = z.infer<typeof facts> & { clockOffsetMs: number; clockErrorMs: number }

/** `error`: the name of getaddrinfo(3). */
export const resolved = z.object({ addresses: z.array(address).max(64), error: text(32).nullable() })
export type Resolved = z.infer<typeof resolved>

/** `not-sent`: an error of the node itself; ping sockets that are not allowed there give EACCES or EPERM. */
export const echo = z.object({
  result: z.enum(['reply', 'silence', 'error', 'not-sent']),
  by: z.enum(['ping-socket', 'raw']),
  rttMs: ms.nullable(),
  ttl: z.number().int().min(0).max(255).nullable(),
  errno: errno.nullable(),
  icmp: icmp.nullable(),
})
export type NodeEcho = z.infer<typeof echo>

/** `stratum` 0 is a refusal, its reason is in `referenceId` (hex of four letters); 16, or `leap` 3: the server has no time itself. */
export const ntp = z.object({
  result: z.enum(['answered', 'silence', 'error', 'not-sent']),
  stratum: z.number().int().min(0).max(255).nullable(),
  leap: z.number().int().min(0).max(3).nullable(),
  referenceId: z
    .string()
    .regex(/^[0-9a-f]{8}$/)
    .nullable(),
  /** What the server's clock is ahead of the node's. */
  offsetMs: z.number().nullable(),
  rttMs: ms.nullable(),
  errno: errno.nullable(),
  icmp: icmp.nullable(),
})
export type NtpAnswer = z.infer<typeof ntp>

/** What is sent there. */
export type Command =
  | { do: 'dial'; id: number; address: string; port: number; localAddress?: string; ttl?: number; minTtl?: number }
  | { do: 'read'; id: number; bytes: number }
  | { do: 'write'; id: number; data: string }
  | { do: 'end' | 'close' | 'look' | 'addresses' | 'facts'; id: number }
  | { do: 'route'; id: number; address: string; from?: string }
  | { do: 'resolve'; id: number; name: string }
  | { do: 'echo'; id: number; address: string; from?: string; waitMs: number }
  | { do: 'ntp'; id: number; address: string; port: number; from?: string; waitMs: number }
