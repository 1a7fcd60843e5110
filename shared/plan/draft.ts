/**
 * A plan as it is edited: what was typed, right or wrong. Draft → the raw value that `interpretPlan` checks, with the same indices,
 * so that the path of a fault (`endpoints[3].address`) names a cell of the draft. And back: a plan, or the raw value of a plan file
 * with faults, → draft, as far as it can be read.
 */
import { APPENDIX_B } from '../catalogue/appendix-b.ts'
import type { Catalogue, GroupId } from '../catalogue/catalogue.ts'
import type { DraftEndpoint, PlanDraft } from '../shapes.ts'
import { type Fault, valueAt } from './faults.ts'
import { lackingGroups, rolesOf } from './group-roles.ts'
import { type Interpretation, absentRole, interpretPlan } from './interpret.ts'
import { PACES, type Pace, type Plan, STAGES, type Stage, type Vantage } from './plan.ts'

/** As the contract has them: more of a file is cut off, and the cut is seen in the interface. */
const TEXT_LIMIT = 1000
const ENTRY_LIMIT = 20_000

/** Where a new check begins: nothing is typed yet. */
export const emptyDraft = (): PlanDraft => ({
  site: { name: '', customer: '', engineer: '' },
  stage: 'preinstall',
  pace: 'normal',
  endpoints: [],
  rules: [],
})

/** A port that was typed as text is a number where it looks like one; anything else stays, and is a fault. */
const portValue = (port: number | string) =>
  typeof port === 'string' && /^\s*\d{1,9}\s*$/.test(port) ? Number(port) : port

/** A key that was left empty is not there; the schema wants a text where there is a key. */
const optional = (key: string, text: string) => (text.trim() === '' ? {} : { [key]: text })

function endpointValue({ name, role, address, vantage }: DraftEndpoint) {
  if (typeof vantage === 'string') return { name, role, address, vantage }
  const { user, port, identityFile = '', hostKey = '' } = vantage.ssh
  const ssh = {
    user,
    ...(port === undefined ? {} : { port }),
    ...optional('identityFile', identityFile),
    ...optional('hostKey', hostKey),
  }
  return { name, role, address, vantage: { ssh } }
}

/** What `interpretPlan` takes, and what is written as the plan file. */
export function rawOfDraft({ site, stage, pace, endpoints, rules, fieldChecks }: PlanDraft) {
  return {
    version: 1,
    site: { name: site.name, ...optional('customer', site.customer), ...optional('engineer', site.engineer) },
    stage,
    pace,
    endpoints: endpoints.map(endpointValue),
    rules: rules.map((rule) => ({ ...rule, port: portValue(rule.port) })),
    ...(fieldChecks ? { fieldChecks } : {}),
  }
}

/** The plan of the draft, or every fault of it. The catalogue is that of the guide, but on the practice site. */
export const interpretDraft = (draft: PlanDraft, catalogue: Catalogue = APPENDIX_B): Interpretation =>
  interpretPlan(rawOfDraft(draft), { catalogue })

/** What can be tested of a draft, and what is wrong with it. */
export interface DraftReading {
  /** Null: nothing can be tested. */
  read: Extract<Interpretation, { ok: true }> | null
  /** Beside a plan: only roles that nobody has. */
  faults: Fault[]
}

/** A role that is missing takes away the groups that need it, and no other: they can be tested, as `check --group` does. */
export function readDraft(draft: PlanDraft, catalogue: Catalogue = APPENDIX_B): DraftReading {
  const whole = interpretDraft(draft, catalogue)
  if (whole.ok) return { read: whole, faults: [] }
  const { faults } = whole
  const absent = new Set(faults.map((fault) => absentRole(fault)))
  if (absent.has(null)) return { read: null, faults }
  const lacking = new Set(lackingGroups(rolesOf(draft.endpoints), catalogue).map(({ id }) => id))
  const groups: GroupId[] = catalogue.groups.map(({ id }) => id).filter((id) => !lacking.has(id))
  if (draft.rules.length > 0) groups.push('extra')
  if (groups.length === 0) return { read: null, faults }
  const part = interpretPlan(rawOfDraft(draft), { catalogue, groups })
  return { read: part.ok ? part : null, faults }
}

/** Every fault of the draft at once; paths are those of the draft, such as `endpoints[3].address`. Empty: it can be tested. */
export function faultsOfDraft(draft: PlanDraft, catalogue: Catalogue = APPENDIX_B): Fault[] {
  const read = interpretDraft(draft, catalogue)
  return read.ok ? [] : read.faults
}

function vantageOfPlan(vantage: Vantage): DraftEndpoint['vantage'] {
  if (vantage.kind !== 'ssh') return vantage.kind
  const { user, port, identityFile, hostKey } = vantage.ssh
  return { ssh: { user, port, ...(identityFile ? { identityFile } : {}), ...(hostKey ? { hostKey } : {}) } }
}

