/** The block "Beyond the port table" of a conclusion. */
import type { FieldCheck } from '../../shared/field-checks/field-check.ts'
import type { Verdict } from '../../shared/outcome.ts'
import { fieldRows } from '../report/field-rows.ts'
import type { Paint } from './paint.ts'

const MOST_OPEN = 8

const MARK: Record<Verdict, (paint: Paint) => string> = {
  fail: (paint) => paint.red('■ fail'),
  warn: (paint) => paint.yellow('▲ warn'),
  untested: () => '○ untested',
  pass: (paint) => paint.green('● pass'),
}

/** Nothing where nothing was asked. */
export function fieldLines(checks: readonly FieldCheck[], paint: Paint): string[] {
  if (checks.length === 0) return []
  return [
    '',
    'Beyond the port table (field knowledge, not the guide):',
    ...fieldRows(checks).flatMap(({ worst, title, counts, open }) => {
      const more = open.length - MOST_OPEN
      return [
        `  ${MARK[worst](paint)} ${title}: ${counts}`,
        ...open
          .slice(0, MOST_OPEN)
          .flatMap(({ reason, settle }) => [`    ${reason}`, ...(settle === null ? [] : [`      ${settle}`])]),
        ...(more > 0 ? [`    and ${more} more: see the report.`] : []),
      ]
    }),
  ]
}
