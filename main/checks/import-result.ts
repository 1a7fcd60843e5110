/** Puts the result of another machine among the runs of a check, as one more of them, or says why not. */
import { rename } from 'node:fs/promises'
import type { Result } from '../../shared/contract.ts'
import type { RunRecord } from '../../shared/shapes.ts'
import { flowResult } from '../../shared/result.ts'
import { fileSha256 } from '../store/file-sha256.ts'
import { integrityWords } from '../store/integrity.ts'
import { Journal } from '../store/journal.ts'
import { RunFileError, scanRun } from '../store/scan-run.ts'
import { CheckError } from './check-error.ts'
import type { RunColumn } from './conclusions.ts'
import type { EventSink } from './event-sink.ts'
import { sentFrom } from './joined-parts.ts'
import type { OpenCheck } from './open-check.ts'
import { type ResultFile, ResultFileError, inspectResult } from './result-file.ts'

type Imported = Extract<Result<'check.import'>, { done: true }>

/** The newest result counts, so that one of a clock that is ahead would count for ever. */
const CLOCK_AHEAD_MS = 10 * 60_000

const refused = (message: string) => new CheckError('refused', message)

/** @param path of a file in the folder of the check, which becomes the run's. @param name as the user knows it */
export async function importResult(check: OpenCheck, path: string, name: string, events: EventSink): Promise<Imported> {
  if (check.discarded) throw refused('This check was discarded: restore it first.')
  if (check.active) throw refused('This check is being tested: import when the test has ended.')
  const file = await inspected(path, name)
  await mustBelong(check, file)
  const { head } = file
  const run = check.nextRun
  const record: RunRecord = {
    run,
    ask: { kind: 'all' },
    startedAt: head.startedAt,
    finishedAt: head.finishedAt,
    complete: head.complete,
    flows: file.flows,
    imported: { file: name, sentFrom: sentFrom(head) },
  }
  await check.expectResult()
  try {
    await putAmongRuns(check, path, record)
    await check.addRun(record)
  } catch (error) {
    await check.readHistoryAgain()
    throw error
  }
  const { conclusions } = await check.view()
  events.emit('check.changed', { check: check.id })
  events.emit('checks.changed', {})
  const words = integrityWords(file.integrity)
  return {
    done: true,
    run,
    ...countsOf(run, conclusions.columns),
    sentFrom: sentFrom(head),
    notes: words === null ? [] : [`${name}: ${words}.`],
  }
}

async function inspected(path: string, name: string): Promise<ResultFile> {
  try {
    return await inspectResult(path, new Map(), name)
  } catch (error) {
    if (error instanceof ResultFileError) throw refused(`${error.message}.`)
    throw error
  }
}

/** Of the plan as it is now, of no time to come, and not here already. */
async function mustBelong(check: OpenCheck, { name, head, sha256 }: ResultFile): Promise<void> {
  const { tested } = check
  if (!tested) throw refused('The plan has faults: correct them first.')
  if (head.plan.sha256 !== tested.sha256)
    throw refused(
      `${name}: of another plan: SHA-256 ${head.plan.sha256.slice(0, 16)}…, and that of this check is ${tested.sha256.slice(0, 16)}…. Copy the file ${check.folder.plan()} to the other machine, and test with it there.`,
    )
  if (Date.parse(head.finishedAt) > Date.now() + CLOCK_AHEAD_MS)
    throw refused(
      `${name}: ended at ${head.finishedAt}, which is still to come: the clock of that machine or of this one is wrong. The newest result counts, so set the clock and test again.`,
    )
  for (const path of [check.folder.merged(), ...check.records.map(({ run }) => check.folder.run(run))]) {
    if ((await fileSha256(path).catch(() => '')) === sha256 || (await isSame(path, head.integrity)))
      throw refused(`${name}: this result is in the check already.`)
  }
}

/** The same, laid out anew. */
async function isSame(path: string, integrity: string | undefined): Promise<boolean> {
  if (integrity === undefined) return false
  try {
    return (await scanRun(path, flowResult.pick({ id: true }), () => () => {})).integrity === integrity
  } catch (error) {
    if (error instanceof RunFileError) return false
    throw error
  }
}

/** The file first, as for every run: one that no journal tells of is found all the same. */
async function putAmongRuns(check: OpenCheck, path: string, record: RunRecord): Promise<void> {
  const { run, startedAt, finishedAt, complete, flows, imported } = record
  const journal = await Journal.open(check.folder.journal())
  try {
    await rename(path, check.folder.run(run))
    if (finishedAt !== null && imported)
      await journal.append({ what: 'import', run, startedAt, at: finishedAt, complete, flows, imported })
  } finally {
    await journal.close()
  }
}

function countsOf(run: number, columns: readonly RunColumn[]): Pick<Imported, 'flows' | 'conflicts'> {
  const own = columns.find((column) => column.run === run)?.outcomes ?? new Int8Array()
  const others = columns.filter((column) => column.run !== run)
  let flows = 0
  let conflicts = 0
  for (const [index, outcome] of own.entries()) {
    if (outcome < 0) continue
    flows += 1
    if (others.some(({ outcomes }) => (outcomes[index] ?? -1) >= 0 && outcomes[index] !== outcome)) conflicts += 1
  }
  return { flows, conflicts }
}
