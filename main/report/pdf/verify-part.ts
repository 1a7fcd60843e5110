/**
 * The commands that show whether the cause of a finding is what it seems, by platform. Whole for the first findings and for the first of
 * each cause; a report of hundreds of findings would otherwise be the same commands over and over, with other addresses.
 */
import { PLATFORM_TITLES, PLATFORMS } from '../../../shared/explain/causes/verify/platform.ts'
import type { Finding } from '../../../shared/result.ts'
import { drawCode } from './code-block.ts'
import { STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'

/** About a page each. */
const MOST_WHOLE = 30

/** For each finding that does not have its commands whole, the id of the one of the same cause that does. */
export function commandsElsewhere(findings: readonly Finding[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>()
  const elsewhere = new Map<string, string>()
  findings.forEach(({ id, cause }, place) => {
    const known = first.get(cause)
    if (known === undefined) first.set(cause, id)
    else if (place >= MOST_WHOLE) elsewhere.set(id, known)
  })
  return elsewhere
}

/** @param like the finding where they stand whole; undefined: here */
export function drawVerify(sheet: Sheet, part: Element, { verify = {} }: Finding, like: string | undefined): void {
  const platforms = PLATFORMS.filter((platform) => (verify[platform] ?? []).length > 0)
  if (platforms.length === 0) return
  const words = sheet.words.pages.finding
  sheet.label(part, words.verify())
  if (like !== undefined) {
    return sheet.block('P', part, words.sameCommands(like), STYLE.body)
  }
  sheet.block('P', part, words.howVerified(), STYLE.body)
  for (const platform of platforms) {
    sheet.ensure(STYLE.label.leading + 3 * STYLE.code.leading + 16)
    sheet.block('P', part, PLATFORM_TITLES[platform], STYLE.label, { before: 5, after: 2 })
    drawCode(sheet, part, (verify[platform] ?? []).join('\n'))
  }
}
