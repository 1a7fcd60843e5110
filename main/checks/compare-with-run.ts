/** The result of a check as it stands, set against one of its runs. */
import { MOST_COMPARED_ROWS, type CompareView } from '../../shared/compare-view.ts'
import { CHANGES } from '../../shared/comparison.ts'
import { compare } from '../../shared/explain/compare.ts'
import { changeRows, comparisonSentence, standingOfComparison } from '../../shared/explain/comparison-words.ts'
import { RunFileError } from '../store/scan-run.ts'
import { CheckError } from './check-error.ts'
import type { OpenCheck } from './open-check.ts'
import { readCompared } from './read-compared.ts'

export async function compareWithRun(check: OpenCheck, run: number): Promise<CompareView> {
  // Makes run.json current.
  const { noReport } = await check.view()
  if (noReport !== null) throw new CheckError('refused', noReport)
  try {
    const old = await readCompared(check.folder.run(run), `Run ${run}`)
    const now = await readCompared(check.folder.merged(), 'This check')
    const compared = compare(old, now)
    if ('refused' in compared) throw new CheckError('refused', compared.refused)
    const { comparison } = compared
    const rows = CHANGES.flatMap((change) =>
      changeRows(comparison.flows, change).map(({ sources, destinations, ports, flows, was, is }) => ({
        change,
        sources,
        destinations,
        ports,
        flows,
        was,
        is,
      })),
    )
    return {
      sentence: comparisonSentence(comparison),
      standing: standingOfComparison(comparison),
      notes: comparison.notes,
      rows: rows.slice(0, MOST_COMPARED_ROWS),
      more: Math.max(0, rows.length - MOST_COMPARED_ROWS),
    }
  } catch (error) {
    if (error instanceof RunFileError) throw new CheckError('refused', error.message)
    throw error
  }
}
