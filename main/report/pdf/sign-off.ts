/** Where both sides sign: what the signature stands for, and room for name, company, date and signature. */
import type { RunResult } from '../../../shared/result.ts'
import { COLOUR, STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'

/** Room that page 1 keeps free at its foot. */
export const SIGN_OFF_HEIGHT = 158

const GAP = 30
const LABEL_WIDTH = 58
const LINE_HEIGHTS = [22, 22, 22, 34] as const

interface Party {
  title: string
  /** What is known already is printed; the rest is filled in by hand. */
  known: readonly [name: string, company: string]
}

function drawParty(sheet: Sheet, parent: Element, party: Party, x: number, width: number): void {
  let top = sheet.y
  sheet.tagged('H3', parent, () => sheet.line(party.title, x, top, STYLE.h3))
  top += STYLE.h3.leading
  sheet.words.pages.signOff.labels().forEach((label, i) => {
    const height = LINE_HEIGHTS[i] ?? 22
    const base = top + height
    const textTop = base - STYLE.body.leading - 1
    sheet.tagged('P', parent, () => {
      sheet.line(label, x, textTop, STYLE.small)
      const known = party.known[i] ?? ''
      sheet.fitted(known, x + LABEL_WIDTH, textTop, STYLE.body, { width: width - LABEL_WIDTH })
    })
    sheet.artifact(() => {
      sheet.doc
        .moveTo(x + LABEL_WIDTH, base)
        .lineTo(x + width, base)
        .lineWidth(0.6)
        .stroke(COLOUR.muted)
    })
    top = base
  })
}

/** Draws at the cursor, which stands {@link SIGN_OFF_HEIGHT} above the foot of the page. */
export function drawSignOff(sheet: Sheet, parent: Element, run: RunResult): void {
  sheet.rule()
  sheet.y += 8
  const { signOff } = sheet.words.pages
  sheet.block('P', parent, signOff.sentence(), STYLE.small, { after: 6, maxLines: 2 })
  const width = (sheet.width - GAP) / 2
  const customer: Party = { title: signOff.customer(), known: ['', run.site.customer ?? ''] }
  const installer: Party = { title: signOff.installer(), known: [run.site.engineer ?? '', ''] }
  drawParty(sheet, parent, customer, sheet.left, width)
  drawParty(sheet, parent, installer, sheet.left + width + GAP, width)
  sheet.y = sheet.bottom
}
