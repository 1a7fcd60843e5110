/** The fixed terms of the command line: exit statuses and formats of the contract, and the error for unusable input. */
import { claimedTwice } from '../shared/explain/claimed-twice.ts'
import type { RunResult, Summary } from '../shared/result.ts'

export const EXIT = { passed: 0, failed: 1, usage: 2, untested: 3, internal: 70, interrupted: 130 } as const

export const FORMATS = ['pdf', 'json', 'csv', 'junit', 'rules', 'bundle'] as const
export type Format = (typeof FORMATS)[number]

/**
 * The same with what was checked beyond the port table, and with addresses that two machines claim: what failed or warned there is 1. What could
 * not be asked there changes nothing.
 */
export function statusOfRun(run: Pick<RunResult, 'summary' | 'fieldChecks' | 'findings'>): number {
  const isWrong = run.fieldChecks?.some(({ verdict }) => verdict === 'fail' || verdict === 'warn') ?? false
  return isWrong || claimedTwice(run) > 0 ? EXIT.failed : statusOf(run.summary)
}

/** 1 when anything failed or warned, 3 when the rest is not all tested or nothing passed, else 0. */
export function statusOf({ fail, warn, untested, pass }: Summary): number {
  if (fail + warn > 0) return EXIT.failed
  return untested > 0 || pass === 0 ? EXIT.untested : EXIT.passed
}

/** Input that cannot be used; the message is for the reader and names what and where. Status 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** Ctrl-C before anything was probed: there is nothing to save and nothing to explain. Status 130. */
export class InterruptedError extends Error {
  override name = 'InterruptedError'
}
