/** Checks beyond the port table as rows: alike ones together, worst first. For the terminal and for paper. */
import type { FieldCheckKind } from '../../shared/catalogue/catalogue.ts'
import { compactNames } from '../../shared/explain/compact.ts'
import type { FieldCheck } from '../../shared/field-checks/field-check.ts'
import type { Verdict } from '../../shared/outcome.ts'
import type { Finding } from '../../shared/result.ts'
import { grouped } from './grouping.ts'

const WORST_FIRST: readonly Verdict[] = ['fail', 'warn', 'untested', 'pass']

/** Of each kind that was asked: how many stand how. */
export interface FieldKindRow {
  kind: FieldCheckKind
  worst: Verdict
  /** Verdicts that occur, worst first. */
  counts: (readonly [verdict: Verdict, count: number])[]
  /** What does not pass, one sentence for each; those that were not asked are told by their reason once. */
  open: { verdict: Verdict; reason: string; settle: string | null }[]
}

function openOf(checks: readonly FieldCheck[]): FieldKindRow['open'] {
  const wrong = checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
  const untested = grouped(
    checks.filter(({ verdict }) => verdict === 'untested'),
    ({ source, reason }) => (reason.includes(source) ? `${source} ${reason}` : reason),
  ).map((list) => {
    const targets = compactNames(list.map(({ target }) => target)).join(', ')
    return {
      verdict: 'untested' as const,
      reason: list.length === 1 ? (list[0]?.reason ?? '') : `${list[0]?.reason ?? ''} (${list.length}: ${targets})`,
      settle: list[0]?.settle ?? null,
    }
  })
  return [...wrong, ...untested]
    .map(({ verdict, reason, settle }) => ({ verdict, reason, settle }))
    .toSorted((a, b) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict))
}

/** In the order of the kinds. */
export const fieldRows = (checks: readonly FieldCheck[]): FieldKindRow[] =>
  grouped(checks, ({ kind }) => kind).flatMap((list) => {
    const kind = list[0]?.kind
    if (kind === undefined) return []
    const numbers = WORST_FIRST.map((verdict) => [verdict, list.filter((c) => c.verdict === verdict).length] as const)
    const seen = numbers.filter(([, n]) => n > 0)
    return {
      kind,
      worst: seen[0]?.[0] ?? 'untested',
      counts: seen,
      open: openOf(list),
    }
  })

/** Ids of the findings that explain checks of a kind, in their order. */
export const findingsOfKind = (
  kind: FieldCheckKind,
  findings: readonly Pick<Finding, 'id' | 'fieldChecks'>[],
): string[] =>
  findings.filter(({ fieldChecks = [] }) => fieldChecks.some((id) => id.startsWith(`${kind}/`))).map(({ id }) => id)
