/**
 * The journal of a check: one line for each thing that happened, appended before it is shown. A line that a crash cut off is left out
 * when it is read, and never glued to the next one.
 */
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { z } from 'zod'
import { FIRST_ANSWERS, importedFrom, runAsk } from '../../shared/shapes.ts'

const runNumber = z.number().int().min(1)

export const journalEntry = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('start'),
    run: runNumber,
    at: z.string(),
    ask: runAsk,
    flows: z.number().int(),
    /** Of the plan as it was then: an id says between which names, not between which machines. Absent: as they are now. */
    endpoints: z.array(z.object({ name: z.string(), address: z.string() })).optional(),
  }),
  /** Ids, because indices change with the plan; each with its place in FIRST_ANSWERS. */
  z.object({
    what: z.literal('answers'),
    run: runNumber,
    answers: z.array(
      z.tuple([
        z.string(),
        z
          .number()
          .int()
          .min(0)
          .max(FIRST_ANSWERS.length - 1),
      ]),
    ),
  }),
  /** Its file is written. */
  z.object({ what: z.literal('end'), run: runNumber, at: z.string(), complete: z.boolean() }),
  /** A result of another machine: its file is there, under the number of a run. */
  z.object({
    what: z.literal('import'),
    run: runNumber,
    startedAt: z.string(),
    at: z.string(),
    complete: z.boolean(),
    flows: z.number().int(),
    imported: importedFrom,
  }),
  z.object({ what: z.literal('failed'), run: runNumber, at: z.string(), message: z.string() }),
])
export type JournalEntry = z.infer<typeof journalEntry>

export interface JournalRead {
  entries: JournalEntry[]
  /** Lines that could not be read, apart from a last one that was cut off. */
  damaged: number
}

/** No journal is an empty one. */
export async function readJournal(path: string): Promise<JournalRead> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const lines = text.split('\n')
  // What stands after the last line end was cut off, or is empty.
  lines.pop()
  const entries: JournalEntry[] = []
  let damaged = 0
  for (const line of lines) {
    if (line === '') continue
    const entry = parseEntry(line)
    if (entry) entries.push(entry)
    else damaged += 1
  }
  return { entries, damaged }
}

function parseEntry(line: string): JournalEntry | null {
  try {
    const parsed = journalEntry.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export class Journal {
  private constructor(private readonly file: FileHandle) {}

  static async open(path: string): Promise<Journal> {
    const file = await open(path, 'a+')
    const { size } = await file.stat()
    if (size > 0) {
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
      if (buffer[0] !== 0x0a) await file.appendFile('\n')
    }
    return new Journal(file)
  }

  /** Resolves when the system has it: it outlives this process, whatever happens to it. */
  async append(...entries: readonly JournalEntry[]): Promise<void> {
    await this.file.appendFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
  }

  close(): Promise<void> {
    return this.file.close()
  }
}
