/** Addresses outside private ranges are probed only when somebody says that they are theirs to test. */
import type { Flow, Plan } from '../../shared/plan/plan.ts'
import type { Names } from '../preflight/choose-flows.ts'
import { listedAddresses, publicOnesAsked, publicServers } from '../preflight/public-destinations.ts'
import { InterruptedError, UsageError } from '../terms.ts'

/** Asks once more before anything is sent outside private ranges; throws unless the answer is yes. */
export async function confirmPublic(
  plan: Plan,
  flows: readonly Flow[],
  names: Names,
  options: { allowPublic?: boolean | undefined; quiet?: boolean | undefined },
): Promise<void> {
  if (options.allowPublic) return
  const outside = [...new Set([...publicOnesAsked(flows, names), ...publicServers(plan)])]
  if (outside.length === 0) return
  const listed = listedAddresses(outside)
  const refusal = `the plan asks for addresses outside private ranges (${listed}); nothing was probed. Add --allow-public if they are yours to test.`
  if (!process.stdin.isTTY || !process.stderr.isTTY || options.quiet) throw new UsageError(refusal)
  const { askYes } = await import('../terminal/ask-yes.ts')
  const question = `These addresses are outside private ranges: ${listed}. Are they yours to test? [y/N] `
  const answer = await askYes(question, process.stdin, process.stderr)
  if (answer === 'yes') return
  process.stderr.write('\n')
  if (answer === 'interrupted') throw new InterruptedError()
  throw new UsageError(refusal)
}
