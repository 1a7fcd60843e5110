/** Checks beyond the port table: one line for each kind, and what does not pass. Nothing where nothing was asked. */
import { FIELD_CHECK_KINDS } from '../../../shared/catalogue/catalogue.ts'
import type { Verdict } from '../../../shared/outcome.ts'
import type { CheckResult } from '../../../shared/shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { VerdictMark } from '../verdict-mark.tsx'
import './field-section.css'

type Shown = CheckResult['fieldChecks'][number]

const WORST_FIRST: readonly Verdict[] = ['fail', 'warn', 'untested', 'pass']
/** The rest is in the report. */
const MOST_OPEN = 6
const NONE: CheckResult['fieldChecks'] = []

const rank = ({ verdict }: Shown) => WORST_FIRST.indexOf(verdict)

export function FieldSection() {
  const { say } = useWords()
  const checks = useApp((state) => state.check?.result.fieldChecks ?? NONE)
  if (checks.length === 0) return null
  const kinds = FIELD_CHECK_KINDS.map((kind) => checks.filter((check) => check.kind === kind))
  return (
    <section className="summary-section" aria-labelledby="summary-fields">
      <h2 id="summary-fields">{say('summary.fields')}</h2>
      <p>{say('summary.fields.intro')}</p>
      <ul className="field-checks">
        {kinds.map((ofKind) => {
          const [first] = ofKind
          return first && <Kind key={first.kind} kind={first.kind} checks={ofKind} />
        })}
      </ul>
    </section>
  )
}

function Kind({ kind, checks }: { kind: Shown['kind']; checks: readonly Shown[] }) {
  const { say } = useWords()
  const sorted = checks.toSorted((a, b) => rank(a) - rank(b))
  const worst = sorted[0]?.verdict ?? 'untested'
  const open = sorted.filter(({ verdict }) => verdict !== 'pass')
  const more = open.length - MOST_OPEN
  return (
    <li>
      <div className="field-checks-kind">
        <VerdictMark verdict={worst} proof="likely" label={say(`verdict.${worst}`)} />
        <span>
          <b>{say(`summary.fields.${kind}`)}</b> · {say('summary.fields.count', { count: checks.length })}
        </span>
      </div>
      {open.length > 0 && (
        <ul className="summary-list">
          {open.slice(0, MOST_OPEN).map(({ id, reason, settle }) => (
            <li key={id}>
              {reason} {settle !== null && <small>{settle}</small>}
            </li>
          ))}
          {more > 0 && <li>{say('summary.fields.more', { count: more })}</li>}
        </ul>
      )}
    </li>
  )
}
