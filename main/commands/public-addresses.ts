/** Addresses outside private ranges are probed only when somebody says that they are theirs to test. */
import { classifyAddress } from '../../shared/plan/address.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import { type Names, destinationsOf } from '../preflight/choose-flows.ts'
import { InterruptedError, UsageError } from '../terms.ts'

const MOST_LISTED = 5

/** The destinations of the flows that are outside private ranges, each once. */
export function publicDestinations(flows: readonly Flow[], names: Names): string[] {
  return destinationsOf(flows, names).filter((literal) => classifyAddress(literal) === 'public')
}

/** "9.9.9.9, 9.9.9.10 and 3 more" */
export function listedAddresses(addresses: readonly string[]): string {
  const more = addresses.length - MOST_LISTED
  return `${addresses.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Asks once more before anything is sent outside private ranges; throws unless the answer is yes. */
export async function confirmPublic(
  flows: readonly Flow[],
  names: Names,
  options: { allowPublic?: boolean | undefined; quiet?: boolean | undefined },
): Promise<void> {
  if (options.allowPublic) return
  const outside = publicDestinations(
    flows.filter(({ source }) => source.vantage.kind === 'local'),
    names,
  )
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
