/** What a dropped capture shows: what must be known first, the flows of the open check in it, and what else is in it. */
import type { ReactNode } from 'react'
import type { CaptureView } from '../../../shared/capture-view.ts'
import { useApp } from '../../store/store.ts'
import { visible } from '../../words/visible.ts'
import { type Words, useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { DialogBox } from '../controls/dialog-box.tsx'
import './capture-dialog.css'

export function CaptureDialog() {
  const { say } = useWords()
  const capture = useApp((state) => state.capture)
  const close = useApp((state) => state.closeCapture)
  return (
    <DialogBox
      title={say('capture.title', { name: capture?.name ?? '' })}
      isOpen={capture !== null}
      onClose={close}
      width="wide"
    >
      {capture?.view ? <Summary view={capture.view} /> : <Reading />}
      <div className="dialog-actions">
        <Button slot="close">{say(capture?.view ? 'frame.close' : 'group.cancel')}</Button>
      </div>
    </DialogBox>
  )
}

function Reading() {
  const { say } = useWords()
  const capture = useApp((state) => state.capture)
  const { read = 0, bytes = 0 } = capture ?? {}
  const done = bytes === 0 ? 0 : Math.floor((100 * read) / bytes)
  return <p role="status">{say('capture.reading', { done })}</p>
}

function Summary({ view }: { view: CaptureView }) {
  const words = useWords()
  const { say } = words
  const { warnings, plan, flows, flowsBeyond } = view
  return (
    <div className="capture">
      <p>{totalsWords(words, view)}</p>
      {warnings.length > 0 && (
        <section aria-labelledby="capture-warnings">
          <h3 id="capture-warnings">{say('summary.warnings')}</h3>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{visible(warning)}</li>
            ))}
          </ul>
        </section>
      )}
      {plan && <Planned plan={plan} />}
      <Rows
        id="capture-flows"
        title={say(plan ? 'capture.outside' : 'capture.flows')}
        none={say(plan ? 'capture.outside.none' : 'capture.flows.none')}
        beyond={flowsBeyond}
        rows={flows.map(({ source, destination, port, state, meaning }) => ({
          key: `${source} ${destination} ${port}`,
          flow: `${source} → ${destination}:${port}`,
          state,
          meaning,
        }))}
      />
    </div>
  )
}

function totalsWords({ say, date }: Words, { totals }: CaptureView): string {
  const { packets, tcpPackets, flows, firstSeen, lastSeen } = totals
  const what = say('capture.totals', { packets, tcp: tcpPackets, flows: say('frame.flows', { count: flows }) })
  if (firstSeen === null || lastSeen === null) return what
  return `${what} ${say('capture.when', { from: date(firstSeen), to: date(lastSeen) })}`
}

function Planned({ plan }: { plan: NonNullable<CaptureView['plan']> }) {
  const { say } = useWords()
  const { site, seen, seenBeyond, notSeen } = plan
  return (
    <Rows
      id="capture-planned"
      title={say('capture.planned', { site: site || say('start.unnamed') })}
      none={say('capture.planned.none')}
      beyond={seenBeyond}
      note={say('capture.notSeen', { count: notSeen })}
      rows={seen.map(({ id, source, destination, port, service, shows, meaning }) => ({
        key: id,
        flow: `${source} → ${destination}:${port} ${service}`,
        state: shows === 'not-seen' ? 'one-sided' : shows,
        meaning,
      }))}
    />
  )
}

interface RowsProps {
  id: string
  title: string
  none: string
  /** Rows that are not shown. */
  beyond: number
  note?: ReactNode
  rows: readonly { key: string; flow: string; state: CaptureView['flows'][number]['state']; meaning: string }[]
}

function Rows({ id, title, none, beyond, note, rows }: RowsProps) {
  const { say } = useWords()
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {note !== undefined && <p className="field-note">{note}</p>}
      {rows.length === 0 ? (
        <p>{none}</p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it can be reached with Tab
        <div className="capture-scroll" role="group" aria-labelledby={id} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('list.flow')}</th>
                <th scope="col">{say('list.outcome')}</th>
                <th scope="col">{say('capture.meaning')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, flow, state, meaning }) => (
                <tr key={key}>
                  <th scope="row">{visible(flow)}</th>
                  <td>{say(`capture.state.${state}`)}</td>
                  <td>{visible(meaning)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {beyond > 0 && <p className="field-note">{say('capture.beyond', { count: beyond })}</p>}
    </section>
  )
}
