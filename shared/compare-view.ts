/** What a page shows of a comparison: no evidence, and no more rows than somebody reads. */
import { z } from 'zod'
import { CHANGES } from './comparison.ts'

export const MOST_COMPARED_ROWS = 500

export const compareView = z.object({
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