/** The draft of a sound plan; its ranges are expanded already. */
export const draftOfPlan = ({ site, stage, pace, endpoints, rules, fieldChecks }: Plan): PlanDraft => ({
  site: { name: site.name, customer: site.customer ?? '', engineer: site.engineer ?? '' },
  stage,
  pace,
  endpoints: endpoints.map(({ name, role, address, vantage }) => ({
    name,
    role,
    address,
    vantage: vantageOfPlan(vantage),
  })),
  rules: rules.map(({ id, service, port, from, to }) => ({ id, service, port, from, to })),
  ...(fieldChecks ? { fieldChecks } : {}),
})

/** A text at a path; a number or a truth value, as YAML reads `10` or `yes`, is shown as it was meant. */
function textAt(value: unknown, ...path: (string | number)[]): string {
  const found = valueAt(value, path)
  const text = typeof found === 'number' || typeof found === 'boolean' ? String(found) : found
  return typeof text === 'string' ? text.slice(0, TEXT_LIMIT) : ''
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const found = valueAt(value, [key])
  return Array.isArray(found) ? found.slice(0, ENTRY_LIMIT) : []
}

function vantageOfRaw(raw: unknown): DraftEndpoint['vantage'] {
  const vantage = valueAt(raw, ['vantage'])
  if (vantage === 'local') return 'local'
  const ssh = valueAt(vantage, ['ssh'])
  if (typeof ssh !== 'object' || ssh === null) return 'none'
  const port = valueAt(ssh, ['port'])
  const [identityFile, hostKey] = [textAt(ssh, 'identityFile'), textAt(ssh, 'hostKey')]
  return {
    ssh: {
      user: textAt(ssh, 'user'),
      ...(typeof port === 'number' && Number.isFinite(port) ? { port } : {}),
      ...(identityFile === '' ? {} : { identityFile }),
      ...(hostKey === '' ? {} : { hostKey }),
    },
  }
}

function ruleOfRaw(raw: unknown): PlanDraft['rules'][number] {
  const port = valueAt(raw, ['port'])
  return {
    id: textAt(raw, 'id'),
    service: textAt(raw, 'service'),
    port: typeof port === 'number' && Number.isFinite(port) ? port : textAt(raw, 'port'),
    from: textAt(raw, 'from'),
    to: textAt(raw, 'to'),
  }
}

type DraftFieldChecks = NonNullable<PlanDraft['fieldChecks']>

/** A truth value stays one; anything else is shown as text, and what is no text at all is a fault that shows as an empty one. */
function switchesOf<Key extends string>(raw: unknown, keys: readonly Key[]): Partial<Record<Key, string | boolean>> {
  const found = keys.map((key) => [key, valueAt(raw, [key])] as const).filter(([, value]) => value !== undefined)
  const shown = found.map(([key, value]) => [key, typeof value === 'boolean' ? value : textAt(raw, key)] as const)
  return Object.fromEntries(shown) as Partial<Record<Key, string | boolean>>
}

function ntpOfRaw(raw: unknown): DraftFieldChecks['ntp'] {
  const ntp = valueAt(raw, ['ntp'])
  if (typeof ntp !== 'object' || ntp === null) return switchesOf(raw, ['ntp']).ntp
  const servers = listAt(ntp, 'servers').map((_, index) => textAt(ntp, 'servers', index))
  return { ...(valueAt(ntp, ['servers']) === undefined ? {} : { servers }), ...switchesOf(ntp, ['nodes']) }
}

function fieldChecksOfRaw(raw: unknown): { fieldChecks?: DraftFieldChecks } {
  const given = valueAt(raw, ['fieldChecks'])
  if (typeof given !== 'object' || given === null) return {}
  const ntp = ntpOfRaw(given)
  const switches = switchesOf(given, ['echo', 'names', 'overlap', 'clock'])
  return { fieldChecks: { ...switches, ...(ntp === undefined ? {} : { ntp }) } }
}

const stageOf = (text: string): Stage => STAGES.find((stage) => stage === text) ?? 'preinstall'
const paceOf = (text: string): Pace => PACES.find((pace) => pace === text) ?? 'normal'

/** The draft of a plan file, whatever stands in it. What has no place in a draft, such as an unknown key, is left out. */
export const draftOfRaw = (raw: unknown): PlanDraft => ({
  site: {
    name: textAt(raw, 'site', 'name'),
    customer: textAt(raw, 'site', 'customer'),
    engineer: textAt(raw, 'site', 'engineer'),
  },
  stage: stageOf(textAt(raw, 'stage')),
  pace: paceOf(textAt(raw, 'pace')),
  endpoints: listAt(raw, 'endpoints').map((entry) => ({
    name: textAt(entry, 'name'),
    role: textAt(entry, 'role'),
    address: textAt(entry, 'address'),
    vantage: vantageOfRaw(entry),
  })),
  rules: listAt(raw, 'rules').map(ruleOfRaw),
  ...fieldChecksOfRaw(raw),
})
