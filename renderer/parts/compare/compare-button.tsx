/** "Compare with run 1…": what the check says now against what that run said. */
import { useState } from 'react'
import type { CompareView } from '../../../shared/compare-view.ts'
import { useApp } from '../../store/store.ts'
import { visible } from '../../words/visible.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { DialogBox } from '../controls/dialog-box.tsx'
import './compare.css'

export function CompareButton({ run }: { run: number }) {
  const { say } = useWords()
  const compareWith = useApp((state) => state.compareWith)
  const [busy, setBusy] = useState(false)
  const [shown, setShown] = useState<CompareView | null>(null)
  const compare = async () => {
    setBusy(true)
    const view = await compareWith(run)
    setBusy(false)
    if (view) setShown(view)
  }
  return (
    <>
      <Button isPending={busy} aria-label={say('compare.with', { run })} onPress={() => void compare()}>
        {say('compare.button')}
      </Button>
      <DialogBox
        title={say('compare.title', { run })}
        isOpen={shown !== null}
        onClose={() => setShown(null)}
        width="wide"
      >
        {shown && <Comparison view={shown} />}
        <div className="dialog-actions">
          <Button slot="close">{say('frame.close')}</Button>
        </div>
      </DialogBox>
    </>
  )
}

const COLUMNS = ['change', 'sources', 'destinations', 'ports', 'flows', 'was', 'is'] as const

function Comparison({ view }: { view: CompareView }) {
  const { say } = useWords()
  return (
    <>
      <p className="compare-sentence">{view.sentence}</p>
      {view.notes.length > 0 && (
        <ul className="compare-notes">
          {view.notes.map((note) => (
            <li key={note}>{visible(note)}</li>
          ))}
        </ul>
      )}
      {view.rows.length === 0 ? (
        <p>{say('compare.none')}</p>
      ) : (
        <table className="compare-table">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {say(`compare.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.rows.map((row) => (
              <tr key={JSON.stringify(row)}>
                <th scope="row">{say(`compare.${row.change}`)}</th>
                <td>{visible(row.sources)}</td>
                <td>{visible(row.destinations)}</td>
                <td>{row.ports}</td>
                <td>{row.flows}</td>
                <td>{row.was}</td>
                <td>{row.is}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {view.more > 0 && <p>{say('compare.more', { count: view.more })}</p>}
    </>
  )
}
