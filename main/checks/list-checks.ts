/** The checks in the data folder, newest first. One that cannot be read is listed with its trouble, and hides no other. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type CheckSummary, checkId } from '../../shared/shapes.ts'
import { CheckFileError, CheckFolder, type CheckMeta } from '../store/check-folder.ts'

/** Files that are read at once. */
const AT_ONCE = 16

export async function listChecks(folder: string): Promise<CheckSummary[]> {
  const names = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const ids = names.filter((entry) => entry.isDirectory() && checkId.safeParse(entry.name).success)
  const queue = ids.map(({ name }) => name)
  const found: CheckSummary[] = []
  const work = async () => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      const summary = await summaryOf(id, new CheckFolder(join(folder, id)))
      if (summary) found.push(summary)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return found.toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0))
}

/** Null: it was discarded. */
async function summaryOf(id: string, folder: CheckFolder): Promise<CheckSummary | null> {
  try {
    const meta = await folder.readMeta()
    return meta.discarded ? null : ofMeta(id, meta)
  } catch (error) {
    if (!(error instanceof CheckFileError)) throw error
    const changed = await folder.changedAt()
    return changed && broken(id, changed, error.message)
  }
}

function ofMeta(id: string, meta: CheckMeta): CheckSummary {
  const { practice, site, customer, engineer, stage, updatedAt, flows, summary, standing, sentence } = meta
  return { id, practice, site, customer, engineer, stage, updatedAt, flows, summary, standing, sentence, trouble: null }
}

const broken = (id: string, changed: Date, trouble: string): CheckSummary => ({
  id,
  practice: false,
  site: '',
  customer: '',
  engineer: '',
  stage: 'preinstall',
  updatedAt: changed.toISOString(),
  flows: 0,
  summary: { flows: 0, pass: 0, proven: 0, fail: 0, warn: 0, untested: 0, byOutcome: {} },
  standing: 'untested',
  sentence: '',
  trouble,
})
