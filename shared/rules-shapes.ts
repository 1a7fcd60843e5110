/** What the interface asks for of the change request, written for one kind of firewall. */
import { z } from 'zod'
import { checkId, text } from './shapes.ts'

/** `failed`: what failed in a way that a permit helps; `plan`: every flow of the plan, whatever became of it. */
export const RULES_OF = ['failed', 'plan'] as const
export type RulesOf = (typeof RULES_OF)[number]

const whichRules = {
  id: checkId,
  of: z.enum(RULES_OF),
  /** Stands in the comments. */
  ticket: text,
}
/** Id of a dialect. */
const dialect = z.string().regex(/^[a-z-]{1,40}$/)

export const rulesAsked = z.strictObject({ ...whichRules, dialect })
/** A file of a dialect, or all of them in an archive. */
export const rulesSaved = z.discriminatedUnion('part', [
  z.strictObject({ ...whichRules, dialect, part: z.enum(['rules', 'rollback']) }),
  z.strictObject({ ...whichRules, part: z.literal('all') }),
])

export const rulesView = z.object({
  file: z.string(),
  text: z.string(),
  /** Takes back what `text` makes; null: it makes nothing. */
  rollback: z.object({ file: z.string(), text: z.string() }).nullable(),
  /** 0: nothing is asked for. */
  rules: z.number().int(),
  flows: z.number().int(),
  /** Sentences about flows for which no rule can be written. */
  leftOut: z.array(z.string()),
})
export type RulesView = z.infer<typeof rulesView>
