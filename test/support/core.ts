/** The core as a door mounts it, on a folder of its own: real files, real sockets, the real handler table. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Workspace } from '../../main/checks/workspace.ts'
import { dispatch } from '../../main/transport/dispatch.ts'
import { EventLog } from '../../main/transport/event-log.ts'
import { type Handlers, handlersOf } from '../../main/transport/handlers.ts'
import {
  CALLS,
  EVENTS,
  type CallErrorData,
  type CallName,
  type EventData,
  type EventEnvelope,
  type EventName,
  type Params,
  type Result,
} from '../../shared/contract.ts'
import type { PlanDraft } from '../../shared/shapes.ts'
import { emptyDraft } from '../../shared/plan/draft.ts'

export class RefusedCall extends Error {
  constructor(readonly data: CallErrorData) {
    super(`${data.code}: ${data.message}`)
  }
}

export class Core {
  readonly told: EventEnvelope[] = []
  readonly handlers: Handlers

  private constructor(
    readonly workspace: Workspace,
    readonly log: EventLog,
  ) {
    this.handlers = handlersOf(workspace)
    log.listen(({ envelope }) => {
      // As a client does: an event that the contract does not allow fails the test.
      EVENTS[envelope.event].parse(envelope.data)
      this.told.push(envelope)
    })
  }

  static async open(folder: string): Promise<Core> {
    const log = new EventLog()
    return new Core(await Workspace.open(folder, 'serve', log), log)
  }

  /** Through dispatch, and its answer through the schema: as a transport and a client do. Rejects with {@link RefusedCall}. */
  async call<N extends CallName>(name: N, params: Params<N>): Promise<Result<N>> {
    const deliver = async () => ({ kind: 'cancelled' }) as const
    const reply = await dispatch(this.handlers, name, JSON.parse(JSON.stringify(params)), { deliver })
    if (!reply.ok) throw new RefusedCall(reply.error)
    return CALLS[name].result.parse(JSON.parse(JSON.stringify(reply.result))) as Result<N>
  }

  /** The first event of this name from now on, or among those already told. */
  async event<N extends EventName>(name: N, from = 0): Promise<EventData<N>> {
    const known = this.told.slice(from).find(({ event }) => event === name)
    if (known) return known.data as EventData<N>
    return new Promise((resolve) => {
      const end = this.log.listen(({ envelope }) => {
        if (envelope.event !== name) return
        end()
        resolve(envelope.data as EventData<N>)
      })
    })
  }

  /** Starts a run and waits for its end. */
  async run(
    id: string,
    ask: Params<'run.start'>['ask'],
    more: Pick<Params<'run.start'>, 'standIns'> = {},
  ): Promise<EventData<'run.finished'>> {
    const from = this.told.length
    const started = await this.call('run.start', { id, ask, ...more })
    if (!started.started) throw new Error(`${started.why}: ${started.message}`)
    const failed = this.event('run.failed', from).then(({ message }) => Promise.reject(new Error(message)))
    return await Promise.race([this.event('run.finished', from), failed])
  }

  async create(draft: PlanDraft): Promise<string> {
    const created = await this.call('checks.create', { from: 'blank' })
    if (!created.ok) throw new Error('faults')
    await this.call('plan.save', { id: created.id, draft })
    return created.id
  }
}

/** A folder that is removed when `done` is called. */
export async function temporaryFolder(): Promise<{ folder: string; done: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'psm-preflight-core-'))
  return { folder, done: () => rm(folder, { recursive: true, force: true }) }
}

/**
 * A site on loopback, all of it tested from here, in 127.<net>.0.0/16: closed ports answer at once, so that a run is short.
 * @param net from 64 to 126; each test file its own, for listeners of two must not meet
 */
export function loopbackDraft(net: number, change: Partial<PlanDraft> = {}): PlanDraft {
  const local = (name: string, role: string, last: number) => ({
    name,
    role,
    address: `127.${net}.0.${last}`,
    vantage: 'local' as const,
  })
  return {
    ...emptyDraft(),
    site: { name: `Loopback ${net}`, customer: '', engineer: '' },
    pace: 'fast',
    endpoints: [
      local('laptop', 'user-station', 2),
      local('mgmt', 'management-station', 3),
      local('psm-1', 'psm-node', 11),
      local('psm-2', 'psm-node', 12),
      local('psm-3', 'psm-node', 13),
      local('dsc-1', 'dsc', 21),
    ],
    ...change,
  }
}
