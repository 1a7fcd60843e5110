/** Breaks text into lines of a given width. Pure: the caller says how wide a text is. */

export type Measure = (text: string) => number

/** No line of ours holds as many characters; measuring a hostile megabyte would take seconds. */
const LONGEST_LINE = 1000

const fits = (text: string, width: number, measure: Measure) => text.length <= LONGEST_LINE && measure(text) <= width

/** Where a word that does not fit on a line of its own may break: between the ends of a range, else after punctuation. */
const SOFT = [/(?<=[…–])/u, /(?<=[-/.:,;_@=→|&?])/u] as const
/** A character with the marks that belong to it. */
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gu

/** The parts of a word that is wider than a line; between characters where nothing else helps. */
function splitLong(word: string, width: number, measure: Measure, level = 0): string[] {
  if (fits(word.trimEnd(), width, measure)) return [word]
  const soft = SOFT[level]
  if (!soft) return word.match(CLUSTER) ?? []
  return word.split(soft).flatMap((part) => splitLong(part, width, measure, level + 1))
}

/** Words with the spaces that follow them. */
function wordsOf(text: string, width: number, measure: Measure): string[] {
  const words = text.match(/\S+\s*|\s+/gu) ?? []
  return words.flatMap((word) => splitLong(word, width, measure))
}

/** Lines with their trailing blanks, so that joining them gives the text again. */
function fill(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of wordsOf(text, width, measure)) {
    if (line !== '' && measure((line + word).trimEnd()) > width) {
      lines.push(line)
      line = word
    } else {
      line += word
    }
  }
  lines.push(line)
  return lines
}

/** The longest start of a text that fits together with an ellipsis. */
export function ellipsise(text: string, width: number, measure: Measure): string {
  const clusters = text.slice(0, LONGEST_LINE).match(CLUSTER) ?? []
  let [low, high] = [0, clusters.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (measure(`${clusters.slice(0, middle).join('').trimEnd()}…`) <= width) low = middle
    else high = middle - 1
  }
  return `${clusters.slice(0, low).join('').trimEnd()}…`
}

/** The blank at which a line was broken stays as one space, so that the lines read aloud do not run together. */
const closed = (line: string, isLast: boolean) => (isLast || !/\s$/.test(line) ? line.trimEnd() : `${line.trimEnd()} `)

/**
 * Lines no wider than `width`, a space at their end not counted; line feeds are kept; with `maxLines` what does not fit ends
 * in a visible ellipsis.
 */
export function wrap(text: string, width: number, measure: Measure, maxLines = Number.POSITIVE_INFINITY): string[] {
  const single = !text.includes('\n') && fits(text, width, measure)
  const paragraphs = text.split('\n').map((paragraph) => `${paragraph.trimEnd()} `)
  const lines = single ? [text] : paragraphs.flatMap((paragraph) => fill(paragraph, width, measure))
  if (lines.length <= maxLines) return lines.map((line, i) => closed(line, i === lines.length - 1))
  const last = ellipsise(lines.slice(maxLines - 1).join(''), width, measure)
  return [...lines.slice(0, maxLines - 1).map((line) => closed(line, false)), last]
}

/**
 * Like {@link wrap} with `maxLines`, but where the text is cut its last line ends with `reference`, which says where the whole text
 * stands: "… see F3".
 */
export function wrapOrRefer(
  text: string,
  width: number,
  measure: Measure,
  { maxLines, reference }: { maxLines: number; reference: string },
): string[] {
  const lines = wrap(text, width, measure)
  if (lines.length <= maxLines) return lines
  const rest = ellipsise(lines.slice(maxLines - 1).join(''), width - measure(` ${reference}`), measure)
  return [...lines.slice(0, maxLines - 1), `${rest} ${reference}`]
}

/** One line of code folded at the width, leading blanks kept; every part but the last continues in the next. */
export function fold(line: string, width: number, measure: Measure): string[] {
  if (measure(line) <= width) return [line]
  const perLine = Math.max(8, Math.floor(width / Math.max(measure('0'), 0.01)))
  const indent = /^\s*/.exec(line)?.[0] ?? ''
  const hang = `${indent.slice(0, Math.floor(perLine / 2))}    `
  const parts: string[] = []
  let [rest, lead] = [line, '']
  while (lead.length + rest.length > perLine) {
    const room = perLine - lead.length
    const space = rest.lastIndexOf(' ', room)
    const cut = space > room / 2 ? space + 1 : room
    parts.push(lead + rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut)
    lead = hang
  }
  return [...parts, lead + rest]
}
