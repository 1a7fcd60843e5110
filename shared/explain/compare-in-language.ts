/** A comparison beside its later result in another language: what that result says of itself is taken from it, the rest stays English. */
import type { Comparison } from '../comparison.ts'
import type { SaidResult } from './in-language.ts'

/** The same changes, and all sentences that stay English. */
export function compareInLanguage(
  comparison: Comparison,
  { run, english }: SaidResult,
): { comparison: Comparison; english: ReadonlySet<string> } {
  const titles = new Map(run.findings.map(({ id, title }) => [id, title]))
  const reasons = new Map(run.fieldChecks?.map(({ id, reason }) => [id, reason]))
  const said: Comparison = {
    ...comparison,
    findings: {
      ...comparison.findings,
      new: comparison.findings.new.map((finding) => ({ ...finding, title: titles.get(finding.id) ?? finding.title })),
    },
    fieldChecks: comparison.fieldChecks.map((check) =>
      check.new ? { ...check, new: { ...check.new, reason: reasons.get(check.id) ?? check.new.reason } } : check,
    ),
  }
  return {
    comparison: said,
    english: new Set([...english, ...said.notes, ...said.findings.old.map(({ title }) => title)]),
  }
}
