/** The core for this door: its workspace, its handler table and its events, as the transport over IPC takes them. */
import type { Delivery, EventData, EventEnvelope, EventName } from '../../shared/contract.ts'
import { type Program, program } from '../../shared/program-shapes.ts'
import type { ReportFile } from '../checks/make-report.ts'
import { Workspace } from '../checks/workspace.ts'
import { type CallReply, dispatch, replyOf } from '../transport/dispatch.ts'
import { EventLog } from '../transport/event-log.ts'
import { handlersOf } from '../transport/handlers.ts'

export interface Core {
  /** Never rejects. */
  dispatch: (name: string, params: unknown) => Promise<CallReply>
  /** Of a file that the user dropped. Never rejects. */
  readCapture: (capture: string, path: string) => Promise<CallReply>
  /** Gives the function that ends it. */
  subscribe: (listener: (envelope: EventEnvelope) => void) => () => void
  emit: <N extends EventName>(event: N, data: EventData<N>) => void
  /** Cancels and saves what is under way, and lets go of every check. */
  close: () => Promise<void>
}

/** Rejects with the system's error where the data folder cannot be made. */
export async function openCore(folder: string, deliver: (file: ReportFile) => Promise<Delivery>): Promise<Core> {
  const events = new EventLog()
  const workspace = await Workspace.open(folder, 'desktop', events)
  const handlers = handlersOf(workspace)
  return {
    dispatch: (name, params) => dispatch(handlers, name, params, { deliver }),
    readCapture: (capture, path) => replyOf(() => workspace.captures.takeFile(capture, path)),
    subscribe: (listener) => events.listen(({ envelope }) => listener(envelope)),
    emit: (event, data) => events.emit(event, data),
    close: () => workspace.close(),
  }
}

/** Rejects where the core cannot tell of itself: then nothing works. */
export async function describeProgram(core: Core): Promise<Program> {
  const reply = await core.dispatch('program.describe', {})
  if (!reply.ok) throw new Error(reply.error.message)
  return program.parse(reply.result)
}
