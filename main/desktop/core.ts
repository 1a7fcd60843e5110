/** What the desktop door needs of the core: the calls, the events, and an end. */
import {
  type CallErrorData,
  type Delivery,
  type EventData,
  type EventEnvelope,
  type EventName,
  type Program,
  program,
} from '../../shared/contract.ts'

export type CallReply = { ok: true; result: unknown } | { ok: false; error: CallErrorData }

/** A file for the user, and where to put it. */
export interface Report {
  /** File name to begin with, such as `preflight-berlin.pdf`. */
  name: string
  bytes: Uint8Array | string
}

export interface Core {
  dispatch: (name: string, params: unknown) => Promise<CallReply>
  subscribe: (listener: (envelope: EventEnvelope) => void) => () => void
  emit: <N extends EventName>(event: N, data: EventData<N>) => void
  /** Cancels and saves what is under way, and lets go of every check. */
  close: () => Promise<void>
}
export type Deliver = (report: Report) => Promise<Delivery>

/** Rejects where the core cannot tell of itself: then nothing works. */
export async function describeProgram(core: Core): Promise<Program> {
  const reply = await core.dispatch('program.describe', {})
  if (!reply.ok) throw new Error(reply.error.message)
  return program.parse(reply.result)
}

export async function openCore(_deliver: Deliver): Promise<Core> {
  let settings: unknown = { theme: 'system', language: 'system' }
  const listeners = new Set<(e: EventEnvelope) => void>()
  let seq = 0
  const emit = (event: string, data: unknown) => {
    seq += 1
    for (const l of listeners) l({ seq, event, data } as EventEnvelope)
  }
  return {
    dispatch: async (name, params) => {
      if (name === 'program.describe')
        return {
          ok: true,
          result: {
            version: __VERSION__,
            catalogue: 'x',
            door: 'desktop',
            platform: process.platform,
            dataFolder: '/tmp/x',
            settings,
          },
        }
      if (name === 'settings.save') {
        settings = params
        return { ok: true, result: params }
      }
      return { ok: false, error: { code: 'unknown-call', message: 'no' } }
    },
    subscribe: (l) => {
      listeners.add(l)
      return () => listeners.delete(l)
    },
    emit: emit as Core['emit'],
    close: async () => undefined,
  }
}
