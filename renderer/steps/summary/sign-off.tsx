/** Who signs: the names of the site page, as they will stand on the report. */
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'

export function SignOff() {
  const { say } = useWords()
  const customer = useApp((state) => state.check?.draft.site.customer.trim() ?? '')
  const engineer = useApp((state) => state.check?.draft.site.engineer.trim() ?? '')
  return (
    <section className="summary-section" aria-labelledby="summary-sign-off">
      <h2 id="summary-sign-off">{say('summary.signOff')}</h2>
      <dl className="sign-off">
        <div>
          <dt>{say('summary.signOff.engineer')}</dt>
          <dd data-missing={engineer === '' || undefined}>{engineer || say('summary.signOff.unnamed')}</dd>
        </div>
        <div>
          <dt>{say('summary.signOff.customer')}</dt>
          <dd data-missing={customer === '' || undefined}>{customer || say('summary.signOff.unnamed')}</dd>
        </div>
      </dl>
      <p className="summary-note">{say('summary.signOff.where')}</p>
    </section>
  )
}
