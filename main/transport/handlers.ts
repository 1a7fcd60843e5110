/**
 * The handler table: one function for each call of the contract, over a workspace. Both transports mount it; neither knows what a call
 * does, and no handler knows how it was called.
 */
import { FLOWS_IN_PIECE, type CallName, type Delivery, type Params, type Result } from '../../shared/contract.ts'
import { endpointsOfDraft } from '../../shared/plan/draft-endpoints.ts'
import { rulesFile, showRules } from '../checks/change-request.ts'
import { CheckError } from '../checks/check-error.ts'
import { compareCheck, viewComparison } from '../checks/compare-check.ts'
import { Imports } from '../checks/imports.ts'
import { machineRoutes } from '../checks/machine-routes.ts'
import { type ReportFile, makePdf, makeReport } from '../checks/make-report.ts'
import type { OpenCheck } from '../checks/open-check.ts'
import { Previews } from '../checks/previews.ts'
import { readFlows, savePlan } from '../checks/plan-calls.ts'
import { showFlow } from '../checks/show-flow.ts'
import { startRun } from '../checks/start-run.ts'
import type { Workspace } from '../checks/workspace.ts'

/** What the transport of a call does for it. */
export interface CallContext {
  /** Saves the file where the user says, or offers it. */
  deliver: (file: ReportFile) => Promise<Delivery>
}

export type Handlers = { [N in CallName]: (params: Params<N>, context: CallContext) => Promise<Result<N>> }

/** A second process that writes has told why; its own window shows the check read-only already. */
function writable(check: OpenCheck): OpenCheck {
  if (check.readOnly !== null) throw new CheckError('refused', check.readOnly)
  return check
}

function vantageHandlers(
  workspace: Workspace,
): Pick<Handlers, 'vantage.test' | 'vantage.answer' | 'vantage.disconnect'> {
  return {
    'vantage.test': ({ id, endpoints }) =>
      workspace.use(id, async (check) => {
        await writable(check).vantages.test(endpointsOfDraft(check.draft), endpoints, check.active !== null)
        return {}
      }),
    'vantage.answer': ({ id, question, answer }) =>
      workspace.use(id, ({ vantages }) => {
        vantages.answer(question, answer)
        return {}
      }),
    'vantage.disconnect': ({ id, endpoints }) =>
      workspace.use(id, ({ vantages, active }) => {
        if (active) throw new CheckError('refused', 'A test goes on over these links: stop it first.')
        vantages.disconnect(endpoints)
        return {}
      }),
  }
}

type ReportCall =
  | 'compare.bring'
  | 'checks.compare'
  | 'reports.save'
  | 'preview.begin'
  | 'preview.piece'
  | 'preview.save'
  | 'preview.end'
  | 'rules.show'
  | 'rules.save'

/** What a check is looked at and handed over as. */
function reportHandlers(workspace: Workspace): Pick<Handlers, ReportCall> {
  const previews = new Previews()
  return {
    'compare.bring': (piece) => workspace.compared.take(piece),
    'checks.compare': ({ id, with: other }) =>
      workspace.use(id, async (check) => viewComparison(await compareCheck(workspace, check, other))),
    // A file of the check may be sent as it is: the check stays open until it is delivered.
    'reports.save': ({ id, format, ...wanted }, { deliver }) =>
      workspace.use(id, async (check) => deliver(await makeReport(check, format, wanted))),
    'preview.begin': ({ id, against, ...print }) =>
      workspace.use(id, async (check) => {
        const comparison = against && (await compareCheck(workspace, check, against))
        return previews.begin(await makePdf(check, print, comparison))
      }),
    'preview.piece': async ({ preview, offset }) => previews.piece(preview, offset),
    'preview.save': async ({ preview }, { deliver }) => deliver(previews.file(preview)),
    'preview.end': async ({ preview }) => {
      previews.end(preview)
      return {}
    },
    'rules.show': (params) => workspace.use(params.id, (check) => showRules(check, params)),
    'rules.save': (params, { deliver }) =>
      workspace.use(params.id, async (check) => deliver(await rulesFile(check, params))),
  }
}

export function handlersOf(workspace: Workspace): Handlers {
  const { events } = workspace
  const imports = new Imports(events)
  const setDiscarded = async (id: string, discarded: boolean) => {
    await workspace.use(id, (check) =>
      writable(check).exclusive(async () => {
        // Asked in turn: a test may be starting just now.
        if (check.active) throw new CheckError('refused', 'This check is being tested: stop the test first.')
        await check.setDiscarded(discarded)
      }),
    )
    events.emit('check.changed', { check: id })
    events.emit('checks.changed', {})
    return {}
  }
  return {
    'program.describe': async () => workspace.describe(),
    'settings.save': (settings) => workspace.saveSettings(settings),
    'checks.list': async () => ({ checks: await workspace.list() }),
    'checks.create': (from) => workspace.create(from),
    'checks.open': ({ id }) => workspace.reopen(id, (check) => check.snapshot()),
    'checks.flows': ({ id, from, limit }) =>
      workspace.use(id, (check) => readFlows(check, from, Math.min(limit, FLOWS_IN_PIECE))),
    'checks.discard': ({ id }) => setDiscarded(id, true),
    'checks.restore': ({ id }) => setDiscarded(id, false),
    'plan.save': (params) =>
      workspace.use(params.id, (check) => writable(check).exclusive(() => savePlan(check, params, events))),
    'machine.routes': ({ id }) => workspace.use(id, ({ tested }) => machineRoutes(tested)),
    'run.start': (params) =>
      workspace.use(params.id, (check) => check.exclusive(() => startRun(check, params, workspace.runPlace()))),
    'run.cancel': ({ id }) =>
      workspace.use(id, ({ active }) => {
        active?.cancel()
        return {}
      }),
    ...vantageHandlers(workspace),
    'check.import': (piece) => workspace.use(piece.id, (check) => imports.take(writable(check), piece)),
    'capture.begin': ({ name, bytes, check }) => workspace.beginCapture(name, bytes, check),
    'capture.piece': (piece) => workspace.captures.take(piece),
    'capture.show': ({ capture }) => workspace.captures.show(capture),
    'capture.end': async ({ capture }) => {
      workspace.captures.end(capture)
      return {}
    },
    'flows.show': ({ id, flow }) => workspace.use(id, (check) => showFlow(check, flow)),
    ...reportHandlers(workspace),
  }
}
