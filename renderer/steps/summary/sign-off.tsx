/** Who signs, typed here or on the site page; as the names will stand on page 1 of the report. */
import { Field } from '../../parts/controls/field.tsx'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { setSite } from '../site/draft-changes.ts'
import { useDraftEdits } from '../site/draft-context.ts'

export function SignOff() {
  const { say } = useWords()
  const { edit, isReadOnly } = useDraftEdits()
  const customer = useApp((state) => state.check?.draft.site.customer ?? '')
  const engineer = useApp((state) => state.check?.draft.site.engineer ?? '')
  return (
    <section className="summary-section" aria-labelledby="summary-sign-off">
      <h2 id="summary-sign-off">{say('summary.signOff')}</h2>
      <div className="sign-off">
        <Field
          label={say('summary.signOff.engineer')}
          value={engineer}
          isReadOnly={isReadOnly}
          onChange={(text) => edit(setSite({ engineer: text }))}
        />
        <Field
          label={say('summary.signOff.customer')}
          value={customer}
          isReadOnly={isReadOnly}
          onChange={(text) => edit(setSite({ customer: text }))}
        />
      </div>
      <p className="summary-note">{say('summary.signOff.where')}</p>
    </section>
  )
}
