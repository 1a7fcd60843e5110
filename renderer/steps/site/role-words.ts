/** What people call a role in their spreadsheets → the role. */
import type { Role } from '../../../shared/catalogue/catalogue.ts'

/** Lower case, with spaces for all signs; the first pattern that fits counts. English and German. */
const ROLE_WORDS: readonly [RegExp, Role][] = [
  [/\b(management|mgmt|admin|jump|bastion|verwaltung\w*|sprung\w*)\b/, 'management-station'],
  [/\b(user|client|station|workstation|laptop|browser|engineer|arbeitsplatz\w*|benutzer\w*)\b/, 'user-station'],
  [/\b(dsc|dscs|dpu|dpus|card|cards|smartnic|distributed services card|karte|karten|host|hosts|server)\b/, 'dsc'],
  [/\b(psm|node|nodes|knoten|quorum|cluster|controller)\b/, 'psm-node'],
]

/** Null: nobody would know. */
export function roleOfWords(text: string): Role | null {
  const words = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return words === '' ? null : (ROLE_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? null)
}

const NAME_STARTS: readonly [RegExp, Role][] = [
  [/^psm/i, 'psm-node'],
  [/^(dsc|dpu)/i, 'dsc'],
  [/^(mgmt|management|jump|bastion)/i, 'management-station'],
  [/^(user|laptop|station|client)/i, 'user-station'],
]

/** Where a row says no role, its name often does: psm-1, dsc-{n}. */
export const roleOfName = (name: string): Role | null =>
  NAME_STARTS.find(([pattern]) => pattern.test(name))?.[1] ?? null
