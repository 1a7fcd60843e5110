/** Counters of a capture → what a page shows of it, set against the plan of a check. */
import type { PlannedCaptureFlow } from '../../shared/capture-summary.ts'
import { CAPTURE_STATES } from '../../shared/capture-terms.ts'
import { CAPTURE_ROWS, type CaptureView } from '../../shared/capture-view.ts'
import type { CaptureFacts } from '../capture/capture-format.ts'
import { totalWarnings } from '../capture/capture-warnings.ts'
import type { FlowTracker } from '../capture/flow-tracker.ts'
import { PlanRows } from '../capture/plan-rows.ts'
import { flowRows, totalsOf } from '../capture/summarise.ts'
import type { TestedPlan } from './tested-plan.ts'

export function viewCapture(
  name: string,
  tracker: FlowTracker,
  facts: CaptureFacts,
  warnings: readonly string[],
  tested: TestedPlan | null,
): CaptureView {
  const totals = totalsOf(tracker, [facts])
  const rows = tested && new PlanRows(tested.flows)
  const flows: CaptureView['flows'] = []
  let outside = 0
  for (const row of flowRows(tracker)) {
    if (rows?.add(row)) continue
    outside += 1
    const { source, destination, port, state, meaning } = row
    if (flows.length < CAPTURE_ROWS) flows.push({ source, destination, port, state, meaning })
  }
  return {
    name,
    totals,
    warnings: [...warnings, ...totalWarnings(totals)],
    flows,
    flowsBeyond: outside - flows.length,
    plan: rows && tested ? { site: tested.plan.site.name, ...plannedOf(rows) } : null,
  }
}

function plannedOf(rows: PlanRows) {
  const planned = [...rows.rows()]
  const seen = planned.filter(({ shows }) => shows !== 'not-seen').toSorted((a, b) => placeOf(a) - placeOf(b))
  return {
    seen: seen.slice(0, CAPTURE_ROWS),
    seenBeyond: Math.max(0, seen.length - CAPTURE_ROWS),
    notSeen: planned.length - seen.length,
  }
}

/** Failed handshakes first. */
const placeOf = ({ shows }: PlannedCaptureFlow) => (shows === 'not-seen' ? -1 : CAPTURE_STATES.indexOf(shows))
