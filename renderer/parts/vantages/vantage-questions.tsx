/** What a person has to answer before a link can be opened, one at a time, above whatever is shown. A secret stands in its field, and nowhere else. */
import { type SyntheticEvent, useEffect, useRef } from 'react'
import type { VantageQuestion } from '../../../shared/vantage-shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { DialogBox } from '../controls/dialog-box.tsx'
import '../controls/field.css'
import './vantages.css'

type Of<K extends VantageQuestion['kind']> = Extract<VantageQuestion, { kind: K }>

export function VantageQuestions() {
  const question = useApp(({ check }) => check?.questions[0])
  if (!question) return null
  return question.kind === 'host-key' ? (
    <HostKeyQuestion key={question.id} question={question} />
  ) : (
    <SecretQuestion key={question.id} question={question} />
  )
}

function HostKeyQuestion({ question }: { question: Of<'host-key'> }) {
  const { say } = useWords()
  const answerQuestion = useApp((state) => state.answerQuestion)
  const { id, endpoint: name, address, port, type, fingerprint, known } = question
  const answer = (isThisHost: boolean) => void answerQuestion(id, { kind: 'host-key', isThisHost })
  return (
    <DialogBox title={say('vantage.hostKey.title', { name })} isOpen onClose={() => answer(false)}>
      <p>{say(`vantage.hostKey.${known}`, { address, port: String(port) })}</p>
      <p className="vantage-fingerprint">
        <code>{fingerprint}</code> <span className="field-hint">({type})</span>
      </p>
      <p>{say('vantage.hostKey.compare')}</p>
      <p className="field-note">{say('vantage.question.limit')}</p>
      <div className="dialog-actions">
        <Button onPress={() => answer(false)}>{say('vantage.hostKey.no')}</Button>
        <Button kind="primary" onPress={() => answer(true)}>
          {say('vantage.hostKey.yes', { name })}
        </Button>
      </div>
    </DialogBox>
  )
}

function SecretQuestion({ question }: { question: Of<'secret'> }) {
  const { say } = useWords()
  const answerQuestion = useApp((state) => state.answerQuestion)
  const field = useRef<HTMLInputElement>(null)
  // The dialog takes the focus first.
  useEffect(() => field.current?.focus(), [])
  const { id, endpoint: name, secret: kind, prompt, attempt, echo } = question
  const answer = (secret: string | null) => void answerQuestion(id, { kind: 'secret', secret })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    answer(field.current?.value ?? '')
  }
  return (
    <DialogBox title={say(`vantage.secret.title.${kind}`, { name })} isOpen onClose={() => answer(null)}>
      <form className="vantage-form" onSubmit={submit}>
        {attempt > 1 && (
          <p role="alert" className="field-fault">
            {say('vantage.secret.again')}
          </p>
        )}
        {/* The browser's own, and not controlled: a library would hold what is typed, and write it into the page. */}
        <label className="field">
          <span className="field-label">{prompt}</span>
          <input
            ref={field}
            className="input"
            type={echo ? 'text' : 'password'}
            autoComplete="off"
            spellCheck={false}
          />
        </label>
        <p className="field-note">
          {say('vantage.secret.kept')} {say('vantage.question.limit')}
        </p>
        <div className="dialog-actions">
          <Button onPress={() => answer(null)}>{say('vantage.secret.decline')}</Button>
          <Button kind="primary" type="submit">
            {say('vantage.secret.give')}
          </Button>
        </div>
      </form>
    </DialogBox>
  )
}
