/** One finding: what is wrong, how we know, who can fix it, what to do, the text to paste, whether it helped, and what verifies it. */
import type { FindingView } from '../../../shared/shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import type { Run } from '../run/use-run.tsx'
import { BeforeAfter } from './before-after.tsx'
import { PasteText } from './paste-text.tsx'
import { VerifyCommands } from './verify-commands.tsx'
import './finding-card.css'

interface Props {
  finding: FindingView
  run: Run
}

/** The body of the card; its head, which opens it, is in the list. */
export function FindingCard({ finding, run }: Props) {
  const { say } = useWords()
  const { explanation, evidence, settle, whoCanFix, steps, request, rules, verify, history } = finding
  const isOpen = useApp((state) => state.shownFlow === null)
  return (
    <div className="finding-card">
      <p>{explanation}</p>
      <BeforeAfter history={history} />
      <section className="finding-how">
        <h3>{say('finding.how')}</h3>
        <p>{evidenceAlone(evidence)}</p>
        {settle.length > 0 && (
          <>
            <h3>{say('finding.settle')}</h3>
            {settle.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </>
        )}
      </section>
      <p>
        <b>{say('finding.who')}</b> {whoCanFix}
      </p>
      <section>
        <h3>{say('finding.steps')}</h3>
        <ol className="finding-steps">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </section>
      <PasteText request={request} rules={rules} label={say('finding.paste')} byKey={isOpen}>
        <Button
          kind="primary"
          isDisabled={!run.ready && !run.busy}
          isPending={run.busy}
          onPress={() => run.start({ kind: 'finding', finding: finding.id })}
        >
          {say('finding.retest')}
        </Button>
      </PasteText>
      <VerifyCommands verify={verify} />
    </div>
  )
}

/** What would settle it stands below, once for each sentence; the evidence of a finding ends with the first of them. */
const evidenceAlone = (evidence: string) => evidence.replace(/ What would settle it: .*$/su, '')
