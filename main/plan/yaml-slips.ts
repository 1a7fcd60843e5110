/**
 * Slips that people make in YAML, found by looking at the lines around the place where the parser gave up: it knows what it could
 * not read, but not what was meant. The keys of a plan are known, and that tells much. Asked only after the parser failed.
 */
import { keysAt } from '../../shared/plan/raw-plan.ts'

export interface Slip {
  /** Counted from 1. */
  line: number
  column: number
  accepted: string
  message?: string
}

const TOP = new Set(keysAt([]))
const KEYS = ['site', 'endpoints', 'rules', 'vantage', 'ssh'].flatMap((key) => [...keysAt([key])])
const KEY = `(?:${[...new Set([...TOP, ...KEYS])].join('|')})`

/** Indent and dashes before a key. */
const LEAD = '^([ \\t]*(?:- +)?)'
const NO_SPACE_AFTER_COLON = new RegExp(`${LEAD}(${KEY}):(?=[^\\s:])`)
const NO_SPACE_AFTER_DASH = new RegExp(`^([ \\t]*)-(${KEY})\\s*:`)
const NO_COLON = new RegExp(`${LEAD}(${KEY})(?:\\s*=.*|\\s+[^:=]*|\\s*)$`)
const COLON_IN_VALUE = new RegExp(`${LEAD}(${KEY}): +(?=[^"'{\\[#&*!|>\\s])[^#]*?: `)
const NO_COMMA = new RegExp(`[{,]\\s*${KEY}:?\\s+[^,{}\\[\\]"']*?\\s(?=${KEY}: )`)
/** Spaces that look like one: no-break, thin, ideographic … */
const STRANGE_SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/

type Rule = (line: string) => Omit<Slip, 'line'> | null

const RULES: readonly Rule[] = [
  (line) => {
    const at = line.search(STRANGE_SPACE)
    if (at < 0) return null
    const code = line.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')
    const message = 'it came with a text that was copied: type it again'
    return { column: at + 1, accepted: `a plain space in place of the character U+${code}`, message }
  },
  (line) => {
    const match = NO_SPACE_AFTER_COLON.exec(line)
    return match && { column: match[0].length + 1, accepted: `a space after the colon: "${match[2]}: …"` }
  },
  (line) => {
    const match = NO_SPACE_AFTER_DASH.exec(line)
    return match && { column: (match[1] ?? '').length + 2, accepted: `a space after the dash: "- ${match[2]}: …"` }
  },
  (line) => {
    const match = NO_COLON.exec(line)
    if (!match) return null
    const column = (match[1] ?? '').length + (match[2] ?? '').length + 1
    return { column, accepted: `a colon and a space after the key: "${match[2]}: …"` }
  },
  (line) => {
    const match = NO_COMMA.exec(line)
    return match && { column: match.index + match[0].length + 1, accepted: 'a comma before the next key' }
  },
  (line) => {
    const match = COLON_IN_VALUE.exec(line)
    if (!match) return null
    const column = (match[1] ?? '').length + (match[2] ?? '').length + 3
    return { column, accepted: 'quotes around a text with a colon and a space in it', message: 'such as "DC-1: row 7"' }
  },
]

interface Row {
  /** Counted from 1. */
  number: number
  text: string
  /** Spaces before the dash or the key. */
  indent: number
  dash: boolean
  /** Column where the key itself stands. */
  keyAt: number
  key: string | null
  /** Nothing after the colon: what follows belongs under it. */
  opens: boolean
}

