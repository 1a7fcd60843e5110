/** `--only-failed RUN`: which flows of an earlier run are asked again, and what is said when there is none. */
import { printable } from '../../shared/plan/faults.ts'
import type { RunResult } from '../../shared/result.ts'
import { failedOrWarned } from '../preflight/failed-flows.ts'
import { UsageError } from '../terms.ts'

interface Asked {
  group?: string[] | undefined
  from?: string[] | undefined
}

/** The run that --only-failed names. */
export async function readEarlier(path: string): Promise<RunResult> {
  const [{ integrityWarning, readRun }, { withRuns }] = await Promise.all([
    import('../store/read-run.ts'),
    import('../report/bundle/run-of-bundle.ts'),
  ])
  const { run, integrity } = await withRuns([path], ([source]) => readRun(source.path))
  const warning = integrityWarning(path, integrity)
  if (warning !== null) process.stderr.write(`psm-preflight: warning: ${warning}\n`)
  return run
}

/**
 * The sentence for a run in which nothing is to be tested again. Throws {@link UsageError} where something is, but the plan does not
 * hold it: then it is not the plan of that run.
 */
export function nothingAgain(earlier: RunResult, path: string, { group, from }: Asked): string {
  const asked = earlier.flows.filter((f) => (!group || group.includes(f.group)) && (!from || from.includes(f.source)))
  const failed = asked.filter(failedOrWarned).length
  const run = printable(path, 200)
  if (failed > 0) {
    throw new UsageError(
      `--only-failed: ${failed} ${failed === 1 ? 'flow' : 'flows'} failed or warned in ${run}, and the plan holds none of them: is it the plan of that run? Nothing was probed.`,
    )
  }
  const part = group || from ? ', as far as --group and --from ask' : ''
  const untested = asked.filter((f) => f.verdict === 'untested').length
  const rest = untested === 0 ? '' : ` ${untested} of its flows ${untested === 1 ? 'is' : 'are'} still untested.`
  return `Nothing failed or warned in ${run}${part}: nothing to test again.${rest}${beyondWords(earlier)}`
}

/** They hang on no flow, so no flow brings them back. */
function beyondWords({ fieldChecks = [] }: RunResult): string {
  const open = fieldChecks.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').length
  if (open === 0) return ''
  const checks = open === 1 ? '1 check beyond the port table does' : `${open} checks beyond the port table do`
  return ` ${checks} not pass: a check without --only-failed asks again.`
}
