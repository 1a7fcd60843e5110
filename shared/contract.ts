/**
 * Every call and event between the interface and the core, once, with its schema. The handler table, both transports and the client
 * are derived from here. What comes from the interface is parsed strictly before anything of it is used.
 */
import { z } from 'zod'
import { PAPERS } from './print-options.ts'
import { REPORT_LANGUAGES } from './words/language.ts'
import { compareView, comparedWith } from './compare-view.ts'
import { captureView } from './capture-view.ts'
import { program, settings } from './program-shapes.ts'
import { rulesAsked, rulesSaved, rulesView } from './rules-shapes.ts'
import {
  checkId,
  checkResult,
  checkSnapshot,
  checkSummary,
  fault,
  flowAnswer,
  flowDetail,
  flowIndex,
  flowState,
  planDraft,
  planView,
  runAsk,
  runProgress,
  text,
} from './shapes.ts'
import { endpointNames, questionId, vantageAnswer, vantageQuestion, vantageState } from './vantage-shapes.ts'

/** Flows in one piece of `checks.flows` and of the event `run.states`: parsed and stored well within a frame. */
export const FLOWS_IN_PIECE = 2000
/** Bytes of a plan's text; the reader of files has the same limit. */
export const PLAN_TEXT_LIMIT = 5_000_000

/** Bytes of a result that is brought from another machine, and of the pieces in which it comes: each fits into one call. */
export const IMPORT_LIMIT = 511 * 1024 * 1024
export const IMPORT_PIECE = 3_000_000

/** Over HTTP: the key of a page, which is no cookie. It comes in the fragment of the page's address, and goes with every call. */
export const KEY_HEADER = 'x-psm-preflight-key'
export const KEY_FRAGMENT = 'key='

/** Bytes of a capture in one call: so many are held in memory, whatever the size of the file. */
export const CAPTURE_PIECE = 3_000_000
/** Bytes of a report in one answer: decoded well within a frame. */
export const PREVIEW_PIECE = 384 * 1024
const base64Length = (bytes: number) => 4 * Math.ceil(bytes / 3)

// ── Calls ──

const nothing = z.strictObject({})
/** Made by the core, and good for one page to send one file, or to look at one. */
const captureId = z.string().regex(/^[A-Za-z0-9_-]{22}$/)
const previewId = captureId
/** Of a file that comes in pieces and in order. */
const filePiece = z.strictObject({
  id: checkId,
  /** Made by the page, one for each file. */
  upload: z.string().regex(/^[0-9a-f-]{8,64}$/),
  name: text,
  size: z.number().int().min(1).max(IMPORT_LIMIT),
  /** Where the piece begins. */
  at: z.number().int().min(0),
  bytes: z.base64().max(Math.ceil(IMPORT_PIECE / 3) * 4),
})
const printOptions = { paper: z.enum(PAPERS).optional(), language: z.enum(REPORT_LANGUAGES).optional() }
const ofCheck = z.strictObject({ id: checkId })
/** Which window it is: made by each page for itself. */
const windowId = z.string().max(64)

