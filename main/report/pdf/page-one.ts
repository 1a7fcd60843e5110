/** The page that the customer signs: what was tested, the verdict, the counts, the site in one picture, the signatures. */
import { notAskedFor, standingOfPlan, verdictSentence } from '../../../shared/explain/verdict-sentence.ts'
import type { Verdict } from '../../../shared/outcome.ts'
import type { RunResult } from '../../../shared/result.ts'
import { drawFoundList, roomForFindings } from './found-list.ts'
import { drawHeatMap, matrixHeight, matrixRoom } from './heat-map.ts'
import { COLOUR, STYLE } from './look.ts'
import { type Mark, drawMark } from './shapes.ts'
import type { Element, Sheet } from './sheet.ts'
import { SIGN_OFF_HEIGHT, drawSignOff } from './sign-off.ts'
import { siteMatrix } from './site-matrix.ts'
import type { Printed } from './words/printed.ts'

/** So many warnings have room before the verdict; the rest stand in the last chapter, and page 1 says so. */
const MOST_WARNINGS = 3
const DEFINITION_GAP = 16
/** Free above the sign-off. */
const FOOT_GAP = 14

/** Filled only when every flow with that verdict is proven. */
function markOf(run: RunResult, verdict: Verdict): Mark {
  const flows = run.flows.filter((flow) => flow.verdict === verdict)
  const proven = flows.length > 0 && flows.every((flow) => flow.proof === 'proven')
  return { verdict, proof: proven ? 'proven' : 'likely' }
}

function drawTitle(sheet: Sheet, page: Element, run: RunResult): void {
  sheet.artifact(() => sheet.doc.rect(sheet.left, sheet.y, 26, 3).fill(COLOUR.accent))
  sheet.y += 10
  sheet.block('P', page, sheet.words.pages.one.subtitle(), STYLE.subtitle, { after: 1 })
  sheet.block('H1', page, run.site.name, STYLE.title, { maxLines: 2, after: 9 })
}

/** Longer than this it is no moment any more: a result of several runs, or a long one, says from when to when it was seen. */
const MOMENT_MS = 60_000

/** "2026-11-25 00:15:49 UTC+00:00", and for more than a moment "… to" with the end of it. */
function dateWords(
  { startedAt, finishedAt, utcOffsetMinutes }: RunResult,
  { pages, time, shortTime }: Printed,
): string {
  const from = time(startedAt, utcOffsetMinutes)
  if (Date.parse(finishedAt) - Date.parse(startedAt) <= MOMENT_MS) return from
  return pages.one.until(from, shortTime(finishedAt, utcOffsetMinutes))
}

function definitions(run: RunResult, words: Printed): [string, string][] {
  const { site, tool } = run
  const { one } = words.pages
  return [
    [one.customer(), site.customer ?? '–'],
    [one.engineer(), site.engineer ?? '–'],
    [one.stage(), words.terms.stage[run.stage]],
    [one.date(), dateWords(run, words)],
    [one.tool(), `${tool.name} ${tool.version}`],
    [one.catalogue(), tool.catalogue],
  ]
}

/** Three columns of label and value. */
function drawDefinitions(sheet: Sheet, page: Element, run: RunResult): void {
  const pairs = definitions(run, sheet.words)
  const perRow = 3
  const width = (sheet.width - (perRow - 1) * DEFINITION_GAP) / perRow
  for (let first = 0; first < pairs.length; first += perRow) {
    const cells = pairs.slice(first, first + perRow).map(([label, value]) => ({
      label,
      lines: sheet.lines(value, width, STYLE.strong, 2),
    }))
    cells.forEach(({ label, lines }, i) => {
      const x = sheet.left + i * (width + DEFINITION_GAP)
      sheet.tagged('P', page, () => {
        sheet.line(label, x, sheet.y, STYLE.label)
        lines.forEach((line, n) => {
          sheet.line(line, x, sheet.y + STYLE.label.leading + n * STYLE.strong.leading, STYLE.strong)
        })
      })
    })
    const most = Math.max(...cells.map((c) => c.lines.length))
    sheet.y += STYLE.label.leading + most * STYLE.strong.leading + 6
  }
  sheet.y += 4
}

/** What must be read before the numbers. */
function drawWarnings(sheet: Sheet, page: Element, warnings: readonly string[]): void {
  const shown = warnings.slice(0, MOST_WARNINGS)
  const more = warnings.length - shown.length
  const { one } = sheet.words.pages
  const sentences = more > 0 ? [...shown, one.moreWarnings(more)] : shown
  for (const sentence of sentences) {
    const cut = { maxLines: 3, reference: one.seeMethod() }
    const lines = sheet.linesOrReference(sentence, sheet.width - 16, STYLE.body, cut)
    const draw = () => {
      drawMark(sheet.doc, { verdict: 'warn', proof: 'likely' }, sheet.left + 5, sheet.y + STYLE.body.leading / 2, 9)
      lines.forEach((line, i) => {
        sheet.line(line, sheet.left + 16, sheet.y + i * STYLE.body.leading, STYLE.body)
      })
    }
    sheet.tagged('P', page, draw, sheet.tongue(sentence))
    sheet.y += lines.length * STYLE.body.leading + 3
  }
  if (sentences.length > 0) sheet.y += 5
}

