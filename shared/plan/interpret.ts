/**
 * Raw data → a plan, or every fault of it at once. Pure: the reader of files and the interface's form both come
 * through here. A fault never causes a second one: an entry that is wrong in shape still counts for its role and name.
 */
import { type Catalogue, type GroupId, ROLES, type Role } from '../catalogue/catalogue.ts'
import {
  type LooseEntry,
  type OwnedName,
  countOf,
  duplicateAddresses,
  duplicateNames,
  endpointsOf,
  isEntry,
  nameKey,
  readEntry,
} from './entries.ts'
import { countFlows } from './expand.ts'
import { type DraftFault, type Fault, type Locate, compareFaults, finishFault, valueAt } from './faults.ts'
import { lackingGroups } from './group-roles.ts'
import type { Plan } from './plan.ts'
import { type RawPlan, rawPlan } from './raw-plan.ts'
import { type Known, readRules } from './rules.ts'
import { findSecrets, shapeFaults } from './shape-faults.ts'

/** Contract: plans of more flows are refused. */
export const FLOW_LIMIT = 200_000

const FAULT_LIMIT = 1000

export interface InterpretOptions {
  catalogue: Catalogue
  /** Groups that will be tested: their roles must not be empty. Default: all. */
  groups?: readonly string[] | undefined
  locate?: Locate | undefined
}

export type Interpretation =
  | {
      ok: true
      plan: Plan
      warnings: string[]
      /** Name of an endpoint → index of the entry that it comes from. */
      entryOf: ReadonlyMap<string, number>
    }
  | { ok: false; faults: Fault[] }

const listAt = (root: unknown, key: string): readonly unknown[] => {
  const value = valueAt(root, [key])
  return Array.isArray(value) ? value : []
}

/** Names for the search of duplicates; those of a faulty entry only when it stands for one endpoint. */
function* ownedNames(loose: readonly LooseEntry[]): Generator<OwnedName> {
  for (const one of loose) {
    const { index, name } = one
    if (isEntry(one)) for (const endpoint of endpointsOf(one)) yield { name: endpoint.name, index }
    else if (name !== null && !name.includes('{n}')) yield { name, index }
  }
}

function knownOf(loose: readonly LooseEntry[], names: readonly OwnedName[]): Known {
  const faulty = loose.filter((l) => !isEntry(l))
  const templates = faulty.flatMap((l) => (l.name?.includes('{n}') ? [nameKey(l.name).split('{n}')] : []))
  const unreadable = faulty.some((l) => l.name === null)
  // A faulty entry without a readable role could have had any.
  const roles = faulty.some((l) => l.role === null) ? ROLES : loose.flatMap((l) => l.role ?? [])
  return {
    roles: new Set(roles),
    names: new Map(names.map(({ name }) => [nameKey(name), name])),
    maybeNamed: (name) =>
      unreadable ||
      templates.some(
        ([head = '', ...rest]) => nameKey(name).startsWith(head) && nameKey(name).endsWith(rest.at(-1) ?? ''),
      ),
  }
}

function wantedDirections({ catalogue, groups }: InterpretOptions) {
  return catalogue.directions.filter((d) => !groups || groups.length === 0 || groups.includes(d.group))
}

function emptyRoles(known: Known, options: InterpretOptions): DraftFault[] {
  const wanted = wantedDirections(options)
  return ROLES.filter((role) => !known.roles.has(role)).flatMap((role) => {
    const groups = new Set(wanted.filter((d) => d.from === role || d.to === role).map((d) => d.group))
    if (groups.size === 0) return []
    const left = groupsWithout(known, options)
    const way = left.length > 0 ? `; to go on without it, choose other groups with --group ${left.join(',')}` : ''
    const message = `needed by ${[...groups].join(', ')}${way}`
    return [
      { at: ['endpoints'], found: `no ${role}`, accepted: `at least one endpoint with the role ${role}`, message },
    ]
  })
}

/** The wanted groups whose roles are all there. */
function groupsWithout({ roles }: Known, options: InterpretOptions): GroupId[] {
  const incomplete = new Set<GroupId>(lackingGroups(roles, options.catalogue).map(({ id }) => id))
  return [...new Set(wantedDirections(options).map((d) => d.group))].filter((group) => !incomplete.has(group))
}

/** The role that a fault says nobody has; null for any other fault. */
export const absentRole = ({ path, found }: Pick<Fault, 'path' | 'found'>): Role | null =>
  path === 'endpoints' ? (ROLES.find((role) => found === `no ${role}`) ?? null) : null

const count = (n: number) => n.toLocaleString('en')

