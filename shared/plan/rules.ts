/** The rules of a plan beyond the catalogue: what their `from` and `to` stand for. */
import { ROLES, type Role } from '../catalogue/catalogue.ts'
import { didYouMean } from './did-you-mean.ts'
import { nameKey } from './entries.ts'
import { type DraftFault, printable, valueAt } from './faults.ts'
import { parseSingleAddress } from './parse-address.ts'
import type { ExtraRule } from './plan.ts'
import { type RawRule, rawRule } from './raw-plan.ts'

/** What rules may refer to. Roles and names of faulty entries count: one mistake gives one fault. */
export interface Known {
  roles: ReadonlySet<Role>
  /** {@link nameKey} → the name as it stands in the plan. */
  names: ReadonlyMap<string, string>
  /** Names that a faulty entry with a range may have stood for. */
  maybeNamed: (name: string) => boolean
}

export interface RulesRead {
  rules: ExtraRule[]
  faults: DraftFault[]
  warnings: string[]
}

const FROM_ACCEPTED = `a role (${ROLES.join(', ')}), or the name of an endpoint`
const TO_ACCEPTED = `${FROM_ACCEPTED}, or a single address`

type Meaning = { text: string; warning?: string } | { fault: Omit<DraftFault, 'at'> }

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text)

function asRoleOrName(text: string, known: Known, accepted: string): Meaning | null {
  if (isRole(text)) {
    if (known.roles.has(text)) return { text }
    return { fault: { accepted, message: `no endpoint has the role ${text}, so this rule would test nothing` } }
  }
  const name = known.names.get(nameKey(text))
  if (name !== undefined) return { text: name }
  return known.maybeNamed(text) ? { text } : null
}

const guesses = (known: Known) => [...ROLES, ...known.names.values()]

function meaningOfFrom(text: string, known: Known): Meaning {
  const meant = asRoleOrName(text, known, FROM_ACCEPTED)
  return meant ?? { fault: { accepted: FROM_ACCEPTED, message: didYouMean(text, guesses(known)) } }
}

/** A role, else the name of an endpoint, else an address. */
function meaningOfTo(text: string, known: Known): Meaning {
  const meant = asRoleOrName(text, known, TO_ACCEPTED)
  if (meant) return meant
  const address = parseSingleAddress(text)
  const hint = didYouMean(text, guesses(known))
  if (address.kind === 'fault') return { fault: { accepted: TO_ACCEPTED, message: hint ?? address.message } }
  if (address.kind === 'single' || hint === undefined) return { text: address.literal }
  return { text: address.literal, warning: `"${printable(text)}" is taken as a DNS name: ${hint}` }
}

/** What can be read of one rule; a fault in one key hides none in another. */
interface LooseRule {
  index: number
  from: string | null
  to: string | null
  whole: RawRule | null
}

function looseRule(value: unknown, index: number): LooseRule {
  const text = (key: 'from' | 'to') => {
    const raw = valueAt(value, [key])
    return typeof raw === 'string' ? rawRule.shape[key].parse(raw) : null
  }
  const whole = rawRule.safeParse(value)
  return { index, from: text('from'), to: text('to'), whole: whole.success ? whole.data : null }
}

function readRule(rule: LooseRule, known: Known, read: RulesRead): void {
  const { index } = rule
  const from = rule.from === null ? null : meaningOfFrom(rule.from, known)
  const to = rule.to === null ? null : meaningOfTo(rule.to, known)
  if (from && 'fault' in from) read.faults.push({ at: ['rules', index, 'from'], ...from.fault })
  if (to && 'fault' in to) read.faults.push({ at: ['rules', index, 'to'], ...to.fault })
  if (!from || !to || 'fault' in from || 'fault' in to) return
  if (from.text === to.text && !isRole(from.text)) {
    const message = 'the rule goes from this endpoint to itself'
    read.faults.push({ at: ['rules', index, 'to'], accepted: 'another endpoint than from', message })
  }
  if (to.warning !== undefined) read.warnings.push(`rules[${index}].to: ${to.warning}`)
  if (rule.whole) read.rules.push({ ...rule.whole, from: from.text, to: to.text })
}

function duplicateIds(values: readonly unknown[]): DraftFault[] {
  const owner = new Map<unknown, number>()
  return values.flatMap((value, index) => {
    const id = valueAt(value, ['id'])
    const first = owner.get(id)
    if (typeof id !== 'string' || first === undefined) owner.set(id, index)
    if (typeof id !== 'string' || first === undefined) return []
    const message = `rules[${first}] has it too`
    return [{ at: ['rules', index, 'id'], accepted: 'an id that no other rule has', message }]
  })
}

/** Reads the list of rules. Faults of their shape are reported elsewhere. */
export function readRules(values: readonly unknown[], known: Known): RulesRead {
  const read: RulesRead = { rules: [], faults: duplicateIds(values), warnings: [] }
  for (const [index, value] of values.entries()) readRule(looseRule(value, index), known, read)
  return read
}
