/** The faults of a plan's shape: what zod found, and secrets that somebody wrote into the plan. */
import type { z } from 'zod'
import { didYouMean } from './did-you-mean.ts'
import { type DraftFault, type PlanPath, formatPath, printable, valueAt } from './faults.ts'
import { keysAt } from './raw-plan.ts'

const SECRET_KEY = /pass(word|phrase|wd|code)?$|^pw$|secret|token|private[-_ ]?key|credential/i
const PRIVATE_KEY_TEXT = /-----BEGIN [A-Z ]*PRIVATE KEY/

/** Whether a key is named like a secret: then its value is never shown. */
export const isSecretKey = (key: string) => SECRET_KEY.test(key.trim())

const SECRET_HINT =
  'secrets never belong in a plan: it is mailed and printed. Use an SSH agent or a key file; a password is asked for when it is needed'

/** Deeper than any plan; the reader of files refuses deeper nesting before this. */
const DEPTH_LIMIT = 64

interface Place {
  value: unknown
  at: PlanPath
}

function secretAt(key: string, place: Place): DraftFault | null {
  if (isSecretKey(key)) {
    const found = `the key "${printable(key)}"`
    return { at: place.at, spot: 'key', found, accepted: 'no secrets', message: SECRET_HINT }
  }
  if (typeof place.value === 'string' && PRIVATE_KEY_TEXT.test(place.value)) {
    return { at: place.at, found: 'a private key', accepted: 'no secrets', message: SECRET_HINT }
  }
  return null
}

/** Keys that look like secrets, and private keys as text, anywhere in the plan. */
export function findSecrets(root: unknown): DraftFault[] {
  const faults: DraftFault[] = []
  const todo: Place[] = [{ value: root, at: [] }]
  for (let place = todo.pop(); place; place = todo.pop()) {
    const { value, at } = place
    if (typeof value !== 'object' || value === null || at.length > DEPTH_LIMIT) continue
    const isList = Array.isArray(value)
    for (const [key, inner] of Object.entries(value)) {
      const child = { value: inner, at: [...at, isList ? Number(key) : key] }
      const secret = secretAt(isList ? '' : key, child)
      if (secret) faults.push(secret)
      else todo.push(child)
    }
  }
  return faults
}

const planPath = (path: readonly PropertyKey[]) => path.map((key) => (typeof key === 'number' ? key : String(key)))

function unknownKey(at: PlanPath, key: string): DraftFault {
  const keys = keysAt(at)
  const [before = '', after] = key.split(':')
  const glued = after !== undefined && keys.includes(before)
  const spaced = glued ? `a space is missing after the colon: "${before}: …"` : didYouMean(key, keys)
  const hint = key === '<<' ? 'merge keys are not supported: write the keys out' : spaced
  const found = `the unknown key "${printable(key)}"`
  return { at: [...at, key], spot: 'key', found, accepted: `the keys ${keys.join(', ')}`, message: hint }
}

function draftsOf(issue: z.core.$ZodIssue, root: unknown): DraftFault[] {
  const at = planPath(issue.path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(at, key))
  const value = valueAt(root, at)
  const words = issue.code === 'invalid_value' ? issue.values.filter((v) => typeof v === 'string') : []
  const message = typeof value === 'string' ? didYouMean(value, words) : undefined
  return [{ at, accepted: issue.message, message }]
}

/** One draft for each issue, without those that a secret already explains. */
export function shapeFaults(issues: readonly z.core.$ZodIssue[], secrets: readonly DraftFault[], root: unknown) {
  const explained = new Set(secrets.map((s) => formatPath(s.at)))
  const drafts = issues.flatMap((issue) => draftsOf(issue, root))
  return explained.size === 0 ? drafts : drafts.filter((draft) => !explained.has(formatPath(draft.at)))
}