function drawVerdict(sheet: Sheet, page: Element, run: RunResult): void {
  const mark = markOf(run, standingOfPlan(run))
  const indent = 40
  const lines = sheet.lines(verdictSentence(run, sheet.words.language), sheet.width - indent - 14, STYLE.verdict, 4)
  const height = Math.max(36, lines.length * STYLE.verdict.leading + 16)
  const { y } = sheet
  sheet.artifact(() => {
    sheet.doc.roundedRect(sheet.left, y, sheet.width, height, 3).fill(COLOUR.wash)
    sheet.doc.rect(sheet.left, y, 3, height).fill(COLOUR[mark.verdict])
    drawMark(sheet.doc, mark, sheet.left + 21, y + height / 2, 17)
  })
  const top = y + (height - lines.length * STYLE.verdict.leading) / 2
  sheet.tagged('P', page, () => {
    lines.forEach((line, i) => {
      sheet.line(line, sheet.left + indent, top + i * STYLE.verdict.leading, STYLE.verdict)
    })
  })
  sheet.y += height + 10
}

function counts(run: RunResult, { one }: Printed['pages']): [Verdict, number, string, string][] {
  const { pass, proven, fail, warn, untested } = run.summary
  const rest = notAskedFor(run)
  return [
    ['pass', pass, one.counted('pass', pass), one.proofs(proven, pass - proven)],
    ['fail', fail, one.counted('fail', fail), ''],
    ['warn', warn, one.counted('warn', warn), ''],
    ['untested', untested, one.counted('untested', untested), rest > 0 ? one.notAsked(rest) : ''],
  ]
}

/** Four columns: shape, number, word; below the passes how many of them are proven. */
function drawCounts(sheet: Sheet, page: Element, run: RunResult): void {
  const widths = [0.31, 0.23, 0.23, 0.23].map((share) => share * sheet.width)
  let x = sheet.left
  const { number, pages } = sheet.words
  counts(run, pages).forEach(([verdict, n, word, detail], i) => {
    const left = x
    sheet.tagged('P', page, () => {
      // Nothing to see there: a zero must not look like an alarm.
      sheet.doc.save().opacity(n === 0 ? 0.4 : 1)
      drawMark(sheet.doc, markOf(run, verdict), left + 7, sheet.y + 10, 13)
      sheet.doc.restore()
      sheet.line(number(n), left + 20, sheet.y, STYLE.count)
      const after = left + 20 + sheet.measure(number(n), STYLE.count) + 5
      sheet.line(word, after, sheet.y + 5.2, STYLE.small)
      sheet.line(detail, left + 20, sheet.y + STYLE.count.leading, STYLE.small)
    })
    x += widths[i] ?? 0
  })
  sheet.y += 40
}

/** What the words beside the counts mean, for a reader who sees them for the first time. */
function drawCountWords(sheet: Sheet, page: Element, run: RunResult): void {
  const closed = run.flows.filter((flow) => flow.outcome === 'closed' && flow.verdict === 'pass').length
  const early = run.stage === 'preinstall' && closed > 0
  const { one } = sheet.words.pages
  for (const line of [one.proven(), one.likely(), ...(early ? [one.closed(closed)] : [])])
    sheet.block('P', page, line, STYLE.small, { maxLines: 1 })
  sheet.y += 5
}

/** Draws the matrix above `foot`; false when there is no room for it. */
function drawMatrix(sheet: Sheet, page: Element, run: RunResult, foot: number): boolean {
  const room = foot - sheet.y - STYLE.h2.leading - 2
  const matrix = siteMatrix(run, matrixRoom(sheet.width, room))
  if (matrix.rows.length === 0) return true
  if (matrixHeight(matrix, 0) > room) return false
  sheet.block('H2', page, sheet.words.pages.one.matrix(), STYLE.h2, { after: 2 })
  // What was found stands below: the rows do not take all the room.
  const forFindings = roomForFindings(sheet, run)
  drawHeatMap(sheet, page, matrix, Math.min(room - forFindings, 0.72 * room + 30))
  return true
}

/** Draws the whole page. All above the matrix is bounded, so that the signatures are always on page 1. */
export function drawPageOne(sheet: Sheet, run: RunResult): void {
  sheet.topBookmark(sheet.words.pages.one.bookmark())
  const page = sheet.element('Sect')
  drawTitle(sheet, page, run)
  drawDefinitions(sheet, page, run)
  drawWarnings(sheet, page, run.warnings)
  drawVerdict(sheet, page, run)
  drawCounts(sheet, page, run)
  drawCountWords(sheet, page, run)
  const foot = sheet.bottom - SIGN_OFF_HEIGHT - FOOT_GAP
  const drawn = drawMatrix(sheet, page, run, foot)
  if (!drawn) sheet.block('P', page, sheet.words.pages.one.matrixNext(), STYLE.small, { maxLines: 1 })
  drawFoundList(sheet, page, run, foot)
  sheet.y = sheet.bottom - SIGN_OFF_HEIGHT
  drawSignOff(sheet, page, run)
  if (!drawn) {
    sheet.newPage()
    drawMatrix(sheet, page, run, sheet.bottom)
  }
  page.end()
}
