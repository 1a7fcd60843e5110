/** Whatever cuts a journal off, what stood in it before is read, and what comes after is not glued to it. */
import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Journal, type JournalEntry, readJournal } from '../../../main/store/journal.ts'
import { temporaryFolder } from '../../support/core.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let path: string
beforeEach(async () => {
  place = await temporaryFolder()
  path = join(place.folder, 'journal.jsonl')
})
afterEach(() => place.done())

const at = '2026-01-01T00:00:00.000Z'
const start: JournalEntry = { what: 'start', run: 1, at, ask: { kind: 'all' }, flows: 3 }
const answers: JournalEntry = {
  what: 'answers',
  run: 1,
  answers: [
    ['user-to-psm/läptop/psm-1/22', 0],
    ['b', 3],
  ],
}
const end: JournalEntry = { what: 'end', run: 1, at, complete: true }

async function write(...entries: JournalEntry[]): Promise<void> {
  const journal = await Journal.open(path)
  for (const entry of entries) await journal.append(entry)
  await journal.close()
}

test('what is appended is read, over several lives', async () => {
  await write(start, answers)
  await write(end)
  expect(await readJournal(path)).toEqual({ entries: [start, answers, end], damaged: 0 })
})

test('no journal is an empty one', async () => {
  expect(await readJournal(path)).toEqual({ entries: [], damaged: 0 })
})

test('cut off at every byte: whole lines are read, and the next life goes on', async () => {
  await write(start, answers)
  const whole = await readFile(path)
  const lines = whole.toString('utf8').split('\n')
  const first = Buffer.byteLength(`${lines[0]}\n`)
  for (let bytes = 0; bytes <= whole.length; bytes += 1) {
    await writeFile(path, whole)
    await truncate(path, bytes)
    const expected = bytes < first ? [] : bytes < whole.length ? [start] : [start, answers]
    expect((await readJournal(path)).entries, `${bytes} bytes`).toEqual(expected)
    await write(end)
    const entries = (await readJournal(path)).entries
    // A line that was cut exactly before its end is whole after all.
    expect(entries.at(-1), `${bytes} bytes, then more`).toEqual(end)
    expect(entries.length).toBeGreaterThanOrEqual(expected.length + 1)
  }
})

test('damaged lines in the middle are counted and left out', async () => {
  await write(start)
  await appendFile(path, 'rubbish\n{"what":"answers","run":1,"answers":[["a",99]]}\n\n{"what":"__proto__"}\n')
  await write(end)
  expect(await readJournal(path)).toEqual({ entries: [start, end], damaged: 3 })
})
