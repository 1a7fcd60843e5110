/** The summary of a capture as the interface shows it: what `capture-summary` prints, of a length that a page can take. */
import { z } from 'zod'
import { captureTotals, capturedFlow, plannedCaptureFlow } from './capture-summary.ts'

/** Rows of one list; a capture may hold 200,000 flows. What fails comes first, and the rest is counted. */
export const CAPTURE_ROWS = 300

export const captureView = z.object({
  name: z.string(),
  totals: captureTotals,
  /** Sentences that the reader must see before the numbers. */
  warnings: z.array(z.string()),
  /** Flows of the capture that the plan has not; without a plan all of them. Failed handshakes first. */
  flows: z
    .array(capturedFlow.pick({ source: true, destination: true, port: true, state: true, meaning: true }))
    .max(CAPTURE_ROWS),
  flowsBeyond: z.number().int(),
  /** Of the plan of the check that was open; null: there was none. */
  plan: z
    .object({
      site: z.string(),
      /** That are in the capture, failed handshakes first. */
      seen: z
        .array(
          plannedCaptureFlow.pick({
            id: true,
            service: true,
            source: true,
            destination: true,
            port: true,
            shows: true,
            meaning: true,
          }),
        )
        .max(CAPTURE_ROWS),
      seenBeyond: z.number().int(),
      notSeen: z.number().int(),
    })
    .nullable(),
})
export type CaptureView = z.infer<typeof captureView>
