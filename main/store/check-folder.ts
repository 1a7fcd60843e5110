/** The folder of one check: which files it has, and reading and writing those that are not runs. */
import { readFile, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type PlanDraft, planDraft } from '../../shared/shapes.ts'
import { VERDICTS } from '../../shared/outcome.ts'
import { STAGES } from '../../shared/plan/plan.ts'
import { printable } from '../../shared/plan/faults.ts'
import { summary } from '../../shared/result.ts'
import { fileErrorWords } from '../file-errors.ts'
import { writeWhole } from './write-run.ts'

/** What is known of a check without opening it; what is shown of it is kept here, so that a list reads no runs. */
export const checkMeta = z.object({
  format: z.literal(1),
  practice: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  discarded: z.boolean(),
  site: z.string(),
  customer: z.string(),
  engineer: z.string(),
  stage: z.enum(STAGES),
  flows: z.number().int(),
  summary,
  standing: z.enum(VERDICTS),
  sentence: z.string(),
})
export type CheckMeta = z.infer<typeof checkMeta>

/** Names of temporary files: of `writeWhole`, and of the lock. */
const LEFT_OVER = /\.\d+\.tmp$|^lock(\.turn)?\.\d+\.[0-9a-f]{8}$/
const LEFT_OVER_MS = 60_000

/** A file of a check that is missing or damaged; the message says which, and that nothing was changed. */
export class CheckFileError extends Error {
  override name = 'CheckFileError'
}

export class CheckFolder {
  constructor(readonly path: string) {}

  readonly meta = () => join(this.path, 'check.json')
  readonly draft = () => join(this.path, 'draft.json')
  readonly plan = () => join(this.path, 'plan.yaml')
  readonly journal = () => join(this.path, 'journal.jsonl')
  readonly lock = () => join(this.path, 'lock')
  readonly merged = () => join(this.path, 'run.json')
  readonly run = (run: number) => join(this.path, 'runs', `${run}.json`)

  readMeta(): Promise<CheckMeta> {
    return readJson(this.meta(), checkMeta)
  }

  readDraft(): Promise<PlanDraft> {
    return readJson(this.draft(), planDraft)
  }

  writeMeta(meta: CheckMeta): Promise<void> {
    return writeWhole(this.meta(), `${JSON.stringify(meta, null, 1)}\n`)
  }

  writeDraft(draft: PlanDraft): Promise<void> {
    return writeWhole(this.draft(), `${JSON.stringify(draft, null, 1)}\n`)
  }

  /** Numbers of the runs that have a file, ascending. */
  async runsOnDisk(): Promise<number[]> {
    const names = await readdir(join(this.path, 'runs')).catch((): string[] => [])
    return names
      .flatMap((name) => /^([1-9]\d{0,8})\.json$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b)
  }

  /** Files that a killed process was just writing. Younger ones may be those of one that lives. */
  async removeLeftOvers(): Promise<void> {
    for (const folder of [this.path, join(this.path, 'runs')]) {
      for (const name of await readdir(folder).catch((): string[] => [])) {
        if (!LEFT_OVER.test(name)) continue
        const path = join(folder, name)
        const info = await stat(path).catch(() => null)
        if (info && Date.now() - info.mtimeMs > LEFT_OVER_MS) await rm(path, { force: true })
      }
    }
  }

  /** When anything of it was last written; null: it is gone. */
  async changedAt(): Promise<Date | null> {
    const info = await stat(this.meta())
      .catch(() => stat(this.path))
      .catch(() => null)
    return info?.mtime ?? null
  }
}

async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
  const shown = printable(path, 300)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new CheckFileError(`${shown} cannot be read: ${fileErrorWords(error)}. Nothing in its folder was changed.`)
  }
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    throw new CheckFileError(`${shown} is damaged or cut off: it is not JSON. Nothing in its folder was changed.`)
  }
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue ? `${issue.path.join('.') || '(top)'}: ${issue.message}` : ''
  throw new CheckFileError(
    `${shown} was changed, or is of another version (${printable(where, 200)}). Nothing in its folder was changed.`,
  )
}
