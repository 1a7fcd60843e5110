/**
 * What was concluded of a flow holds only until a later run asks it again. Where that run was cut off, and so concluded nothing, the
 * flow is untested: an earlier pass must not stand over an answer that may deny it.
 */
import { withPlaced } from '../preflight/failed-flows.ts'
import type { GatheredRuns } from './gather-runs.ts'
import type { JudgedPlan } from './tested-plan.ts'

/**
 * Takes back what is older than the last run that asked the flow, and gives how many flows that were.
 * @param askedBy the newest run that asked a flow and concluded nothing of it; 0: none
 * @param isLater of two runs
 */
export function takeBack(
  { flows, plan, catalogue }: JudgedPlan,
  { runOf, concluded }: Pick<GatheredRuns, 'runOf' | 'concluded'>,
  askedBy: (index: number) => number,
  isLater: (one: number, other: number) => boolean,
): number {
  const older = flows.flatMap(({ id, direction, source, port }, index) => {
    const run = runOf[index] ?? 0
    const asked = askedBy(index)
    return run > 0 && asked > 0 && isLater(asked, run) ? [{ id, direction, source: source.name, port }] : []
  })
  if (older.length === 0) return 0
  // A service that lives on one node at a time is judged over all nodes: without one of them nothing is known of the others.
  const isOlder = withPlaced(older, plan.stage, catalogue)
  let count = 0
  for (const [index, flow] of flows.entries()) {
    if (runOf[index] === 0 || !isOlder(flow)) continue
    runOf[index] = 0
    concluded[index] = undefined
    count += 1
  }
  return count
}

/** For the reader, before the numbers. */
export const takenBackWords = (count: number): string[] =>
  count === 0
    ? []
    : [
        `${count === 1 ? '1 flow was' : `${count.toLocaleString('en-US')} flows were`} asked again by a run that did not come to its end, or together with such flows: what was found before does not count any more, and they are untested until they are asked again.`,
      ]