function rowOf(whole: string, index: number): Row[] {
  const text = whole.slice(0, LONGEST_LINE)
  if (/^\s*(#|$)/.test(text)) return []
  const [, space = '', dash = ''] = /^( *)((?:- +)*)/.exec(text) ?? []
  const keyAt = space.length + dash.length
  const [, key = null, rest = ''] = /^([\w-]+):(?:\s+(.*))?$/.exec(text.slice(keyAt)) ?? []
  const opens = key !== null && /^(#.*)?$/.test(rest)
  return [
    { number: index + 1, text, indent: space.length, dash: dash !== '' || text.trim() === '-', keyAt, key, opens },
  ]
}

/** Characters of a line that are looked at: no plan has longer ones, and a pattern must not take seconds. */
const LONGEST_LINE = 1000

const spaces = (n: number) => (n === 1 ? '1 space' : `${n === 0 ? 'no' : n} spaces`)

function indentSlip({ number, indent }: Row, expected: number, like: string): Slip {
  const message = `it has ${spaces(indent)} now`
  return { line: number, column: indent + 1, accepted: `${spaces(expected)} before it, ${like}`, message }
}

/** Columns that a line may start at, after the rows above it: of list items for a dash, of keys for a key. */
function columnsAbove(rows: readonly Row[], current: Row): number[] {
  const columns = new Set<number>(current.dash ? [] : [0])
  let limit = Number.POSITIVE_INFINITY
  for (const row of rows.toReversed()) {
    if (row.indent >= limit && row.indent > 0) continue
    limit = row.indent
    if (current.dash && row.dash) columns.add(row.indent)
    if (!current.dash && row.key !== null) columns.add(row.keyAt)
    if (row.indent === 0) break
  }
  return [...columns]
}

/** A line whose indentation fits nothing above it. */
function misplaced(rows: readonly Row[], index: number): Slip | null {
  const row = rows[index]
  const above = rows[index - 1]
  if (!row || !above || (row.key === null && !row.dash)) return null
  if (row.key !== null && !row.dash && TOP.has(row.key) && row.key !== 'site' && row.indent > 0 && row.indent < 2)
    return indentSlip(row, 0, 'for a key of the plan itself')
  if (!row.dash && row.indent === 0 && row.key !== null && !TOP.has(row.key) && above.opens)
    return indentSlip(row, above.keyAt + 2, `for it belongs under "${above.key}"`)
  if (!row.dash && row.indent > above.keyAt && above.key !== null && !above.opens)
    return indentSlip(row, above.keyAt, 'like the line above it')
  const columns = columnsAbove(rows.slice(0, index), row)
  if (above.opens || columns.length === 0 || columns.includes(row.indent)) return null
  const [nearest = 0] = columns.sort((a, b) => Math.abs(a - row.indent) - Math.abs(b - row.indent) || b - a)
  return indentSlip(row, nearest, row.dash ? 'like the other entries of the list' : 'like the keys that it belongs to')
}

const withoutQuoted = (text: string) => text.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '""').replace(/#.*$/, '')

/** A text whose quote is opened in a line and not closed there. */
function openQuote(rows: readonly Row[], until: number): Slip | null {
  for (const { number, text } of rows) {
    if (number > until) return null
    const [, quote] = /(?:[:,{[]|- ) *(["'])[^"']*$/.exec(withoutQuoted(text)) ?? []
    if (quote === undefined) continue
    const accepted = `a closing ${quote === '"' ? 'double' : 'single'} quote (${quote}) at the end of the text`
    return { line: number, column: text.lastIndexOf(quote) + 1, accepted }
  }
  return null
}

/** The innermost bracket that is still open where the parser gave up. */
function openBracket(rows: readonly Row[], until: number): Slip | null {
  const open: { row: Row; bracket: string }[] = []
  for (const row of rows) {
    const last = row === rows.at(-1)
    if (row.number > until || (row.number === until && !last)) break
    for (const [bracket] of withoutQuoted(row.text).matchAll(/[{}[\]]/g)) {
      if (bracket === '{' || bracket === '[') open.push({ row, bracket })
      else open.pop()
    }
  }
  const inner = open.at(-1)
  if (!inner) return null
  const { row, bracket } = inner
  const accepted = `a closing bracket (${bracket === '{' ? '}' : ']'}) at the end of the entry`
  return { line: row.number, column: row.text.trimEnd().length + 1, accepted }
}

/** Rows further away than this have nothing to do with the place where the parser gave up. */
const NEAR = 2

/** The slip that explains why the parser gave up at `line`, or null. Linear in the text. */
export function findSlip(text: string, line: number): Slip | null {
  // JSON has its brackets over many lines, and no indentation that counts.
  if (/^\s*[{[]/.test(text)) return null
  const rows = text.split(/\r?\n/).flatMap(rowOf)
  const open = openQuote(rows, line) ?? openBracket(rows, line)
  if (open) return open
  const near = rows.flatMap((row, index) => (Math.abs(row.number - line) <= NEAR ? [{ row, index }] : []))
  const ordered = near.sort((a, b) => Math.abs(a.row.number - line) - Math.abs(b.row.number - line))
  for (const { row } of ordered) {
    for (const rule of RULES) {
      const found = rule(row.text)
      if (found) return { line: row.number, ...found }
    }
  }
  for (const { index } of ordered) {
    const found = misplaced(rows, index)
    if (found) return found
  }
  return null
}
