/** What a page shows of a comparison: no evidence, and no more rows than somebody reads. */
import { z } from 'zod'
import { CHANGES, findingChange } from './comparison.ts'
import { checkId, text } from './shapes.ts'

export const MOST_COMPARED_ROWS = 500

/** What a check is set against: one of its runs, another check, or a file that was brought. */
export const comparedWith = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('run'), run: z.number().int().min(1) }),
  z.strictObject({ kind: z.literal('check'), check: checkId }),
  z.strictObject({ kind: z.literal('file'), file: text }),
])
export type ComparedWith = z.infer<typeof comparedWith>

export const MOST_COMPARED_FINDINGS = 500

export const compareView = z.object({
  /** The other result. */
  old: z.object({ name: z.string(), site: z.string(), finishedAt: z.string() }),
  /** Of the old result, then what is new or has grown, and how their flows stand in the other result. */
  findings: z.array(findingChange.extend({ of: z.enum(['old', 'new']) })).max(MOST_COMPARED_FINDINGS),
  sentence: z.string(),
  standing: z.enum(['good', 'bad', 'open']),
  notes: z.array(z.string()),
  rows: z
    .array(
      z.object({
        change: z.enum(CHANGES),
        sources: z.string(),
        destinations: z.string(),
        ports: z.string(),
        flows: z.number().int(),
        was: z.string(),
        is: z.string(),
      }),
    )
    .max(MOST_COMPARED_ROWS),
  /** Rows beyond them. */
  more: z.number().int(),
})
export type CompareView = z.infer<typeof compareView>
