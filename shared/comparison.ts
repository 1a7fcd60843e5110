/** What `diff` says of two results of one plan, schema `psm-preflight/diff@1`. Flows about which nothing changed are counted, not listed. */
import { z } from 'zod'
import { OUTCOMES, PROOFS, VERDICTS } from './outcome.ts'
import { STAGES } from './plan/plan.ts'
import { blockedBy, planEndpoint, summary } from './result.ts'

export const DIFF_SCHEMA = 'psm-preflight/diff@1'

/**
 * Each flow is one of them. `changed-evidence`: it passes in both, for another reason. `not-asked`: the new result does not hold it,
 * so nothing new is known of it. `still-untested`: tested in neither.
 */
export const CHANGES = [
  'broken',
  'still-failing',
  'newly-untested',
  'not-asked',
  'newly-tested',
  'fixed',
  'changed-evidence',
  'still-untested',
  'unchanged',
] as const
export type Change = (typeof CHANGES)[number]

/** What may differ of a flow that is in both. */
export const ASPECTS = ['outcome', 'verdict', 'proof', 'blockedBy', 'reason'] as const
export type Aspect = (typeof ASPECTS)[number]

const seen = z.object({
  outcome: z.enum(OUTCOMES),
  verdict: z.enum(VERDICTS),
  proof: z.enum(PROOFS),
  reason: z.string(),
  blockedBy: blockedBy.optional(),
  finding: z.string().nullable(),
})
export type Seen = z.infer<typeof seen>

const flowChange = z.object({
  /** In the words of the new plan, or of the old one where only that has it. */
  id: z.string(),
  group: z.string(),
  direction: z.string(),
  source: z.string(),
  destination: z.string(),
  port: z.number().int(),
  change: z.enum(CHANGES),
  /** What of the evidence is not as it was. */
  differs: z.array(z.enum(ASPECTS)),
  /** Null: the result does not hold it. */
  old: seen.nullable(),
  new: seen.nullable(),
})
export type FlowChange = z.infer<typeof flowChange>

/** How the flows of a finding stand in the other result. */
const findingFlows = z.object({ pass: z.number().int(), failing: z.number().int(), unknown: z.number().int() })

export const findingChange = z.object({
  id: z.string(),
  cause: z.string(),
  title: z.string(),
  flows: z.number().int(),
  /** Of the old result: `fixed`, `partly-fixed`, `still-failing`, `unknown`. Of the new one: `new`, `grown`, `known`. */
  state: z.enum(['fixed', 'partly-fixed', 'still-failing', 'unknown', 'new', 'grown', 'known']),
  /** Its flows in the other result. */
  other: findingFlows,
})
export type FindingChange = z.infer<typeof findingChange>

const fieldChange = z.object({
  id: z.string(),
  change: z.enum(CHANGES),
  old: z.object({ verdict: z.enum(VERDICTS), reason: z.string() }).nullable(),
  new: z.object({ verdict: z.enum(VERDICTS), reason: z.string() }).nullable(),
})
export type FieldChange = z.infer<typeof fieldChange>

const comparedResult = z.object({
  /** As it was named. */
  name: z.string(),
  sha256: z.string(),
  site: z.string(),
  stage: z.enum(STAGES),
  startedAt: z.string(),
  finishedAt: z.string(),
  complete: z.boolean(),
  tool: z.string(),
  catalogue: z.string(),
  plan: z.string(),
  summary,
})
export type ComparedResult = z.infer<typeof comparedResult>

const namedEndpoint = planEndpoint.pick({ name: true, role: true, address: true })

export const comparison = z.object({
  schema: z.literal(DIFF_SCHEMA),
  old: comparedResult,
  new: comparedResult,
  /** How machines of the two plans belong together. All of it is empty where the plan is the same. */
  endpoints: z.object({
    renamed: z.array(z.object({ old: z.string(), new: z.string(), address: z.string() })),
    /** The same name and another machine: their flows are not compared. */
    moved: z.array(z.object({ name: z.string(), old: z.string(), new: z.string() })),
    onlyOld: z.array(namedEndpoint),
    onlyNew: z.array(namedEndpoint),
  }),
  /** Sentences that the reader must hear before the numbers. */
  notes: z.array(z.string()),
  summary: z.object({
    compared: z.number().int(),
    /** Failed or warned in the new result, or in the old one and not asked again. */
    failingNow: z.number().int(),
    byChange: z.record(z.enum(CHANGES), z.number().int()),
  }),
  findings: z.object({ old: z.array(findingChange), new: z.array(findingChange) }),
  fieldChecks: z.array(fieldChange),
  flows: z.array(flowChange),
})
export type Comparison = z.infer<typeof comparison>
