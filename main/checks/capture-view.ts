/** Counters of a capture → what a page shows of it, set against the plan of a check. */
import { setImmediate } from 'node:timers/promises'
import type { PlannedCaptureFlow } from '../../shared/capture-summary.ts'
import { CAPTURE_STATES } from '../../shared/capture-terms.ts'
import { CAPTURE_ROWS, type CaptureView } from '../../shared/capture-view.ts'
import type { CaptureFacts } from '../capture/capture-format.ts'
import { totalWarnings } from '../capture/capture-warnings.ts'
import type { FlowTracker } from '../capture/flow-tracker.ts'
import { PlanRows } from '../capture/plan-rows.ts'
import { flowRowsInTurns, totalsOf } from '../capture/summarise.ts'
import type { TestedPlan } from './tested-plan.ts'

/** Of one turn: events of a run and calls of the page wait no longer. A capture has up to 200,000 flows, which take seconds. */
const TURN_MS = 8

/** @param tracker that has seen all packets: others have their turn while its flows are put into words */
export async function viewCapture(
  name: string,
  tracker: FlowTracker,
  facts: CaptureFacts,
  warnings: readonly string[],
  tested: TestedPlan | null,
): Promise<CaptureView> {
  const rows = tested && new PlanRows(tested.flows)
  const flows: CaptureView['flows'] = []
  const byState: Record<string, number> = {}
  let outside = 0
  let turn = performance.now()
  for (const row of flowRowsInTurns(tracker)) {
    if (performance.now() - turn > TURN_MS) {
      await setImmediate()
      turn = performance.now()
    }
    if (row === null) continue
    byState[row.state] = (byState[row.state] ?? 0) + 1
    if (rows?.add(row)) continue
    outside += 1
    const { source, destination, port, state, meaning } = row
    if (flows.length < CAPTURE_ROWS) flows.push({ source, destination, port, state, meaning })
  }
  const totals = totalsOf(tracker, [facts], byState)
  await setImmediate()
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
