/**
 * A fault of a plan, made for its reader: where it stands, what was found there, and what is accepted.
 * Text of the plan is hostile here: it is shortened and escaped before anybody prints it.
 */

export type PlanPath = readonly (string | number)[]

/** One fault. Every fault of a plan is reported at once. */
export interface Fault {
  /** `endpoints[3].address`; `(file)` for the file as a whole. */
  path: string
  /** Counted from 1; null when the plan did not come from a file, or the fault is the file itself. */
  line: number | null
  /** Counted from 1, in UTF-16 code units. */
  column: number | null
  /** At most about 80 printable characters. */
  found: string
  accepted: string
  /** What to do about it, or what the reader could not guess. */
  message?: string
}

/** Whether a fault is about a key or about its value. */
export type Spot = 'key' | 'value'

/** A fault whose line is not known yet. Without `found` the value at the path is described. */
export interface DraftFault {
  at: PlanPath
  spot?: Spot
  found?: string
  accepted: string
  message?: string | undefined
}

export interface Position {
  line: number
  column: number
}

/** Finds a path in the text; for a path that is not there, the nearest parent. */
export type Locate = (path: PlanPath, spot: Spot) => Position | null

export const FILE_PATH = '(file)'

const FOUND_LIMIT = 80

/** Characters that move the cursor, turn the writing direction, or are not seen. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu

/** Escapes what could mess up a terminal (`\u{1b}`), and cuts at `limit` characters. */
export function printable(text: string, limit = FOUND_LIMIT): string {
  const head = text.slice(0, limit + 1).replace(UNPRINTABLE, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`)
  return text.length > limit || head.length > limit ? `${head.slice(0, limit - 1)}…` : head
}

const quoted = (text: string) => `"${printable(text)}"`

/** Describes a value without ever showing what stands inside a mapping or a list: it could be a secret. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'nothing (null)'
  if (typeof value === 'string') return value === '' ? 'an empty text' : quoted(value)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value !== 'object') return printable(String(value))
  const keys = Object.keys(value)
  return keys.length === 0 ? 'an empty mapping' : printable(`a mapping with the keys ${keys.slice(0, 20).join(', ')}`)
}

/** `endpoints[3].vantage.ssh`; keys that are no plain word are quoted. */
export function formatPath(path: PlanPath): string {
  if (path.length === 0) return FILE_PATH
  const parts = path.map((key, i) => {
    if (typeof key === 'number') return `[${key}]`
    if (/^[\w-]{1,60}$/.test(key)) return i === 0 ? key : `.${key}`
    return `[${quoted(key)}]`
  })
  return parts.join('')
}

/** The value that a path leads to; undefined when it leads nowhere. Looks at own properties only. */
export function valueAt(root: unknown, path: PlanPath): unknown {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}

/** Draft → fault: adds the line, and describes what stands at the path. */
export function finishFault(draft: DraftFault, root: unknown, locate?: Locate): Fault {
  const position = locate?.(draft.at, draft.spot ?? 'value') ?? null
  return {
    path: formatPath(draft.at),
    line: position?.line ?? null,
    column: position?.column ?? null,
    found: draft.found ?? describeValue(valueAt(root, draft.at)),
    accepted: draft.accepted,
    ...(draft.message === undefined ? {} : { message: draft.message }),
  }
}

/** In the order of the file; faults without a line first. */
export function compareFaults(a: Fault, b: Fault): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}

/** One line for a terminal: `plan.yaml:7:14: endpoints[3].address: found "10.1.1"; accepted: …`. */
export function formatFault(fault: Fault, fileName: string): string {
  const place = fault.line === null ? '' : `:${fault.line}:${fault.column ?? 1}`
  const message = fault.message === undefined ? '' : ` (${fault.message})`
  const name = printable(fileName, 200)
  return `${name}${place}: ${fault.path}: found ${fault.found}; accepted: ${fault.accepted}${message}`
}
