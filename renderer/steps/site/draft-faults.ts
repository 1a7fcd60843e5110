/** Faults of the draft → the cells that they belong to, and what a cell says about them. */
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import type { Role } from '../../../shared/catalogue/catalogue.ts'
import type { PlanDraft } from '../../../shared/shapes.ts'
import { absentRole } from '../../../shared/plan/interpret.ts'
import { type Fault, valueAt } from '../../../shared/plan/faults.ts'
import type { Words } from '../../words/words.ts'

export interface CellFault {
  /** Of the element to go to. */
  cell: string
  /** Nothing was typed yet: told, but not as an error. */
  isMissing: boolean
  /** For the cell. */
  text: string
  /** For the list of all faults: also where it is. */
  place: string
}

/** `endpoints[3].vantage.ssh.user` → 'endpoints-3-vantage'; a fault inside of a cell belongs to the cell. */
export const cellOf = (...path: (string | number)[]): string => path.slice(0, 3).join('-')

/** As `formatPath` writes it. Keys of a draft are plain words. */
const partsOf = (path: string): (string | number)[] =>
  path
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))

/** Messages name entries by their index from 0, which nobody counts by. */
const readable = (text: string, { say }: Words) =>
  text
    .replaceAll(/endpoints\[(\d+)\]/g, (_, index: string) => say('site.row', { row: Number(index) + 1 }))
    .replaceAll(/rules\[(\d+)\]/g, (_, index: string) => say('site.rule', { row: Number(index) + 1 }))

function placeOf([list, index, key]: readonly (string | number)[], { say }: Words): string {
  const columns: Readonly<Record<string, string>> = {
    'site name': say('site.name'),
    'site customer': say('site.customer'),
    'site engineer': say('site.engineer'),
    'endpoints name': say('site.column.name'),
    'endpoints role': say('site.column.role'),
    'endpoints address': say('site.column.address'),
    'endpoints vantage': say('site.column.vantage'),
    'rules id': say('site.rules.id'),
    'rules service': say('site.rules.service'),
    'rules port': say('site.rules.port'),
    'rules from': say('site.rules.from'),
    'rules to': say('site.rules.to'),
  }
  if (list === 'site') return columns[`site ${String(index)}`] ?? say('site.title')
  if (typeof index !== 'number') return say(list === 'rules' ? 'site.rules' : 'site.endpoints')
  const row = say(list === 'rules' ? 'site.rule' : 'site.row', { row: index + 1 })
  return `${columns[`${String(list)} ${String(key)}`] ?? ''}, ${row}`
}

/** The core names the groups by their ids, and a way out that only its command line has. */
function absentWords(role: Role, { say }: Words): string {
  const directions = APPENDIX_B.directions.filter(({ from, to }) => from === role || to === role)
  const groups = new Set(directions.map(({ group }) => say(`frame.group.${group}`)))
  return say('site.absent', { role: say(`site.role.${role}`), groups: [...groups].join(', ') })
}

/** What to do about it says more, in a narrow cell, than all that would be accepted. */
function cellText(fault: Fault, [list, , key]: readonly (string | number)[], words: Words): string {
  if (list === 'endpoints' && key === 'role') return words.say('site.role.needed')
  if (fault.message !== undefined) return `${capital(readable(fault.message, words))}.`
  if (list === 'endpoints' && key === 'address') return words.say('site.address.accepted')
  return words.say('site.accepted', { accepted: readable(fault.accepted, words) })
}

function cellFault(fault: Fault, draft: PlanDraft, words: Words): CellFault {
  const path = partsOf(fault.path)
  const common = { cell: cellOf(...path), place: placeOf(path, words) }
  const absent = absentRole(fault)
  if (absent) return { ...common, isMissing: true, text: absentWords(absent, words) }
  const value = valueAt(draft, path)
  const isMissing = value === '' || (Array.isArray(value) && value.length === 0)
  return { ...common, isMissing, text: isMissing ? words.say('site.needed') : cellText(fault, path, words) }
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

/** In the order of the page: the site, the table row by row and each row from left to right, the extra rules. */
const PLACES = [
  'site',
  'name',
  'customer',
  'engineer',
  'endpoints',
  'role',
  'address',
  'vantage',
  'rules',
  'id',
  'service',
  'port',
  'from',
  'to',
]

function comparePlaces(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i] ?? -1, b[i] ?? -1]
    const place = (part: string | number) => (typeof part === 'number' ? part : PLACES.indexOf(part))
    if (x !== y) return place(x) - place(y)
  }
  return 0
}

export const cellFaults = (faults: readonly Fault[], draft: PlanDraft, words: Words): CellFault[] =>
  faults
    .map((fault) => ({ fault, path: partsOf(fault.path) }))
    .toSorted((a, b) => comparePlaces(a.path, b.path))
    .map(({ fault }) => cellFault(fault, draft, words))

/** The first fault of each cell: one line is read, three are not. */
export function byCell(faults: readonly CellFault[]): ReadonlyMap<string, CellFault> {
  return new Map(faults.toReversed().map((fault) => [fault.cell, fault]))
}
