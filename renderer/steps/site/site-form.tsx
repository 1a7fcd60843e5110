/** What the check is called, for whom and by whom; in which stage the site is, and how fast it may be asked. */
import { PACES, STAGES } from '../../../shared/plan/plan.ts'
import { Choice } from '../../parts/controls/choice.tsx'
import { Field } from '../../parts/controls/field.tsx'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { setSite } from './draft-changes.ts'
import { useCellFault, useDraftEdits } from './draft-context.ts'
import { cellOf } from './draft-faults.ts'
import './site-form.css'

function SiteField({ name }: { name: 'name' | 'customer' | 'engineer' }) {
  const { say } = useWords()
  const { edit, isReadOnly } = useDraftEdits()
  const value = useApp(({ check }) => check?.draft.site[name] ?? '')
  const cell = cellOf('site', name)
  const fault = useCellFault(cell)
  return (
    <Field
      id={cell}
      label={say(`site.${name}`)}
      hint={name === 'name' ? undefined : say('site.optional')}
      value={value}
      onChange={(text) => edit(setSite({ [name]: text }))}
      isReadOnly={isReadOnly}
      fault={fault?.isMissing === false ? fault.text : undefined}
      missing={fault?.isMissing === true ? fault.text : undefined}
    />
  )
}

export function SiteForm() {
  const { say } = useWords()
  const { edit, isReadOnly } = useDraftEdits()
  const stage = useApp(({ check }) => check?.draft.stage ?? 'preinstall')
  const pace = useApp(({ check }) => check?.draft.pace ?? 'normal')
  return (
    <section className="site-panel" aria-labelledby="about-heading">
      <h2 id="about-heading">{say('site.about')}</h2>
      <div className="site-fields">
        <SiteField name="name" />
        <SiteField name="customer" />
        <SiteField name="engineer" />
      </div>
      <div className="site-choices">
        <Choice
          label={say('site.stage')}
          value={stage}
          isReadOnly={isReadOnly}
          onChange={(chosen) => edit((draft) => ({ ...draft, stage: chosen }))}
          options={STAGES.map((one) => ({
            value: one,
            name: say(`site.stage.${one}`),
            what: say(`site.stage.${one}.what`),
          }))}
        />
        <Choice
          label={say('site.pace')}
          value={pace}
          isReadOnly={isReadOnly}
          onChange={(chosen) => edit((draft) => ({ ...draft, pace: chosen }))}
          options={PACES.map((one) => ({
            value: one,
            name: say(`site.pace.${one}`),
            what: say(`site.pace.${one}.what`),
          }))}
        />
      </div>
    </section>
  )
}
