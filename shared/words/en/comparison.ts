/** A comparison of two results. */
import type { Change, Seen } from '../../comparison.ts'
import { numberIn } from '../number.ts'

const n = numberIn('en')

const TITLE: Record<Change, string> = {
  broken: 'Broken',
  'still-failing': 'Still failing',
  'newly-untested': 'Tested before, untested now',
  'not-asked': 'Not asked again',
  'newly-tested': 'Newly tested',
  fixed: 'Fixed',
  'changed-evidence': 'Passes as before, on other evidence',
  'still-untested': 'Untested in both',
  unchanged: 'Passes as before',
}

const COUNTED: Record<Change, string> = {
  fixed: 'fixed',
  broken: 'broken',
  'still-failing': 'still failing',
  'newly-untested': 'untested now',
  'not-asked': 'not asked again',
  'newly-tested': 'newly tested',
  'changed-evidence': 'pass on other evidence',
  'still-untested': 'untested in both',
  unchanged: 'pass as before',
}

const DIFFERS = {
  outcome: 'outcome',
  verdict: 'verdict',
  proof: 'proof',
  blockedBy: 'what is in the way',
  reason: 'reason',
}
export type Aspect = keyof typeof DIFFERS

export const comparison = {
  title: (change: Change) => TITLE[change],
  counted: (change: Change, count: number) => `${n(count)} ${COUNTED[change]}`,
  sentence: (compared: number, parts: readonly string[]) =>
    `${n(compared)} ${compared === 1 ? 'flow' : 'flows'} compared: ${parts.join(', ')}.`,
  beyond: (count: number) => `${count} beyond the port table ${count === 1 ? 'does' : 'do'} not pass.`,
  notAsked: () => 'not asked',
  seen: ({ verdict, outcome, proof }: Pick<Seen, 'verdict' | 'outcome' | 'proof'>) =>
    `${verdict}, ${outcome}${proof === 'proven' ? ', proven' : ''}`,
  differs: (aspect: Aspect) => DIFFERS[aspect],
}
