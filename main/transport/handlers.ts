/**
 * The handler table: one function for each call of the contract, over a workspace. Both transports mount it; neither knows what a call
 * does, and no handler knows how it was called.
 */
import { FLOWS_IN_PIECE, type CallName, type Delivery, type Params, type Result } from '../../shared/contract.ts'
import { CheckError } from '../checks/check-error.ts'
import { machineRoutes } from '../checks/machine-routes.ts'
import { type ReportFile, makeReport } from '../checks/make-report.ts'
import type { OpenCheck } from '../checks/open-check.ts'
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

export function handlersOf(workspace: Workspace): Handlers {
  const { events } = workspace
  const setDiscarded = async (id: string, discarded: boolean) => {
    const check = writable(await workspace.use(id))
    await check.exclusive(async () => {
      // Asked in turn: a test may be starting just now.
      if (check.active) throw new CheckError('refused', 'This check is being tested: stop the test first.')
      await check.setDiscarded(discarded)
    })
    events.emit('check.changed', { check: id })
    events.emit('checks.changed', {})
    return {}
  }
  return {
    'program.describe': async () => workspace.describe(),
    'settings.save': (settings) => workspace.saveSettings(settings),
    'checks.list': async () => ({ checks: await workspace.list() }),
    'checks.create': (from) => workspace.create(from),
    'checks.open': async ({ id }) => (await workspace.reopen(id)).snapshot(() => events.seq),
    'checks.flows': async ({ id, from, limit }) =>
      readFlows(await workspace.use(id), from, Math.min(limit, FLOWS_IN_PIECE)),
    'checks.discard': ({ id }) => setDiscarded(id, true),
    'checks.restore': ({ id }) => setDiscarded(id, false),
    'plan.save': async ({ id, draft }) => {
      const check = writable(await workspace.use(id))
      return await check.exclusive(() => savePlan(check, draft, events))
    },
    'machine.routes': async ({ id }) => machineRoutes((await workspace.use(id)).tested),
    'run.start': async (params) => {
      const check = await workspace.use(params.id)
      return await check.exclusive(async () => startRun(check, params, workspace.runPlace()))
    },
    'run.cancel': async ({ id }) => {
      ;(await workspace.use(id)).active?.cancel()
      return {}
    },
    'flows.show': async ({ id, flow }) => showFlow(await workspace.use(id), flow),
    'reports.save': async ({ id, format }, { deliver }) => deliver(await makeReport(await workspace.use(id), format)),
  }
}
