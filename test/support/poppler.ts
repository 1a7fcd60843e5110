/** What poppler's tools say of a PDF: an oracle that shares no code with what wrote it. Debian: poppler-utils. */
import { execFileSync } from 'node:child_process'

const MOST_BYTES = 256 * 1024 * 1024

const run = (tool: string, args: readonly string[]) =>
  execFileSync(tool, args, { encoding: 'utf8', maxBuffer: MOST_BYTES, stdio: ['ignore', 'pipe', 'pipe'] })

/** Why the tools cannot be used, or null. */
export function popplerMissing(): string | null {
  try {
    execFileSync('pdfinfo', ['-v'], { stdio: 'ignore' })
    return null
  } catch (error) {
    return `poppler-utils is not usable: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Key → value of `pdfinfo`. */
export function pdfInfo(path: string): Map<string, string> {
  const lines = run('pdfinfo', [path]).split('\n')
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
}

/** The structure tree with its text. */
export const pdfStructure = (path: string) => run('pdfinfo', ['-struct-text', path])

/** The XMP metadata. */
export const pdfMetadata = (path: string) => run('pdfinfo', ['-meta', path])

/** The text of every page, laid out as printed. */
export const pdfPages = (path: string) => run('pdftotext', ['-layout', path, '-']).split('\f').slice(0, -1)

export interface FontRow {
  name: string
  embedded: boolean
  subset: boolean
  unicode: boolean
}

export function pdfFonts(path: string): FontRow[] {
  const rows = run('pdffonts', [path]).trim().split('\n').slice(2)
  return rows.map((row) => {
    const [embedded, subset, unicode] = row
      .slice(row.search(/ (yes|no) +(yes|no) +(yes|no) /))
      .trim()
      .split(/ +/)
    return {
      name: row.split(' ')[0] ?? '',
      embedded: embedded === 'yes',
      subset: subset === 'yes',
      unicode: unicode === 'yes',
    }
  })
}

export interface WordBox {
  page: number
  text: string
  box: [left: number, top: number, right: number, bottom: number]
}

/** Every word with its box, and the size of the pages, in points from the top left. */
export function pdfWords(path: string): { width: number; height: number; words: WordBox[] } {
  const html = run('pdftotext', ['-bbox', path, '-'])
  const words: WordBox[] = []
  let [page, width, height] = [0, 0, 0]
  const numbers = (line: string) => [...line.matchAll(/="([-\d.]+)"/g)].map((match) => Number(match[1]))
  for (const line of html.split('\n')) {
    if (line.includes('<page ')) {
      page += 1
      ;[width = 0, height = 0] = numbers(line)
    } else if (line.includes('<word ')) {
      const [left = 0, top = 0, right = 0, bottom = 0] = numbers(line)
      words.push({ page, text: line.replace(/^.*?>|<.*$/g, ''), box: [left, top, right, bottom] })
    }
  }
  return { width, height, words }
}
