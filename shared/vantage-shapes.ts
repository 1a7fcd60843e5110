/**
 * Vantages as the interface sees them: how each SSH link stands, and the questions that only a person can answer. An answer may hold a
 * secret; it goes to the core once, and nothing that the core sends or writes ever holds one.
 */
import { z } from 'zod'

/** Made by the core. */
export const questionId = z.uuid()
/** As long as OpenSSH reads one, and more. */
const SECRET_LIMIT = 4096
/** Of endpoints, in one call; as many as a plan may have. */
const NAMES_LIMIT = 20_000

const NAME_LIMIT = 1000
export const endpointNames = z.array(z.string().max(NAME_LIMIT)).min(1).max(NAMES_LIMIT)

/** Best first: a program there; its server's forwarding; commands there; nothing can be sent though somebody was let in. */
export const ASKING_WAYS = ['prober', 'forwarding', 'exec', 'nothing'] as const

/** What the test of a link found. */
export const vantageFacts = z.object({
  user: z.string(),
  address: z.string(),
  port: z.number().int(),
  way: z.enum(ASKING_WAYS),
  /** What the way lacks, or why it is not a better one; empty: nothing. */
  note: z.string(),
  /** The best of a few, in milliseconds. */
  roundTripMs: z.number(),
})
export type VantageFacts = z.infer<typeof vantageFacts>

export const LINK_STATES = ['idle', 'connecting', 'ready', 'lost', 'failed'] as const

export const vantageState = z.object({
  endpoint: z.string(),
  state: z.enum(LINK_STATES),
  /** One sentence for the reader. */
  words: z.string(),
  /** Of the host key that it showed and that was accepted, such as `SHA256:…`; null: none yet. */
  hostKey: z.string().nullable(),
  /** Null: not tested since it was connected. */
  facts: vantageFacts.nullable(),
})
export type VantageState = z.infer<typeof vantageState>

const asked = { id: questionId, endpoint: z.string() }

export const vantageQuestion = z.discriminatedUnion('kind', [
  z.object({
    ...asked,
    kind: z.literal('host-key'),
    address: z.string(),
    port: z.number().int(),
    /** ssh-ed25519 … */
    type: z.string(),
    fingerprint: z.string(),
    /** `changed`: known_hosts holds a key of another type. */
    known: z.enum(['unknown', 'changed']),
  }),
  z.object({
    ...asked,
    kind: z.literal('secret'),
    secret: z.enum(['passphrase', 'password', 'answer']),
    prompt: z.string(),
    /** More than 1: the one before was wrong. */
    attempt: z.number().int(),
    /** What is typed may be shown. */
    echo: z.boolean(),
  }),
])
export type VantageQuestion = z.infer<typeof vantageQuestion>

/** `null` declines: what needed the secret is left out. */
export const vantageAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('host-key'), isThisHost: z.boolean() }),
  z.strictObject({ kind: z.literal('secret'), secret: z.string().max(SECRET_LIMIT).nullable() }),
])
export type VantageAnswer = z.infer<typeof vantageAnswer>

/** How far a run is with the flows that start behind one SSH vantage. */
export const vantageProgress = z.object({
  endpoint: z.string(),
  flows: z.number().int(),
  asked: z.number().int(),
  /** Left open because there is no link. */
  left: z.number().int(),
})
export type VantageProgress = z.infer<typeof vantageProgress>
