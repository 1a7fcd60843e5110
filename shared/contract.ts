/**
 * Every call and event between the interface and the core, once, with its schema. The handler table, both transports and the client
 * are derived from here. What comes from the interface is parsed strictly before anything of it is used.
 *
 * A plan may hold 36,000 flows and more. So a flow is an index into the expansion of the plan, its rule and its pair of endpoints are
 * indices into two short tables, and states travel as tuples, in pieces that a frame can take.
 */
import { z } from 'zod'
import { GROUP_IDS, ROLES } from './catalogue/catalogue.ts'
import { environment } from './environment.ts'
import { hostEvidence } from './observation.ts'
import { OUTCOMES, PROOFS, VERDICTS } from './outcome.ts'
import { PACES, STAGES } from './plan/plan.ts'
import { flowResult, finding, summary } from './result.ts'

// Compiling checks with eval costs more than it saves here, and the content security policy forbids it.
z.config({ jitless: true })

/** Flows in one piece of `checks.flows` and of the event `run.states`: parsed and stored well within a frame. */
export const FLOWS_IN_PIECE = 2000
/** Bytes of a plan's text; the reader of files has the same limit. */
export const PLAN_TEXT_LIMIT = 5_000_000

const TEXT_LIMIT = 1000
const ENTRY_LIMIT = 20_000

const text = z.string().max(TEXT_LIMIT)
/** Names the folder of a check: made by the core, never by a person. */
export const checkId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/)
const flowIndex = z.number().int().min(0)
const groupId = z.enum([...GROUP_IDS, 'extra'])
const iso = z.iso.datetime()

// ── Settings and the program ──

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const
export const LANGUAGES = ['system', 'en', 'de'] as const

export const settings = z.strictObject({ theme: z.enum(THEMES), language: z.enum(LANGUAGES) })
export type Settings = z.infer<typeof settings>

export const program = z.object({
  version: z.string(),
  catalogue: z.string(),
  door: z.enum(['desktop', 'serve']),
  platform: z.string(),
  /** Where checks are kept. */
  dataFolder: z.string(),
  settings,
})
export type Program = z.infer<typeof program>

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

export const planDraft = z.strictObject({
  site: z.strictObject({ name: text, customer: text, engineer: text }),
  stage: z.enum(STAGES),
  pace: z.enum(PACES),
  endpoints: z.array(draftEndpoint).max(ENTRY_LIMIT),
  rules: z
    .array(z.strictObject({ id: text, service: text, port: z.union([z.number(), text]), from: text, to: text }))
    .max(ENTRY_LIMIT),
})
export type PlanDraft = z.infer<typeof planDraft>

const fault = z.object({
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

export const RUN_PHASES = ['starting', 'asking', 'evidence', 'shunned', 'saving'] as const

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
  /** A guess; null: none yet. */
  secondsLeft: z.number().nullable(),
})
export type RunProgress = z.infer<typeof runProgress>

export const runRecord = z.object({
  run: z.number().int(),
  ask: runAsk,
  startedAt: iso,
  /** Null: it was cut off, by a crash or by the end of the program; its first answers are kept. */
  finishedAt: iso.nullable(),
  complete: z.boolean(),
  flows: z.number().int(),
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
  /** Number of the last event that is in here. */
  seq: z.number().int(),
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

// ── Calls ──

const nothing = z.strictObject({})
const ofCheck = z.strictObject({ id: checkId })

export const REPORT_FORMATS = ['pdf', 'json', 'csv', 'junit'] as const

/** A file for the user: saved where the user said, or to be fetched from the address. */
export const delivery = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('saved'), path: z.string() }),
  z.object({ kind: z.literal('download'), url: z.string(), name: z.string() }),
  z.object({ kind: z.literal('cancelled') }),
])
export type Delivery = z.infer<typeof delivery>