function endpointLimit(loose: readonly LooseEntry[]): DraftFault[] {
  const total = loose.filter(isEntry).reduce((sum, entry) => sum + countOf(entry), 0)
  if (total <= FLOW_LIMIT) return []
  return [{ at: ['endpoints'], found: `${count(total)} endpoints`, accepted: `at most ${count(FLOW_LIMIT)} flows` }]
}

function flowLimit(plan: Pick<Plan, 'endpoints' | 'rules'>, catalogue: Catalogue): DraftFault[] {
  const flows = countFlows(plan, catalogue)
  if (flows <= FLOW_LIMIT) return []
  const accepted = `at most ${count(FLOW_LIMIT)} flows in one plan`
  return [{ at: ['endpoints'], found: `${count(flows)} flows`, accepted, message: 'split it, and merge the results' }]
}

function warningsOf(plan: Plan, loose: readonly LooseEntry[], options: InterpretOptions): string[] {
  const doubtful = loose.flatMap(({ index, spec }) => {
    if (spec?.kind !== 'many' || spec.doubtful.length === 0) return []
    const list = spec.doubtful.join(', ')
    return [`endpoints[${index}].address: the range contains ${list}: machines only in a network larger than /24`]
  })
  const roles = plan.endpoints.map((e) => e.role)
  const alone = wantedDirections(options).filter(
    ({ from, to }) => from === to && roles.indexOf(from) === roles.lastIndexOf(from),
  )
  const lonely = alone.map((d) => `${d.id} has no flow: it needs at least two endpoints with the role ${d.from}`)
  return [...doubtful, ...lonely]
}

interface Meaning {
  endpoints: Plan['endpoints']
  rules: Plan['rules']
  warnings: string[]
  loose: LooseEntry[]
  entryOf: Map<string, number>
}

/** Everything that the shape alone does not tell. Adds its faults to `drafts`. */
function readMeaning(root: unknown, options: InterpretOptions, drafts: DraftFault[]): Meaning {
  const loose = listAt(root, 'endpoints').map((value, index) => readEntry(value, index, drafts))
  const tooMany = endpointLimit(loose)
  drafts.push(...tooMany)
  // Nothing is expanded when there is too much of it.
  const expanded = tooMany.length > 0 ? loose.map((l) => ({ ...l, spec: null })) : loose
  const names = [...ownedNames(expanded)]
  const known = knownOf(expanded, names)
  drafts.push(...duplicateNames(names), ...duplicateAddresses(loose.filter(isEntry)))
  if (loose.length > 0) drafts.push(...emptyRoles(known, options))
  const endpoints = expanded.filter(isEntry).flatMap((entry) => [...endpointsOf(entry)])
  const { rules, faults, warnings } = readRules(listAt(root, 'rules'), known)
  drafts.push(...faults, ...flowLimit({ endpoints, rules }, options.catalogue))
  return { endpoints, rules, warnings, loose, entryOf: new Map(names.map((n) => [n.name, n.index])) }
}

function planOf(raw: RawPlan, { endpoints, rules }: Meaning): Plan {
  const { site, stage, pace, fieldChecks } = raw
  return { version: 1, site, stage, pace, endpoints, rules, ...(fieldChecks ? { fieldChecks } : {}) }
}

/** Sorted, and bounded: a file of 100,000 faults is no plan, and nobody reads a thousand lines. */
function finishFaults(drafts: readonly DraftFault[], value: unknown, locate: Locate | undefined): Fault[] {
  const faults = drafts.slice(0, FAULT_LIMIT).map((draft) => finishFault(draft, value, locate))
  if (drafts.length <= FAULT_LIMIT) return faults.toSorted(compareFaults)
  const rest = {
    at: [],
    found: `more than ${count(FAULT_LIMIT)} faults`,
    accepted: 'a plan; some faults are not listed',
  }
  return [...faults.toSorted(compareFaults), finishFault(rest, value)]
}

/** Checks and expands a plan. `value` is what a parser of YAML or JSON gave. Never throws for bad input. */
export function interpretPlan(value: unknown, options: InterpretOptions): Interpretation {
  const parsed = rawPlan.safeParse(value)
  const secrets = findSecrets(value)
  const drafts: DraftFault[] = [...secrets]
  if (!parsed.success) drafts.push(...shapeFaults(parsed.error.issues.slice(0, FAULT_LIMIT + 1), secrets, value))
  const meaning = readMeaning(value, options, drafts)
  if (parsed.success && drafts.length === 0) {
    const plan = planOf(parsed.data, meaning)
    const warnings = [...meaning.warnings, ...warningsOf(plan, meaning.loose, options)]
    return { ok: true, plan, warnings, entryOf: meaning.entryOf }
  }
  return { ok: false, faults: finishFaults(drafts, value, options.locate) }
}
