/**
 * Long lists written short without loss: `dsc-1…dsc-40`, `9010–9015`, `10.77.30.21–10.77.30.60`. A range is written
 * only where every member between its ends is in the list, from three members on.
 */
import { type IpNumber, parseIp } from '../plan/ip-number.ts'

const MIN_RUN = 3
/** Above this many digits a number is not exact in a double. */
const NUMBERED = /^(.*?)(\d{1,15})$/s
/** A name that could be read as several, or as a range, stands in quotes. */
const AMBIGUOUS = /[,…–“”]|^\s|\s$|^$/

interface NumberedName {
  name: string
  prefix: string
  value: number
  width: number
}

function numbered(name: string): NumberedName {
  const match = NUMBERED.exec(name)
  const digits = match?.[2] ?? ''
  return { name, prefix: match ? (match[1] ?? '') : name, value: digits ? Number(digits) : -1, width: digits.length }
}

function compareNames(a: NumberedName, b: NumberedName): number {
  if (a.prefix !== b.prefix) return a.prefix < b.prefix ? -1 : 1
  return a.value - b.value || a.width - b.width || (a.name < b.name ? -1 : Number(a.name > b.name))
}

/** Whether `b` is what comes after `a` when digits keep the width of `start`. */
const follows = (start: NumberedName, a: NumberedName, b: NumberedName) =>
  start.width > 0 && b.name === `${start.prefix}${String(a.value + 1).padStart(start.width, '0')}`

/** Splits a sorted list into runs of which each member follows the one before it. */
function runsOf<T>(sorted: readonly T[], next: (start: T, before: T, item: T) => boolean): [T, ...T[]][] {
  const runs: [T, ...T[]][] = []
  for (const item of sorted) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run && before !== undefined && next(run[0], before, item)) run.push(item)
    else runs.push([item])
  }
  return runs
}

function pieces<T>(runs: readonly (readonly [T, ...T[]])[], text: (item: T) => string, dash: string): string[] {
  return runs.flatMap((run) => {
    if (run.length < MIN_RUN) return run.map(text)
    return [`${text(run[0])}${dash}${text(run.at(-1) ?? run[0])}`]
  })
}

const quoted = (name: string) => (AMBIGUOUS.test(name) ? `“${name}”` : name)

/** Names in natural order, runs as `first…last` (digits keep the width of the first). Duplicates count once. */
export function compactNames(names: Iterable<string>): string[] {
  const sorted = [...new Set(names)].map(numbered).sort(compareNames)
  return pieces(runsOf(sorted, follows), (item) => quoted(item.name), '…')
}

/** Whole numbers ascending, runs as `first–last`. */
export function compactNumbers(numbers: Iterable<number>): string[] {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b)
  return pieces(
    runsOf(sorted, (_start, before, item) => item === before + 1),
    String,
    '–',
  )
}

interface Placed {
  text: string
  ip: IpNumber | null
}

function compareAddresses(a: Placed, b: Placed): number {
  if (!a.ip || !b.ip) return Number(Boolean(b.ip)) - Number(Boolean(a.ip)) || (a.text < b.text ? -1 : 1)
  if (a.ip.family !== b.ip.family) return a.ip.family - b.ip.family
  if (a.ip.value !== b.ip.value) return a.ip.value < b.ip.value ? -1 : 1
  return (a.ip.zone ?? '') < (b.ip.zone ?? '') ? -1 : 1
}

const nextAddress = (_start: Placed, a: Placed, b: Placed) =>
  a.ip !== null &&
  b.ip !== null &&
  a.ip.family === b.ip.family &&
  a.ip.zone === b.ip.zone &&
  b.ip.value === a.ip.value + 1n

/** Addresses ascending, IPv4 before IPv6 before names; runs as `first–last`. */
export function compactAddresses(addresses: Iterable<string>): string[] {
  const sorted = [...new Set(addresses)].map((text) => ({ text, ip: parseIp(text) })).sort(compareAddresses)
  return pieces(runsOf(sorted, nextAddress), (item) => item.text, '–')
}

/** Splits endpoints into runs in which name and address count up together: the first name has the first address, and so on. */
export function parallelRuns<T extends { name: string; address: string }>(endpoints: readonly T[]): T[][] {
  const placed = endpoints.map((item) => ({
    item,
    name: numbered(item.name),
    address: { text: item.address, ip: parseIp(item.address) },
  }))
  const runs = runsOf(
    placed,
    (start, a, b) => follows(start.name, a.name, b.name) && nextAddress(start.address, a.address, b.address),
  )
  return runs.flatMap((run) => {
    const items = run.map(({ item }) => item)
    return items.length < MIN_RUN ? items.map((item) => [item]) : [items]
  })
}