export const REPORT_FORMATS = ['pdf', 'json', 'csv', 'junit', 'rules', 'bundle'] as const

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
    params: z.strictObject({ id: checkId, draft: planDraft, window: windowId.optional() }),
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
    params: z.strictObject({
      id: checkId,
      ask: runAsk,
      allowPublic: z.boolean().optional(),
      /** Also start stand-ins on the hosts that SSH reaches; they end with the run. */
      standIns: z.boolean().optional(),
    }),
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

  /** Connects to endpoints with an SSH vantage and finds out how they can be asked. Answers at once; `vantage.changed` tells the rest. */
  'vantage.test': { params: z.strictObject({ id: checkId, endpoints: endpointNames }), result: nothing },
  /** The answer to a question of `vantage.asked`. */
  'vantage.answer': {
    params: z.strictObject({ id: checkId, question: questionId, answer: vantageAnswer }),
    result: nothing,
  },
  /** Ends links; with the last of them what was typed and accepted is forgotten. */
  'vantage.disconnect': { params: z.strictObject({ id: checkId, endpoints: endpointNames }), result: nothing },

  /**
   * A result of another machine, in pieces and in order, for a file may be larger than a call. The last piece adds it to the check, or is
   * refused with words; `check.changed` tells the windows.
   */
  'check.import': {
    params: filePiece,
    result: z.discriminatedUnion('done', [
      z.object({ done: z.literal(false) }),
      z.object({
        done: z.literal(true),
        run: z.number().int(),
        /** Tested flows in it, and endpoints that it sent from. */
        flows: z.number().int(),
        sentFrom: z.array(z.string()),
        /** Flows of which another run of the check says something else. */
        conflicts: z.number().int(),
        /** Sentences that the reader must see. */
        notes: z.array(z.string()),
      }),
    ]),
  },
  /**
   * A capture file that was dropped, for its summary: begun here, then read piece by piece (in the desktop app by its path), then shown
   * once. Refused with words where it is too large. `check`: whose plan it is set against.
   */
  'capture.begin': {
    params: z.strictObject({ name: text, bytes: z.number().int().min(0), check: checkId.nullable() }),
    result: z.object({ capture: captureId }),
  },
  /** The next piece; `data` is base64. `done`: the rest would not be looked at. */
  'capture.piece': {
    params: z.strictObject({
      capture: captureId,
      offset: z.number().int().min(0),
      data: z.string().max(base64Length(CAPTURE_PIECE)),
    }),
    result: z.object({ received: z.number().int(), done: z.boolean() }),
  },
  'capture.show': { params: z.strictObject({ capture: captureId }), result: captureView },
  'capture.end': { params: z.strictObject({ capture: captureId }), result: nothing },

  /** A result to compare with, a run.json or an evidence bundle; the last piece names it. It becomes no part of the check. */
  'compare.bring': {
    params: filePiece,
    result: z.discriminatedUnion('done', [
      z.object({ done: z.literal(false) }),
      z.object({ done: z.literal(true), file: captureId }),
    ]),
  },
  /** The result as it stands, set against another one. */
  'checks.compare': { params: z.strictObject({ id: checkId, with: comparedWith }), result: compareView },
  'flows.show': { params: z.strictObject({ id: checkId, flow: flowIndex }), result: flowDetail },
  /** `ticket` stands in the comments of the rules. */
  'reports.save': {
    params: z.strictObject({ id: checkId, format: z.enum(REPORT_FORMATS), ticket: text.optional(), ...printOptions }),
    result: delivery,
  },
  /** The PDF as it would be saved now, to look at it first. `against`: with a chapter that compares. */
  'preview.begin': {
    params: z.strictObject({ id: checkId, against: comparedWith.optional(), ...printOptions }),
    result: z.object({ preview: previewId, name: z.string(), bytes: z.number().int() }),
  },
  /** `data` is base64, of at most `PREVIEW_PIECE` bytes. */
  'preview.piece': {
    params: z.strictObject({ preview: previewId, offset: z.number().int().min(0) }),
    result: z.object({ data: z.string().max(base64Length(PREVIEW_PIECE)) }),
  },
  /** Saves the very file that is looked at. */
  'preview.save': { params: z.strictObject({ preview: previewId }), result: delivery },
  'preview.end': { params: z.strictObject({ preview: previewId }), result: nothing },
  /** The change request for one kind of firewall. */
  'rules.show': { params: rulesAsked, result: rulesView },
  'rules.save': { params: rulesSaved, result: delivery },
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
  /** The plan was saved, or the check discarded: open it again. `except`: the window that saved the plan and knows what came of it. */
  'check.changed': z.object({ check: checkId, except: windowId.optional() }),
  'checks.changed': z.object({}),
  /** Those that changed, whole. */
  'vantage.changed': z.object({ check: checkId, vantages: z.array(vantageState) }),
  /** A person has to answer; after two minutes without an answer it counts as declined. */
  'vantage.asked': z.object({ check: checkId, question: vantageQuestion }),
  /** By whomever, or by nobody: it is not open any more. */
  'vantage.answered': z.object({ check: checkId, question: questionId }),
  /** A plan file was opened by the system: double click, menu, command line. */
  'plan.offered': z.object({ name: z.string(), text: z.string() }),
  'menu.chosen': z.object({ item: z.enum(MENU_ITEMS) }),
  /** The program was told to end, where it was started: what is known is being saved, and then nobody answers. */
  'program.ending': z.object({}),
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
