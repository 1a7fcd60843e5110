/** The open check: its plan, its flows, what is known of it. Opening, closing, and loading the flows in pieces that a frame can take. */
import { FLOWS_IN_PIECE, type Params } from '../../shared/contract.ts'
import type { CheckSnapshot, PlanView } from '../../shared/shapes.ts'
import { FILE_PATH } from '../../shared/plan/faults.ts'
import type { Stage } from '../../shared/plan/plan.ts'
import type { Client } from '../client.ts'
import { messageOf } from './errors.ts'
import { type FlowTable, emptyTable, putPiece } from './flow-table.ts'
import type { AppState, Slice } from './store.ts'

export type OpenCheck = CheckSnapshot

export interface CheckSlice {
  check: OpenCheck | null
  /** Changes in place; `flowsVersion` counts its changes, and a new check or plan has a new table. */
  flows: FlowTable
  flowsVersion: number
  /** Gives the id of the new check; null: the plan file cannot be opened, or the check before not be saved, which is told. */
  createCheck: (from: Params<'checks.create'>) => Promise<string | null>
  /** What is open stays open when it cannot be saved. */
  openCheck: (id: string) => Promise<void>
  /** Lets go of it, and of what is not saved. */
  closeCheck: () => void
  /** Reads all flows anew. @param stage for which they are judged */
  loadFlows: (id: string, plan: PlanView | null, stage: Stage) => Promise<void>
  /** After a change of the plan: the same, unless its flows are what they were, as when only a name was typed. */
  followPlan: (id: string, plan: PlanView | null, stage: Stage) => Promise<void>
}

/** What is told of a file that cannot be read as a plan: its first fault, and where it is. */
function noPlan(from: Params<'checks.create'>, faults: CheckSnapshot['faults']): string {
  const name = from.from === 'plan' ? from.name : 'The plan'
  const [first] = faults
  if (!first) return `${name} holds no plan.`
  const { line, path, found, accepted, message } = first
  const place = `${line === null ? '' : `, line ${line}`}${path === FILE_PATH ? '' : `, ${path}`}`
  return `${name} is no plan${place}: found ${found}; accepted: ${accepted}${message ? ` (${message})` : ''}.`
}

const keyOf = (id: string, plan: PlanView | null, stage: Stage) => JSON.stringify([id, stage, plan])

/** Lets a frame be painted between two pieces of work. */
const nextFrame = () => new Promise<void>((resolve) => void setTimeout(resolve, 0))

export const checkSlice: Slice<CheckSlice> = (set, get, client) => {
  /** Of what is loaded now: a check that was opened meanwhile ends the loading of the one before. */
  let loading = 0
  /** What the flows that are loaded follow from. */
  let loadedOf = ''
  const tell = (error: unknown) => get().notify({ tone: 'error', message: messageOf(error) })
  const setFlows = (part: Partial<AppState>) => set(({ flowsVersion }) => ({ ...part, flowsVersion: flowsVersion + 1 }))

  return {
    check: null,
    flows: emptyTable(0),
    flowsVersion: 0,
    createCheck: async (from) => {
      if (!(await get().saveDraft())) return null
      try {
        const made = await client.call('checks.create', from)
        if (made.ok) return made.id
        tell(noPlan(from, made.faults))
      } catch (error) {
        tell(error)
      }
      return null
    },
    openCheck: async (id) => {
      const isSaved = await get().saveDraft()
      const before = get().check
      if (!isSaved && before?.id !== id) return
      try {
        const check = await client.call('checks.open', { id })
        // What was typed while the answer was on its way is newer than the answer.
        while (get().unsaved && get().check?.id !== id) if (!(await get().saveDraft())) return
        const { check: now, unsaved } = get()
        const isTyped = now?.id === id && (unsaved || now.draft !== before?.draft)
        if (isTyped) set({ check: { ...check, draft: now.draft, faults: now.faults, plan: now.plan } })
        else set({ check, unsaved: false, savedAt: null, saveTrouble: null })
        await get().loadFlows(id, isTyped ? now.plan : check.plan, check.draft.stage)
      } catch (error) {
        tell(error)
      }
    },
    closeCheck: () => {
      loading += 1
      loadedOf = ''
      setFlows({ check: null, unsaved: false, saveTrouble: null, flows: emptyTable(0) })
    },
    followPlan: async (id, plan, stage) => {
      if (loadedOf !== keyOf(id, plan, stage)) await get().loadFlows(id, plan, stage)
    },
    loadFlows: async (id, plan, stage) => {
      loading += 1
      const mine = loading
      loadedOf = ''
      const table = emptyTable(plan?.flows ?? 0)
      setFlows({ flows: table })
      const isWhole = await fillTable(table, id, client, () => {
        if (mine !== loading) return false
        setFlows({})
        return true
      })
      if (isWhole) loadedOf = keyOf(id, plan, stage)
    },
  }
}

/** @param onPiece called for each piece; false: the table is not wanted any more. Gives whether it is whole, and still wanted. */
async function fillTable(table: FlowTable, id: string, client: Client, onPiece: () => boolean): Promise<boolean> {
  while (table.loaded < table.size) {
    const piece = await client.call('checks.flows', { id, from: table.loaded, limit: FLOWS_IN_PIECE })
    if (piece.flows.length === 0) return false
    putPiece(table, piece)
    if (!onPiece()) return false
    await nextFrame()
  }
  return onPiece()
}
