/** The change request for the firewall team: in words, or written for one kind of firewall, with what takes it back and the ticket in it. */
import { useRef, useState } from 'react'
import { DIALECTS } from '../../../shared/explain/dialects/all.ts'
import type { RulesOf, RulesView } from '../../../shared/rules-shapes.ts'
import { Button } from '../../parts/controls/button.tsx'
import { Field } from '../../parts/controls/field.tsx'
import { Segments } from '../../parts/controls/segments.tsx'
import { TextLines } from '../../parts/finding/chosen-text.tsx'
import { CopyButton } from '../../parts/finding/copy-button.tsx'
import { requestText } from '../../parts/finding/paste-text.tsx'
import { useDelivery } from '../../parts/report/use-delivery.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { useRules } from './use-rules.ts'
import './change-request.css'

type Part = 'rules' | 'rollback'

/** As findings have it. */
const WORDS = 'request'
const NO_REQUEST: never[] = []
/** Lines that somebody reads here; more would make the page slow. */
const MOST_LINES = 1500

/** Table and CSV can be read, and change nothing. */
const isPasted = ({ rollbackFile }: (typeof DIALECTS)[number]) => rollbackFile !== null

export function ChangeRequest() {
  const { say } = useWords()
  const request = useApp((state) => state.check?.result.request) ?? NO_REQUEST
  const [of, setOf] = useState<RulesOf>('failed')
  const isAsked = of === 'plan' || request.length > 0
  return (
    <section className="summary-section" aria-labelledby="summary-request">
      <div className="request-head">
        <h2 id="summary-request">{say('summary.request')}</h2>
        <Segments
          label={say('summary.request.of')}
          value={of}
          onChange={setOf}
          options={(['failed', 'plan'] as const).map((one) => ({ value: one, name: say(`summary.request.of.${one}`) }))}
        />
      </div>
      {isAsked ? (
        <Request key={of} of={of} words={of === 'failed' ? requestText(request) : null} />
      ) : (
        <p>{say('summary.request.none')}</p>
      )}
    </section>
  )
}

interface RequestProps {
  of: RulesOf
  /** The request in words; null: there are only rules. */
  words: string | null
}

function Request({ of, words }: RequestProps) {
  const { say } = useWords()
  // The same that findings are shown as.
  const pasteAs = useApp((state) => state.pasteAs)
  const setPasteAs = useApp((state) => state.setPasteAs)
  const isDialect = DIALECTS.some(({ id }) => id === pasteAs)
  const chosen = isDialect ? pasteAs : words === null ? 'table' : null
  const [part, setPart] = useState<Part>('rules')
  const view = useRules(of, chosen)
  const source = useRef<HTMLPreElement>(null)
  const isRollback = part === 'rollback' && view?.rollback != null
  const shown = chosen === null ? words : isRollback ? view.rollback?.text : view?.text
  const file = (isRollback ? view.rollback?.file : view?.file) ?? ''
  const text = shown ?? ''
  return (
    <>
      <div className="request-choices">
        <label className="field">
          <span className="field-label">{say('summary.request.for')}</span>
          <select className="input" value={chosen ?? WORDS} onChange={({ target }) => setPasteAs(target.value)}>
            <optgroup label={say('summary.request.read')}>
              {words !== null && <option value={WORDS}>{say('summary.request.words')}</option>}
              <DialectOptions pasted={false} />
            </optgroup>
            <optgroup label={say('summary.request.paste')}>
              <DialectOptions pasted />
            </optgroup>
          </select>
        </label>
        <TicketField />
      </div>
      <RulesHead view={view} part={part} onPart={setPart} />
      <TextLines
        text={shownLines(text)}
        label={chosen === null ? say('finding.paste') : say('summary.request.text', { file })}
        source={source}
        isCode={chosen !== null}
      />
      <Cut text={text} />
      <div className="chosen-text-actions">
        <CopyButton text={text} source={source} byKey />
        <SaveButtons of={of} dialect={chosen} part={isRollback ? 'rollback' : 'rules'} file={file} />
      </div>
    </>
  )
}

function DialectOptions({ pasted }: { pasted: boolean }) {
  return DIALECTS.filter((dialect) => isPasted(dialect) === pasted).map(({ id, title }) => (
    <option key={id} value={id}>
      {title}
    </option>
  ))
}

function TicketField() {
  const { say } = useWords()
  const ticket = useApp(({ check, tickets }) => tickets[check?.id ?? ''] ?? '')
  const setTicket = useApp((state) => state.setTicket)
  return (
    <Field
      label={say('summary.request.ticket')}
      hint={say('summary.request.ticket.hint')}
      value={ticket}
      onChange={setTicket}
    />
  )
}

/** How much is asked for, and whether the rules are shown or what takes them back. */
function RulesHead({ view, part, onPart }: { view: RulesView | null; part: Part; onPart: (part: Part) => void }) {
  const { say, number } = useWords()
  if (view === null) return null
  const { rules, flows, rollback, leftOut } = view
  return (
    <>
      <div className="request-head">
        <p>
          {rules === 0
            ? say('summary.request.noRules')
            : say('summary.request.count', { count: rules, flows: number(flows) })}
        </p>
        {rollback !== null && (
          <Segments
            label={say('summary.request.part')}
            value={part}
            onChange={onPart}
            options={(['rules', 'rollback'] as const).map((one) => ({
              value: one,
              name: say(`summary.request.part.${one}`),
            }))}
          />
        )}
      </div>
      {leftOut.map((sentence) => (
        <p key={sentence} className="summary-note">
          {sentence}
        </p>
      ))}
    </>
  )
}

const shownLines = (text: string) => text.split('\n', MOST_LINES).join('\n')

function Cut({ text }: { text: string }) {
  const { say } = useWords()
  const more = text.split('\n').length - MOST_LINES
  return more > 0 ? <p className="summary-note">{say('summary.request.cut', { count: more })}</p> : null
}

interface SaveProps {
  of: RulesOf
  /** Null: in words, which is copied. */
  dialect: string | null
  part: Part
  file: string
}

function SaveButtons({ of, dialect, part, file }: SaveProps) {
  const { say } = useWords()
  const saveRules = useApp((state) => state.saveRules)
  const wordsOf = useDelivery()
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const save = async (asked: Parameters<typeof saveRules>[0]) => {
    setBusy(true)
    setSaid('')
    setSaid(wordsOf(await saveRules(asked)))
    setBusy(false)
  }
  return (
    <>
      {dialect !== null && (
        <Button
          isPending={busy}
          aria-label={say('summary.request.save.file', { file })}
          onPress={() => void save({ of, dialect, part })}
        >
          {say('summary.request.save')}
        </Button>
      )}
      <Button isPending={busy} onPress={() => void save({ of, part: 'all' })}>
        {say('summary.request.saveAll')}
      </Button>
      <p role="status" className="request-said">
        {said}
      </p>
    </>
  )
}
