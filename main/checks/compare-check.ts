/** The result of a check as it stands, set against another one: of one of its runs, of another check, or of a file. */
import {
  MOST_COMPARED_FINDINGS,
  MOST_COMPARED_ROWS,
  type CompareView,
  type ComparedWith,
} from '../../shared/compare-view.ts'
import { CHANGES, type Comparison } from '../../shared/comparison.ts'
import { compare } from '../../shared/explain/compare.ts'
import { changeRows, comparisonSentence, standingOfComparison } from '../../shared/explain/comparison-words.ts'
import { integrityWords } from '../store/integrity.ts'
import { RunFileError } from '../store/scan-run.ts'
import { CheckError } from './check-error.ts'
import { currentRun } from './make-report.ts'
import type { OpenCheck } from './open-check.ts'
import { type ReadSide, readCompared } from './read-compared.ts'
import type { Workspace } from './workspace.ts'

/** Rejects with {@link CheckError} where one of them cannot be read, or they have nothing in common. */
export async function compareCheck(workspace: Workspace, check: OpenCheck, other: ComparedWith): Promise<Comparison> {
  try {
    const path = await currentRun(check)
    const old = await readOther(workspace, check, other)
    const compared = compare(old, await readCompared(path, 'This check'))
    if ('refused' in compared) throw new CheckError('refused', compared.refused)
    const words = integrityWords(old.integrity)
    const { comparison } = compared
    return words === null
      ? comparison
      : { ...comparison, notes: [`${old.result.name}: ${words}.`, ...comparison.notes] }
  } catch (error) {
    if (error instanceof RunFileError) throw new CheckError('refused', error.message)
    throw error
  }
}

async function readOther(workspace: Workspace, check: OpenCheck, other: ComparedWith): Promise<ReadSide> {
  switch (other.kind) {
    case 'run':
      return await readCompared(check.folder.run(other.run), `Run ${other.run}`)
    case 'check':
      return await workspace.use(other.check, async (opened) =>
        readCompared(await currentRun(opened), `The check ${other.check}`),
      )
    case 'file':
      return await workspace.compared.read(other.file)
    default:
      return other satisfies never
  }
}

export function viewComparison(comparison: Comparison): CompareView {
  const { old, findings } = comparison
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
    old: { name: old.name, site: old.site, finishedAt: old.finishedAt },
    sentence: comparisonSentence(comparison),
    standing: standingOfComparison(comparison),
    notes: comparison.notes,
    findings: [
      ...findings.old.map((finding) => ({ ...finding, of: 'old' as const })),
      // One that was there before stands among the old ones.
      ...findings.new.filter(({ state }) => state !== 'known').map((finding) => ({ ...finding, of: 'new' as const })),
    ].slice(0, MOST_COMPARED_FINDINGS),
    rows: rows.slice(0, MOST_COMPARED_ROWS),
    more: Math.max(0, rows.length - MOST_COMPARED_ROWS),
  }
}
