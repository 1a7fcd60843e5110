/** Entries of a plan → endpoints: ranges expand, `{n}` counts, duplicates are found without comparing every pair. */
import { type ManyAddresses, type NameAddress, type SingleAddress, addressesOf } from './address.ts'
import type { Role } from '../catalogue/catalogue.ts'
import { type DraftFault, valueAt } from './faults.ts'
import { formatIp } from './ip-number.ts'
import { parseAddress } from './parse-address.ts'
import type { Endpoint, Vantage } from './plan.ts'
import { NAME_ACCEPTED, type RawEndpoint, isCleanName, rawEndpoint } from './raw-plan.ts'

/** One element of `endpoints` as far as it can be read: a fault in one key hides none in another. */
export interface LooseEntry {
  index: number
  name: string | null
  role: Role | null
  vantage: Vantage
  spec: SingleAddress | NameAddress | ManyAddresses | null
}

/** An entry that can be expanded. */
export interface Entry extends LooseEntry {
  name: string
  role: Role
  spec: SingleAddress | NameAddress | ManyAddresses
}

export const isEntry = (loose: LooseEntry): loose is Entry =>
  loose.name !== null && loose.role !== null && loose.spec !== null

const PLACEHOLDER = '{n}'
const NONE: Vantage = { kind: 'none' }

export const countOf = (entry: Entry) => (entry.spec.kind === 'many' ? entry.spec.count : 1)

/** Names are the same when they look the same: after NFC, case does not count. */
export const nameKey = (name: string) => name.normalize('NFC').toLowerCase()

const nameOf = (template: string, n: number) => template.replaceAll(PLACEHOLDER, String(n))

function nameFault(name: string, spec: Entry['spec']): Omit<DraftFault, 'at'> | null {
  if (spec.kind === 'many' && !name.includes(PLACEHOLDER)) {
    const message = `the address stands for ${spec.count} endpoints, and each needs its own name`
    return { accepted: `a name with ${PLACEHOLDER}, such as dsc-${PLACEHOLDER}`, message }
  }
  const longest = nameOf(name, spec.kind === 'many' ? spec.count : 1)
  return isCleanName(longest) ? null : { accepted: NAME_ACCEPTED, message: 'it is too long once {n} is a number' }
}

/** Reads what can be read of one entry. Faults of its shape are reported elsewhere. */
export function readEntry(value: unknown, index: number, drafts: DraftFault[]): LooseEntry {
  const part = <Key extends keyof RawEndpoint>(key: Key) => {
    const raw = valueAt(value, [key])
    // Not parsed, because a failing parse is dear: it builds an Error.
    if (raw === undefined) return null
    const parsed = rawEndpoint.shape[key].safeParse(raw)
    return parsed.success ? (parsed.data as RawEndpoint[Key]) : null
  }
  const vantage = part('vantage') ?? NONE
  const loose: LooseEntry = { index, name: part('name'), role: part('role'), vantage, spec: null }
  const address = part('address')
  const spec = address === null ? null : parseAddress(address)
  if (spec === null) return loose
  if (spec.kind === 'fault') {
    drafts.push({ at: ['endpoints', index, 'address'], accepted: spec.accepted, message: spec.message })
    return loose
  }
  const fault = loose.name === null ? null : nameFault(loose.name, spec)
  if (fault) drafts.push({ at: ['endpoints', index, 'name'], ...fault })
  return { ...loose, spec: fault ? null : spec }
}

/** The endpoints of an entry, in the order of their addresses. */
export function* endpointsOf(entry: Entry): Generator<Endpoint> {
  const { name, role, vantage } = entry
  const isName = entry.spec.kind === 'name'
  let n = 0
  for (const address of addressesOf(entry.spec)) {
    n += 1
    yield { name: nameOf(name, n), role, address, isName, vantage }
  }
}

/** A name, and the entry that it comes from. */
export interface OwnedName {
  name: string
  index: number
}

/** One fault for each entry that repeats a name, at the later one. */
export function duplicateNames(names: Iterable<OwnedName>): DraftFault[] {
  const owner = new Map<string, number>()
  const reported = new Set<string>()
  const faults: DraftFault[] = []
  for (const { name, index } of names) {
    const first = owner.get(nameKey(name))
    if (first === undefined) owner.set(nameKey(name), index)
    else if (!reported.has(`${first} ${index}`)) {
      reported.add(`${first} ${index}`)
      const accepted = 'a name that no other endpoint has (upper and lower case are the same)'
      const message = `endpoints[${first}] stands for "${name}" too`
      faults.push({ at: ['endpoints', index, 'name'], accepted, message })
    }
  }
  return faults
}

function overlapFault(a: Entry, b: Entry, what: string): DraftFault {
  const [first, second] = a.index < b.index ? [a, b] : [b, a]
  const accepted = `each address only once within the role ${second.role}`
  const message = `endpoints[${first.index}] has ${what} too`
  return { at: ['endpoints', second.index, 'address'], accepted, message }
}

function duplicateLiterals(entries: readonly Entry[]): DraftFault[] {
  const owner = new Map<string, Entry>()
  return entries.flatMap((entry) => {
    if (entry.spec.kind === 'many') return []
    const key = `${entry.role} ${entry.spec.literal.replace(/\.$/, '')}`
    const first = owner.get(key)
    if (first) return [overlapFault(first, entry, entry.spec.literal)]
    owner.set(key, entry)
    return []
  })
}

type Ranged = Entry & { spec: SingleAddress | ManyAddresses }

/** Sweeps over the blocks by their start: each block is compared with the one that reaches farthest. */
function overlappingBlocks(entries: readonly Ranged[]): DraftFault[] {
  const byStart = entries.toSorted((a, b) => {
    const [x, y] = [a.spec.block.first, b.spec.block.first]
    return x < y ? -1 : x > y ? 1 : a.index - b.index
  })
  const faults: DraftFault[] = []
  let reach: Ranged | null = null
  for (const entry of byStart) {
    const { first, last } = entry.spec.block
    if (reach && reach.spec.block.last >= first) {
      const end = last < reach.spec.block.last ? last : reach.spec.block.last
      const from = formatIp(entry.spec.family, first)
      const what = end === first ? from : `${from}-${formatIp(entry.spec.family, end)}`
      faults.push(overlapFault(reach, entry, what))
    }
    if (!reach || last > reach.spec.block.last) reach = entry
  }
  return faults
}

/** One fault for each entry whose addresses another entry of the same role has already. */
export function duplicateAddresses(entries: readonly Entry[]): DraftFault[] {
  const isLiteral = ({ spec }: Entry) => spec.kind === 'name' || (spec.kind === 'single' && spec.zone !== null)
  const ranged = new Map<string, Ranged[]>()
  for (const entry of entries) {
    const { spec, role } = entry
    if (spec.kind === 'name' || isLiteral(entry)) continue
    const key = `${role} ${spec.family}`
    const list = ranged.get(key) ?? []
    ranged.set(key, list)
    list.push({ ...entry, spec })
  }
  return [...duplicateLiterals(entries.filter(isLiteral)), ...[...ranged.values()].flatMap(overlappingBlocks)]
}