export const CALLS = {
  'program.describe': { params: nothing, result: program },
  'settings.save': { params: settings, result: settings },

  'checks.list': { params: nothing, result: z.object({ checks: z.array(checkSummary) }) },
  /** From nothing, from the practice site, or from a plan file: YAML or JSON, which may have faults. */
  'checks.create': {
    params: z.discriminatedUnion('from', [
      z.strictObject({ from: z.literal('blank') }),
      z.strictObject({ from: z.literal('practice') }),
      z.strictObject({ from: z.literal('plan'), name: text, text: z.string().max(PLAN_TEXT_LIMIT) }),
    ]),
    result: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), id: checkId }),
      z.object({ ok: z.literal(false), faults: z.array(fault) }),
    ]),
  },
  'checks.open': { params: ofCheck, result: checkSnapshot },
  /** A piece of the flows: rule and pair of each, and what was concluded or first answered. */
  'checks.flows': {
    params: z.strictObject({
      id: checkId,
      from: flowIndex,
      limit: z.number().int().min(1).max(FLOWS_IN_PIECE),
    }),
    result: z.object({
      from: flowIndex,
      flows: z.array(z.tuple([z.number().int(), z.number().int()])),
      states: z.array(flowState.nullable()),
      answers: z.array(flowAnswer),
    }),
  },
  /** Moves it out of the list; `checks.restore` brings it back. */
  'checks.discard': { params: ofCheck, result: nothing },
  'checks.restore': { params: ofCheck, result: nothing },
  'plan.save': {
    params: z.strictObject({ id: checkId, draft: planDraft }),
    result: z.object({ faults: z.array(fault), plan: planView.nullable() }),
  },
  /** What this machine would use: its addresses, and the way out to each destination. Nothing is sent. */
  'machine.routes': {
    params: ofCheck,
    result: z.object({
      addresses: z.array(z.object({ address: z.string(), interface: z.string() })),
      routes: z.array(
        z.object({
          address: z.string(),
          interface: z.string().nullable(),
          sourceAddress: z.string().nullable(),
          error: z.string().nullable(),
        }),
      ),
    }),
  },

  'run.start': {
    params: z.strictObject({ id: checkId, ask: runAsk, allowPublic: z.boolean().optional() }),
    result: z.discriminatedUnion('started', [
      z.object({ started: z.literal(true), run: z.number().int() }),
      z.object({
        started: z.literal(false),
        /** `public`: the addresses are outside private ranges; ask, and start again with `allowPublic`. */
        why: z.enum(['public', 'running', 'read-only', 'faults', 'nothing']),
        message: z.string(),
        addresses: z.array(z.string()),
      }),
    ]),
  },
  'run.cancel': { params: ofCheck, result: nothing },

  'flows.show': { params: z.strictObject({ id: checkId, flow: flowIndex }), result: flowDetail },
  'reports.save': { params: z.strictObject({ id: checkId, format: z.enum(REPORT_FORMATS) }), result: delivery },
} as const

export type CallName = keyof typeof CALLS
export type Params<N extends CallName> = z.infer<(typeof CALLS)[N]['params']>
export type Result<N extends CallName> = z.infer<(typeof CALLS)[N]['result']>

export const CALL_NAMES = Object.keys(CALLS) as CallName[]
export const isCallName = (name: string): name is CallName => Object.hasOwn(CALLS, name)

// ── Events ──

/** What the menu bar of the desktop app asks of the page; the rest it does by itself. `save-report`: of the check that is shown. */
export const MENU_ITEMS = ['new-check', 'save-report', 'keys'] as const
export type MenuItemName = (typeof MENU_ITEMS)[number]

export const EVENTS = {
  'run.progress': z.object({ check: checkId, running: runProgress }),
  'run.answers': z.object({ check: checkId, run: z.number().int(), answers: z.array(flowAnswer).max(FLOWS_IN_PIECE) }),
  /** Before `run.finished`, in pieces. */
  'run.states': z.object({
    check: checkId,
    run: z.number().int(),
    flows: z.array(flowIndex).max(FLOWS_IN_PIECE),
    states: z.array(flowState),
  }),
  'run.finished': z.object({ check: checkId, run: z.number().int(), result: checkResult }),
  'run.failed': z.object({ check: checkId, run: z.number().int(), message: z.string() }),
  /** Another window saved the plan, or the check was discarded: open it again. */
  'check.changed': z.object({ check: checkId }),
  'checks.changed': z.object({}),
  /** A plan file was opened by the system: double click, menu, command line. */
  'plan.offered': z.object({ name: z.string(), text: z.string() }),
  'menu.chosen': z.object({ item: z.enum(MENU_ITEMS) }),
  /** Events were missed: open again what is shown. */
  resync: z.object({}),
} as const

export type EventName = keyof typeof EVENTS
export type EventData<N extends EventName> = z.infer<(typeof EVENTS)[N]>

/** As it travels. `seq` counts up by one from 1 in each life of the core. */
export type EventEnvelope = { [N in EventName]: { seq: number; event: N; data: EventData<N> } }[EventName]

/** What a call that failed gives. `message` is for the reader; `internal`: our own fault. */
export const callError = z.object({
  code: z.enum(['unknown-call', 'bad-params', 'not-found', 'refused', 'internal']),
  message: z.string(),
})
export type CallErrorData = z.infer<typeof callError>
