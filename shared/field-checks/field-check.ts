/**
 * A check beyond the guide's port table, as it stands in run.json: what was asked, what was seen, and what that means. Why it is made,
 * and how sure that is, stands in the catalogue (`field.checks`).
 */
import { z } from 'zod'
import { FIELD_CHECK_KINDS } from '../catalogue/catalogue.ts'
import { VERDICTS } from '../outcome.ts'

z.config({ jitless: true })

/** Nothing was asked, or nobody could. */
const nothingSeen = z.object({ observer: z.literal('none'), detail: z.string() })

export const echoSeen = z.object({
  observer: z.literal('echo'),
  result: z.enum(['reply', 'silence', 'error', 'not-sent']),
  /** Echoes sent, until one was answered. */
  sent: z.number().int(),
  rttMs: z.number().nullable(),
  /** Who said what is wrong, or why nothing could be sent; empty for a reply and for silence. */
  detail: z.string(),
})
export type EchoSeen = z.infer<typeof echoSeen>

export const ntpSeen = z.object({
  observer: z.literal('ntp'),
  result: z.enum(['answered', 'silence', 'error', 'not-sent']),
  /** Queries sent. */
  sent: z.number().int(),
  /** 0: a refusal, its reason is `referenceId` (RFC 4330 §8); 16 and more: the server has no time itself. */
  stratum: z.number().int().nullable(),
  /** 3: the server's clock is not set. */
  leap: z.number().int().nullable(),
  /** Four letters for stratum 0 and 1, else as hex; printable. */
  referenceId: z.string().nullable(),
  /** What the server's clock is ahead of the asking machine's. */
  offsetMs: z.number().nullable(),
  /** Round trip without the server's own time: the offset is known within half of it. */
  delayMs: z.number().nullable(),
  /** The system's name of the error. */
  errno: z.string().nullable(),
  /** Packets from the server that were no answer to our query; they are not believed. */
  ignored: z.number().int(),
  detail: z.string(),
})
export type NtpSeen = z.infer<typeof ntpSeen>

export const namesSeen = z.object({
  observer: z.literal('resolver'),
  addresses: z.array(z.string()),
  /** Code of the system's resolver: ENOTFOUND, EAI_AGAIN … */
  error: z.string().nullable(),
})
export type NamesSeen = z.infer<typeof namesSeen>

/** What a machine's clock is ahead of the clock of the machine that runs the tool. */
export const clockSeen = z.object({ observer: z.literal('clock'), offsetMs: z.number(), uncertaintyMs: z.number() })
export type ClockSeen = z.infer<typeof clockSeen>

/** What lies in a network that the nodes use themselves. */
const overlapSeen = z.object({ observer: z.literal('overlap'), found: z.array(z.string()) })

export const fieldCheck = z.object({
  /** `<kind>/<source>/<target>`; unique in a run. */
  id: z.string(),
  kind: z.enum(FIELD_CHECK_KINDS),
  /** Endpoint or machine that asked; `plan`: read from the plan. */
  source: z.string(),
  /** Endpoint, server, name or network that was asked about. */
  target: z.string(),
  verdict: z.enum(VERDICTS),
  /** One plain sentence. */
  reason: z.string(),
  /** One sentence on what would settle it; null where nothing is open. */
  settle: z.string().nullable(),
  evidence: z.discriminatedUnion('observer', [nothingSeen, echoSeen, ntpSeen, namesSeen, clockSeen, overlapSeen]),
})
export type FieldCheck = z.infer<typeof fieldCheck>

/** Without its evidence, as a page shows it. */
export const shownFieldCheck = fieldCheck.omit({ evidence: true })

/** What a judge adds to the question. */
export type Judged = Pick<FieldCheck, 'verdict' | 'reason' | 'settle'>

/** Nothing was asked: why, and what would settle it. Parts of a sentence, without a full stop. */
export interface NotAskedField {
  notAsked: string
  settle: string
}

type Question = Pick<FieldCheck, 'kind' | 'source' | 'target'>

export const fieldCheckOf = (question: Question, judged: Judged, evidence: FieldCheck['evidence']): FieldCheck => ({
  id: `${question.kind}/${question.source}/${question.target}`,
  ...question,
  ...judged,
  evidence,
})

export const notAskedCheck = (question: Question, { notAsked, settle }: NotAskedField): FieldCheck =>
  fieldCheckOf(
    question,
    { verdict: 'untested', reason: `Not tested: ${notAsked}.`, settle: `${settle}.` },
    { observer: 'none', detail: notAsked },
  )
