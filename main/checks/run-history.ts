/** Which runs a check has had: from its journal, and from the files where the journal does not tell. */
import type { RunRecord } from '../../shared/shapes.ts'
import { flowResult } from '../../shared/result.ts'
import type { CheckFolder } from '../store/check-folder.ts'
import { type JournalEntry, readJournal } from '../store/journal.ts'
import { RunFileError, scanRun } from '../store/scan-run.ts'
import type { CutOff } from './first-answers.ts'

export interface RunHistory {
  /** Oldest first. */
  records: RunRecord[]
  /** Runs that were cut off. */
  cutOff: Map<number, CutOff>
  /** Runs of which there is nothing but a file that cannot be read. */
  lost: number[]
  /** Sentences about what could not be read. */
  troubles: string[]
}

export async function readHistory(folder: CheckFolder): Promise<RunHistory> {
  const { entries, damaged } = await readJournal(folder.journal())
  const records = new Map<number, RunRecord>()
  const cutOff: RunHistory['cutOff'] = new Map()
  for (const entry of entries) takeEntry(entry, records, cutOff)
  const troubles =
    damaged === 0
      ? []
      : [
          `${damaged === 1 ? 'A line' : `${damaged} lines`} of the journal of this check could not be read: first answers of a run that was cut off may be missing.`,
        ]
  const onDisk = await folder.runsOnDisk()
  for (const run of onDisk) await takeFile(run, folder, records, troubles)
  for (const { run, finishedAt } of records.values()) if (finishedAt !== null) cutOff.delete(run)
  const lost = onDisk.filter((run) => !records.has(run))
  return { records: [...records.values()].toSorted((a, b) => a.run - b.run), cutOff, lost, troubles }
}

/** What a run asked, by the journal. Null: it does not say, or not all of it. */
export async function journaledRun(folder: CheckFolder, run: number): Promise<CutOff | null> {
  const { entries, damaged } = await readJournal(folder.journal())
  const records = new Map<number, RunRecord>()
  const asked: RunHistory['cutOff'] = new Map()
  for (const entry of entries) if (entry.run === run) takeEntry(entry, records, asked)
  const found = asked.get(run)
  return found && damaged === 0 && found.answers.size === records.get(run)?.flows ? found : null
}

function takeEntry(entry: JournalEntry, records: Map<number, RunRecord>, cutOff: RunHistory['cutOff']): void {
  const known = records.get(entry.run)
  switch (entry.what) {
    case 'start': {
      const { run, ask, at, flows, endpoints = null } = entry
      records.set(run, { run, ask, startedAt: at, finishedAt: null, complete: false, flows })
      cutOff.set(run, { endpoints, answers: new Map() })
      break
    }
    case 'answers':
      for (const [id, answer] of entry.answers) cutOff.get(entry.run)?.answers.set(id, answer)
      break
    case 'end':
      if (known) records.set(entry.run, { ...known, finishedAt: entry.at, complete: entry.complete })
      break
    case 'import': {
      const { run, startedAt, at, complete, flows, imported } = entry
      records.set(run, { run, ask: { kind: 'all' }, startedAt, finishedAt: at, complete, flows, imported })
      break
    }
    case 'failed':
      break
  }
}

/** The file is renamed into place before the journal says so; after a crash between the two, the file counts. */
async function takeFile(
  run: number,
  folder: CheckFolder,
  records: Map<number, RunRecord>,
  troubles: string[],
): Promise<void> {
  const known = records.get(run)
  if (known?.finishedAt) return
  let flows = 0
  try {
    const head = await scanRun(folder.run(run), flowResult.pick({ id: true }), () => () => {
      flows += 1
    })
    const { startedAt, finishedAt, complete } = head
    records.set(run, { run, ask: { kind: 'all' }, startedAt, flows, ...known, finishedAt, complete })
  } catch (error) {
    if (!(error instanceof RunFileError)) throw error
    troubles.push(`Run ${run} cannot be read again: ${error.message}`)
  }
}
