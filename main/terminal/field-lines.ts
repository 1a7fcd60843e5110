/** The block "Beyond the port table" of a conclusion. */
import type { FieldCheck } from '../../shared/field-checks/field-check.ts'
import type { Verdict } from '../../shared/outcome.ts'
import { FIELD_KNOWLEDGE } from '../../shared/catalogue/field-knowledge.ts'
import type { Finding } from '../../shared/result.ts'
import { fieldRows, findingsOfKind } from '../report/field-rows.ts'
import type { Paint } from './paint.ts'

const MOST_OPEN = 8

const MARK: Record<Verdict, (paint: Paint) => string> = {
  fail: (paint) => paint.red('■ fail'),
  warn: (paint) => paint.yellow('▲ warn'),
  untested: () => '○ untested',
  pass: (paint) => paint.green('● pass'),
}

const WORDS: Record<Verdict, readonly [one: string, many: string]> = {
  fail: ['fails', 'fail'],
  warn: ['warns', 'warn'],
  untested: ['untested', 'untested'],
  pass: ['passes', 'pass'],
}

/** "1 fails" */
const countWords = ([verdict, n]: readonly [Verdict, number]) => `${n} ${WORDS[verdict][n === 1 ? 0 : 1]}`

/** Nothing where nothing was asked. What a finding tells is not told again. */
export function fieldLines(checks: readonly FieldCheck[], findings: readonly Finding[], paint: Paint): string[] {
  if (checks.length === 0) return []
  const explained = new Set(findings.flatMap(({ fieldChecks = [] }) => fieldChecks))
  const left = new Map(fieldRows(checks.filter(({ id }) => !explained.has(id))).map(({ kind, open }) => [kind, open]))
  return [
    '',
    'Beyond the port table (field knowledge, not the guide):',
    ...fieldRows(checks).flatMap(({ kind, worst, counts }) => {
      const open = left.get(kind) ?? []
      const see = findingsOfKind(kind, findings)
      const more = open.length - MOST_OPEN
      const { title } = FIELD_KNOWLEDGE.checks[kind]
      return [
        `  ${MARK[worst](paint)} ${title}: ${counts.map(countWords).join(', ')}${see.length === 0 ? '' : ` (see ${see.join(', ')})`}`,
        ...open
          .slice(0, MOST_OPEN)
          .flatMap(({ reason, settle }) => [`    ${reason}`, ...(settle === null ? [] : [`      ${settle}`])]),
        ...(more > 0 ? [`    and ${more} more: see the report.`] : []),
      ]
    }),
  ]
}
