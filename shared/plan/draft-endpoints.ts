/** The endpoints that a row of a draft stands for, whatever is wrong in other rows: a vantage is set up while the table is still typed. */
import type { PlanDraft } from '../shapes.ts'
import { rawOfDraft } from './draft.ts'
import { endpointsOf, isEntry, readEntry } from './entries.ts'
import type { Endpoint } from './plan.ts'

/** Empty while the row cannot be read. */
export function endpointsOfRow(draft: PlanDraft, index: number): Endpoint[] {
  const row = draft.endpoints[index]
  if (!row) return []
  const entry = readEntry(rawOfDraft({ ...draft, endpoints: [row], rules: [] }).endpoints[0], index, [])
  return isEntry(entry) ? [...endpointsOf(entry)] : []
}

export const endpointsOfDraft = (draft: PlanDraft): Endpoint[] =>
  draft.endpoints.flatMap((_, index) => endpointsOfRow(draft, index))
