/**
 * What the interface is shown, and what it sends: the shapes that the calls and events of `contract.ts` carry.
 *
 * A plan may hold 36,000 flows and more. So a flow is an index into the expansion of the plan, its rule and its pair of endpoints are
 * indices into two short tables, and states travel as tuples, in pieces that a frame can take.
 */
import { z } from 'zod'
import { GROUP_IDS, ROLES } from './catalogue/catalogue.ts'
import { environment } from './environment.ts'
import { shownFieldCheck } from './field-checks/field-check.ts'
import { hostEvidence } from './observation.ts'
import { OUTCOMES, PROOFS, VERDICTS } from './outcome.ts'
import { PACES, STAGES } from './plan/plan.ts'
import { flowResult, finding, summary } from './result.ts'
import { vantageProgress, vantageQuestion, vantageState } from './vantage-shapes.ts'

// Compiling checks with eval costs more than it saves here, and the content security policy forbids it.
z.config({ jitless: true })

const TEXT_LIMIT = 1000
const ENTRY_LIMIT = 20_000

export const text = z.string().max(TEXT_LIMIT)
/** Names the folder of a check: made by the core, never by a person. */
export const checkId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/)
export const flowIndex = z.number().int().min(0)
const groupId = z.enum([...GROUP_IDS, 'extra'])
const iso = z.iso.datetime()

// ── A plan as it is edited: what was typed, right or wrong ──

const draftVantage = z.union([
  z.literal('local'),
  z.literal('none'),
  z.strictObject({
    ssh: z.strictObject({
      user: text,
      port: z.number().optional(),
      identityFile: text.optional(),
      hostKey: text.optional(),
    }),
  }),
])
export const draftEndpoint = z.strictObject({ name: text, role: text, address: text, vantage: draftVantage })
export type DraftEndpoint = z.infer<typeof draftEndpoint>

/** As it was typed: `on`, `off`, or something that is a fault. */
const draftSwitch = z.union([text, z.boolean()])
const draftFieldChecks = z.strictObject({
  echo: draftSwitch.optional(),
  ntp: z
    .union([
      draftSwitch,
      z.strictObject({ servers: z.array(text).max(ENTRY_LIMIT).optional(), nodes: draftSwitch.optional() }),
    ])
    .optional(),
  names: draftSwitch.optional(),
  overlap: draftSwitch.optional(),
  clock: draftSwitch.optional(),
})

export const planDraft = z.strictObject({
  site: z.strictObject({ name: text, customer: text, engineer: text }),
  stage: z.enum(STAGES),
  pace: z.enum(PACES),
  endpoints: z.array(draftEndpoint).max(ENTRY_LIMIT),
  rules: z
    .array(z.strictObject({ id: text, service: text, port: z.union([z.number(), text]), from: text, to: text }))
    .max(ENTRY_LIMIT),
  /** Of a plan file; no page edits it, and none loses it. */
  fieldChecks: draftFieldChecks.optional(),
})
export type PlanDraft = z.infer<typeof planDraft>

export const fault = z.object({
  path: z.string(),
  line: z.number().nullable(),
  column: z.number().nullable(),
  found: z.string(),
  accepted: z.string(),
  message: z.string().optional(),
})

// ── A check ──

/** Something of a check that is shown before the check is opened. */
export const checkSummary = z.object({
  id: checkId,
  practice: z.boolean(),
  site: z.string(),
  customer: z.string(),
  engineer: z.string(),
  stage: z.enum(STAGES),
  updatedAt: iso,
  flows: z.number().int(),
  summary,
  /** The worst that can be said, over the whole plan. */
  standing: z.enum(VERDICTS),
  sentence: z.string(),
  /** Why it cannot be opened; null: it can. */
  trouble: z.string().nullable(),
})
export type CheckSummary = z.infer<typeof checkSummary>

export const FIRST_ANSWERS = ['connected', 'refused', 'error', 'none', 'not-asked'] as const

/** What was concluded of a flow: indices into OUTCOMES, VERDICTS and PROOFS. */
export const flowState = z.tuple([
  z.number().int(),
  z.number().int(),
  z.number().int(),
  /** Round trip in milliseconds. */
  z.number().nullable(),
  /** Number of the run that concluded it. */
  z.number().int(),
  /** Place of its finding in the list of findings; −1: none. */
  z.number().int(),
  /** Outcome of the run before that one; −1: none. */
  z.number().int(),
])
export type FlowState = z.infer<typeof flowState>

/** Index of a flow, and of its first answer in FIRST_ANSWERS: no outcome, for evidence that comes later may still change it. */
export const flowAnswer = z.tuple([flowIndex, z.number().int()])
export type FlowAnswer = z.infer<typeof flowAnswer>

export const RUN_PHASES = ['starting', 'connecting', 'asking', 'evidence', 'shunned', 'saving'] as const

/** What a run asks for. `failed`: what failed or warned, of one group or of all; `untested`: what has no conclusion, also after a crash. */
export const runAsk = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('group'), group: groupId }),
  z.strictObject({ kind: z.literal('failed'), group: groupId.optional() }),
  z.strictObject({ kind: z.literal('untested'), group: groupId.optional() }),
  z.strictObject({ kind: z.literal('finding'), finding: z.string().max(20) }),
  z.strictObject({ kind: z.literal('flow'), flow: flowIndex }),
])
export type RunAsk = z.infer<typeof runAsk>

