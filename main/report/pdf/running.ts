/** What stands on every page: a header from page 2 on, and a footer with the page number and the fingerprint of the run. */
import type { RunResult } from '../../../shared/result.ts'
import { COLOUR, STYLE } from './look.ts'
import type { Sheet } from './sheet.ts'

const HEADER_TOP = 34
/** So many characters of the SHA-256 tie a page to its run; the whole of it stands in the last chapter. */
const FINGERPRINT = 16

function drawHeader(sheet: Sheet, run: RunResult): void {
  const { customer, name } = run.site
  const where = customer ? `${customer} · ${name}` : name
  const when = sheet.words.time(run.startedAt, run.utcOffsetMinutes)
  const dateWidth = sheet.measure(when, STYLE.running) + 1
  const { doc, left, right } = sheet
  sheet.fitted(`PSM Preflight · ${where}`, left, HEADER_TOP, STYLE.running, { width: sheet.width - dateWidth - 14 })
  sheet.line(when, right - dateWidth, HEADER_TOP, STYLE.running, { align: 'right', width: dateWidth })
  const y = HEADER_TOP + STYLE.running.leading + 4
  doc.moveTo(left, y).lineTo(right, y).lineWidth(0.5).stroke(COLOUR.rule)
}

function drawFooter(sheet: Sheet, sha256: string, page: string): void {
  const top = sheet.doc.page.height - 36
  sheet.line(`run.json SHA-256 ${sha256.slice(0, FINGERPRINT)}…`, sheet.left, top, STYLE.running)
  sheet.line(page, sheet.left, top, STYLE.running, { align: 'right', width: sheet.width })
}

/** Draws on every page; the number of pages is known only now. Needs buffered pages. */
export function drawRunning(sheet: Sheet, run: RunResult, sha256: string): void {
  const { start, count } = sheet.doc.bufferedPageRange()
  for (let i = 0; i < count; i += 1) {
    sheet.doc.switchToPage(start + i)
    sheet.artifact(() => {
      if (i > 0) drawHeader(sheet, run)
      drawFooter(sheet, sha256, sheet.words.pages.page(i + 1, count))
    }, 'Pagination')
  }
}
