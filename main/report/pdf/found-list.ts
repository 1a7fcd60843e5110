/**
 * Page 1: what was found, by title. A title is wrapped; where there is no room for all of it, it is cut visibly and says which
 * finding has it whole. Nothing is left out without a count.
 */
import type { Finding, RunResult } from '../../../shared/result.ts'
import { STYLE } from './look.ts'
import { drawMark } from './shapes.ts'
import type { Element, Sheet } from './sheet.ts'

/** Heading, with the space around it; one line, and the space after an entry. */
const HEAD = 12 + STYLE.h2.leading + 4
const LINE = STYLE.body.leading
const GAP = 2
const INDENT = 42
/** What is reserved as a sum is later found as a difference. */
const ROUNDING = 0.01
/** Room that the matrix above leaves: for so many entries, each of two lines. */
const MOST_RESERVED = 4
/** More lines than this are read more easily in the finding itself. */
const MOST_LINES = 3

interface Entry {
  finding: Finding
  lines: string[]
}

const heightOf = (entries: readonly Entry[]) => entries.reduce((sum, { lines }) => sum + lines.length * LINE + GAP, 0)

function entriesOf(sheet: Sheet, findings: readonly Finding[], maxLines: number): Entry[] {
  return findings.map((finding) => {
    const cut = { maxLines, reference: sheet.words.pages.one.seeFinding(finding.id) }
    return { finding, lines: sheet.linesOrReference(finding.title, sheet.width - INDENT, STYLE.body, cut) }
  })
}

/** What the matrix should leave free for the list. */
export function roomForFindings(sheet: Sheet, { findings }: RunResult): number {
  if (findings.length === 0) return 0
  const first = entriesOf(sheet, findings.slice(0, MOST_RESERVED), 2)
  const more = findings.length > MOST_RESERVED ? LINE + GAP : 0
  return HEAD + heightOf(first) + more + ROUNDING
}

/** As many lines each as all have room for; else as many titles as fit, each of one line, and the first ones whole where room is left. */
function chooseEntries(sheet: Sheet, findings: readonly Finding[], room: number): Entry[] {
  const most = findings.slice(0, Math.ceil(room / (LINE + GAP)))
  for (let maxLines = MOST_LINES; most.length === findings.length && maxLines > 1; maxLines -= 1) {
    const entries = entriesOf(sheet, findings, maxLines)
    if (heightOf(entries) <= room) return entries
  }
  const chosen = entriesOf(sheet, most, 1)
  const others = () => (chosen.length < findings.length ? LINE + GAP : 0)
  while (chosen.length > 0 && heightOf(chosen) + others() > room) chosen.pop()
  for (const [place, entry] of entriesOf(sheet, most.slice(0, chosen.length), 2).entries()) {
    const short = chosen[place]
    if (!short) break
    chosen[place] = entry
    if (heightOf(chosen) + others() > room) chosen[place] = short
  }
  return chosen
}

function drawEntry(sheet: Sheet, page: Element, { finding, lines }: Entry): void {
  const { id, severity } = finding
  sheet.tagged('P', page, () => {
    drawMark(sheet.doc, { verdict: severity, proof: 'likely' }, sheet.left + 5, sheet.y + LINE / 2, 9)
    sheet.fitted(id, sheet.left + 17, sheet.y, STYLE.strong, { width: INDENT - 19 })
    lines.forEach((line, i) => {
      sheet.line(line, sheet.left + INDENT, sheet.y + i * LINE, STYLE.body)
    })
  })
  sheet.y += lines.length * LINE + GAP
}

/** Where a Letter page has no room for a list, it still says that there is one: the gap above the sign-off holds a line. */
function drawCount(sheet: Sheet, page: Element, count: number): void {
  sheet.block('P', page, sheet.words.pages.one.seeFindings(count, true), STYLE.strong, { maxLines: 1 })
}

/** Draws the list above `foot`; findings that have no room are counted. */
export function drawFoundList(sheet: Sheet, page: Element, { findings }: RunResult, foot: number): void {
  const room = foot - sheet.y - HEAD
  if (findings.length === 0) return
  if (room < LINE) return drawCount(sheet, page, findings.length)
  const entries = chooseEntries(sheet, findings, room)
  sheet.y += 12
  sheet.block('H2', page, sheet.words.pages.one.found(), STYLE.h2, { after: 4 })
  for (const entry of entries) drawEntry(sheet, page, entry)
  const more = findings.length - entries.length
  if (more === 0) return
  const words = sheet.words.pages.one.seeFindings(more, entries.length === 0)
  sheet.block('P', page, words, STYLE.body, { indent: 17 })
}
