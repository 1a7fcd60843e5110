/**
 * What the runs of a check say of its plan as it is now. The merged result on disk is taken where it is current; else it is made anew
 * from the runs, whose evidence is judged again: verdicts depend on the stage, and a plan may have changed since.
 */
import { rm } from 'node:fs/promises'
import { relative } from 'node:path'
import { type FlowResult, type RunResult, flowResult } from '../../shared/result.ts'
import type { CheckFolder } from '../store/check-folder.ts'
import { fileSha256 } from '../store/file-sha256.ts'
import { RunFileError, type RunHead, scanRun } from '../store/scan-run.ts'
import { writeRunFile } from '../store/write-run.ts'
import type { FirstAnswers } from './first-answers.ts'
import { errorSentence } from './error-sentence.ts'
import { type GatheredRuns, type RunSources, gatherRuns } from './gather-runs.ts'
import type { Source } from './joined-parts.ts'
import { isCurrent, mergeRuns } from './merge-runs.ts'
import { type Merged, type ViewedResult, emptyResult, viewResult } from './result-view.ts'
import { type RunHistory, journaledRun } from './run-history.ts'
import { takenBackWords } from './take-back.ts'
import type { TestedPlan } from './tested-plan.ts'

const withoutEvidence = flowResult.omit({ evidence: true })
const NO_EVIDENCE = { attempts: [], identity: null, route: null, notAsked: null }

/** @param mayWrite false where another process writes the check */
export async function currentResult(
  tested: TestedPlan,
  folder: CheckFolder,
  { records, lost }: Pick<RunHistory, 'records' | 'lost'>,
  answers: FirstAnswers,
  mayWrite: boolean,
): Promise<ViewedResult> {
  const acrossMachines = records.some(({ imported }) => imported)
  const isLater = acrossMachines ? laterByTime(records) : (one: number, other: number) => one > other
  const ended = records
    .filter(({ finishedAt }) => finishedAt !== null)
    .toSorted((a, b) => (isLater(a.run, b.run) ? 1 : isLater(b.run, a.run) ? -1 : a.run - b.run))
  const newest = ended.at(-1)
  if (!newest) return emptyResult(tested.flows.length, tested.warnings)
  const saved = await readMerged(folder.merged())
  const sources: RunSources = {
    files: [...ended.map(({ run, finishedAt }) => ({ run, at: finishedAt })), ...lost.map((run) => ({ run, at: null }))]
      .map(({ run, at }) => ({ run, at, path: folder.run(run) }))
      .toSorted((a, b) => (isLater(a.run, b.run) ? -1 : isLater(b.run, a.run) ? 1 : b.run - a.run)),
    merged: saved && { path: folder.merged(), at: saved.head.finishedAt },
    answers,
    journaled: (run) => journaledRun(folder, run),
    acrossMachines,
    isLater,
  }
  if (saved && isCurrent(saved.head, tested, newest.finishedAt, acrossMachines ? ended.length : 0)) {
    const { runOf, columns, troubles } = await gatherRuns(tested, sources, false)
    if (isOfFlows(saved, tested, runOf)) return viewResult(tested, withTroubles(saved, troubles), runOf, columns)
  }
  const gathered = await gatherRuns(tested, sources, true)
  const { troubles, takenBack } = gathered
  const run = mergeRuns(tested, gathered, acrossMachines ? await sourcesOf(gathered, folder) : null)
  const noReport = await keep(run, folder, gathered, mayWrite)
  if (run === null) {
    return emptyResult(tested.flows.length, [...troubles, ...takenBackWords(takenBack), ...tested.warnings])
  }
  const { flows, ...head } = run
  const shown = withTroubles({ head, flows }, noReport === null || !mayWrite ? [] : [noReport])
  return { ...viewResult(tested, shown, gathered.runOf, gathered.columns), noReport }
}

/** A result of another machine may be older than a run of this one whose number is less; the clocks are believed. */
function laterByTime(records: RunHistory['records']): RunSources['isLater'] {
  const at = new Map(records.map(({ run, startedAt, finishedAt }) => [run, Date.parse(finishedAt ?? startedAt)]))
  return (one, other) => (at.get(one) ?? 0) > (at.get(other) ?? 0)
}

async function sourcesOf({ columns }: GatheredRuns, folder: CheckFolder): Promise<ReadonlyMap<number, Source>> {
  const found = await Promise.all(
    columns.map(async ({ run }) => {
      const path = folder.run(run)
      // A run that is lost is told already.
      const sha256 = await fileSha256(path).catch(() => '')
      return [run, { file: relative(folder.path, path), sha256 }] as const
    }),
  )
  return new Map(found)
}

/** Puts it where reports are made of it. Gives why that could not be; null: it is there. */
async function keep(
  run: RunResult | null,
  folder: CheckFolder,
  { restsOnLost }: GatheredRuns,
  mayWrite: boolean,
): Promise<string | null> {
  if (!mayWrite)
    return 'The result on disk is not that of this plan, and this window may not write it: open the check where it can be changed.'
  if (restsOnLost)
    return 'The merged result on disk is the last copy of what a lost run found, so it is left as it is, and no report can be made: test every flow of the plan again.'
  try {
    // Where nothing of the plan is concluded; the runs themselves stay.
    if (run === null) await rm(folder.merged(), { force: true })
    else await writeRunFile(run, folder.merged())
    return null
  } catch (error) {
    return `${errorSentence(error, 'The result of all runs cannot be written')} It is shown from the runs, and no report can be made.`
  }
}

const withTroubles = ({ head, flows }: Merged, troubles: readonly string[]): Merged => ({
  head: { ...head, warnings: [...new Set([...troubles, ...head.warnings])] },
  flows,
})

/** Whether it holds the very flows of which something is concluded: none that a run took back since, and none less. */
function isOfFlows({ flows }: Merged, { indexOf }: TestedPlan, runOf: Int32Array): boolean {
  const concluded = runOf.reduce((count, run) => count + (run > 0 ? 1 : 0), 0)
  return flows.length === concluded && flows.every(({ id }) => (runOf[indexOf.get(id) ?? -1] ?? 0) > 0)
}

/** Without the evidence, which would be most of it. Null: there is none that can be used. */
async function readMerged(path: string): Promise<Merged | null> {
  const flows: FlowResult[] = []
  try {
    const head: RunHead = await scanRun(
      path,
      withoutEvidence,
      () => (flow) => void flows.push({ ...flow, evidence: NO_EVIDENCE }),
    )
    return { head, flows }
  } catch (error) {
    if (error instanceof RunFileError) return null
    throw error
  }
}