export const runProgress = z.object({
  run: z.number().int(),
  ask: runAsk,
  startedAt: iso,
  phase: z.enum(RUN_PHASES),
  flows: z.number().int(),
  asked: z.number().int(),
  /** Attempts on paths that answer, and how many of them were lost, they or their answers; null: none was. */
  loss: z.object({ asked: z.number().int(), lost: z.number().int() }).nullable(),
  /** A guess; null: none yet. */
  secondsLeft: z.number().nullable(),
  /** Those behind SSH that flows of the run start on; empty: none. */
  vantages: z.array(vantageProgress),
})
export type RunProgress = z.infer<typeof runProgress>

export const importedFrom = z.object({ file: z.string(), sentFrom: z.array(z.string()) })

export const runRecord = z.object({
  run: z.number().int(),
  ask: runAsk,
  startedAt: iso,
  /** Null: it was cut off, by a crash or by the end of the program; its first answers are kept. */
  finishedAt: iso.nullable(),
  complete: z.boolean(),
  flows: z.number().int(),
  /** Of another machine: the name of the file that was brought, and the endpoints that it sent from. */
  imported: importedFrom.optional(),
})
export type RunRecord = z.infer<typeof runRecord>

export const requestPart = z.object({ title: z.string(), intro: z.string(), lines: z.array(z.string()) })

/** A finding of run.json, with its flows as indices, and what became of them. */
export const findingView = finding.omit({ flows: true }).extend({
  flows: z.array(flowIndex),
  proven: z.number().int(),
  /** What would settle it, each sentence once; empty when all is proven. */
  settle: z.array(z.string()),
  /** What to ask of the firewall team for these flows, as text to paste. */
  request: z.array(requestPart),
  /** The same flows in each run that asked them, oldest first. */
  history: z.array(z.object({ run: z.number().int(), at: iso, failing: z.number().int(), passing: z.number().int() })),
})
export type FindingView = z.infer<typeof findingView>

/** A finding of earlier runs whose flows have all been asked again and pass now. */
export const solvedFinding = z.object({
  id: z.string(),
  title: z.string(),
  flows: z.array(flowIndex),
  failedAt: iso,
  passedAt: iso,
})

/** What is known of the whole check; changes as a whole when a run ends. */
export const checkResult = z.object({
  summary,
  standing: z.enum(VERDICTS),
  sentence: z.string(),
  findings: z.array(findingView),
  solved: z.array(solvedFinding),
  request: z.array(requestPart),
  warnings: z.array(z.string()),
  environment: environment.nullable(),
  /** Beyond the port table: what was asked, and what that means. */
  fieldChecks: z.array(shownFieldCheck),
  vantages: z.array(z.object({ endpoint: z.string(), state: z.string(), note: z.string() })),
  runs: z.array(runRecord),
  updatedAt: iso,
})
export type CheckResult = z.infer<typeof checkResult>

/** The plan as it is tested. Pairs and rules are what flows point to. */
export const planView = z.object({
  /** By how much ports are moved from those of the guide. */
  portShift: z.number().int(),
  endpoints: z.array(
    z.object({ name: z.string(), role: z.enum(ROLES), address: z.string(), vantage: z.enum(['local', 'ssh', 'none']) }),
  ),
  groups: z.array(z.object({ id: groupId, title: z.string(), purpose: z.string(), flows: z.number().int() })),
  rules: z.array(
    z.object({
      group: groupId,
      direction: z.string(),
      port: z.number().int(),
      service: z.string(),
      purpose: z.string(),
      /** What is doubted of the guide's row. */
      doubt: z.string().optional(),
    }),
  ),
  /** Indices into `endpoints`; −1 with `address` for the single address of a plan's own rule. */
  pairs: z.array(z.object({ source: z.number().int(), destination: z.number().int(), address: z.string() })),
  flows: z.number().int(),
})
export type PlanView = z.infer<typeof planView>

export const checkSnapshot = z.object({
  id: checkId,
  practice: z.boolean(),
  folder: z.string(),
  /** Why nothing can be changed here, such as another window that writes; null: it can. */
  readOnly: z.string().nullable(),
  draft: planDraft,
  faults: z.array(fault),
  /** Null while the draft has faults. */
  plan: planView.nullable(),
  result: checkResult,
  running: runProgress.nullable(),
  /** SSH links that were opened since the check is open. */
  vantages: z.array(vantageState),
  /** What a person has to answer before a link can be opened, oldest first. */
  questions: z.array(vantageQuestion),
})
export type CheckSnapshot = z.infer<typeof checkSnapshot>

/** One moment of the evidence, in words. */
export const timelineEntry = z.object({
  /** Milliseconds since the first attempt; null: beside the clock, such as a trace. */
  atMs: z.number().nullable(),
  /** "0 ms", "200 ms", "trace", "echo" … */
  when: z.string(),
  text: z.string(),
  kind: z.enum(['sent', 'answer', 'error', 'silence', 'fact']),
})
export type TimelineEntry = z.infer<typeof timelineEntry>

export const flowDetail = z.object({
  flow: flowIndex,
  /** Null: not asked yet, or asked by a run that was cut off. */
  result: flowResult.nullable(),
  host: hostEvidence.nullable(),
  timeline: z.array(timelineEntry),
  history: z.array(
    z.object({
      run: z.number().int(),
      at: iso,
      outcome: z.enum(OUTCOMES),
      verdict: z.enum(VERDICTS),
      proof: z.enum(PROOFS),
      reason: z.string(),
    }),
  ),
})
export type FlowDetail = z.infer<typeof flowDetail>
