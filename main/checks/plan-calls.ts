/** Reading the flows of a check piece by piece, and saving its plan. */
import type { Params, Result } from '../../shared/contract.ts'
import type { PlanDraft } from '../../shared/shapes.ts'
import { CheckError } from './check-error.ts'
import type { EventSink } from './event-sink.ts'
import type { OpenCheck } from './open-check.ts'

export async function readFlows(check: OpenCheck, from: number, limit: number): Promise<Result<'checks.flows'>> {
  const { conclusions } = await check.view()
  const rows = check.tested?.rows ?? []
  const piece = rows.slice(from, from + limit)
  return {
    from,
    flows: piece.map(([rule, pair]) => [rule, pair]),
    states: piece.map((_, place) => conclusions.state(from + place)),
    answers: check.answers.between(from, from + piece.length, (index) => conclusions.runOf(index)),
  }
}

/** Saves the draft also when it has faults: nothing that was typed is lost. */
export async function savePlan(
  check: OpenCheck,
  { draft, window }: Params<'plan.save'>,
  events: EventSink,
): Promise<Result<'plan.save'>> {
  if (check.active) throw new CheckError('refused', 'The plan cannot be changed while it is tested.')
  if (check.practice && !isSamePlace(check.draft, draft))
    throw new CheckError('refused', 'The machines of the practice site are fixed: make a new check for your own.')
  const before = check.draft
  const isChanged = await check.saveDraft(draft)
  const { faults, tested } = check
  // A window knows what it saved, unless conclusions may have changed with it.
  const isJudgedAnew = check.records.length > 0 && !(isSamePlace(before, draft) && before.stage === draft.stage)
  const except = isJudgedAnew || window === undefined ? {} : { except: window }
  if (isChanged) events.emit('check.changed', { check: check.id, ...except })
  if (isChanged) events.emit('checks.changed', {})
  return { faults, plan: tested?.view ?? null }
}

const isSamePlace = (a: PlanDraft, b: PlanDraft) =>
  JSON.stringify([a.endpoints, a.rules]) === JSON.stringify([b.endpoints, b.rules])
