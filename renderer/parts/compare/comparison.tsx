/** What a comparison says: one sentence, what must be heard first, findings before and now, and the flows that changed. */
import type { CompareView } from '../../../shared/compare-view.ts'
import { visible } from '../../words/visible.ts'
import { useWords } from '../../words/words.ts'

const FLOW_COLUMNS = ['change', 'sources', 'destinations', 'ports', 'flows', 'was', 'is'] as const
const FINDING_COLUMNS = ['of', 'finding', 'state', 'other'] as const

export function Comparison({ view }: { view: CompareView }) {
  const { say, date } = useWords()
  return (
    <>
      <p className="compare-sentence" data-standing={view.standing}>
        {view.sentence}
      </p>
      <p className="compare-other">
        {say('compare.other', { site: visible(view.old.site), date: date(view.old.finishedAt) })}
      </p>
      {view.notes.length > 0 && (
        <ul className="compare-notes">
          {view.notes.map((note) => (
            <li key={note}>{visible(note)}</li>
          ))}
        </ul>
      )}
      <Findings findings={view.findings} />
      <Flows view={view} />
    </>
  )
}

function Head({ titles }: { titles: readonly string[] }) {
  return (
    <thead>
      <tr>
        {titles.map((title) => (
          <th key={title} scope="col">
            {title}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function Findings({ findings }: Pick<CompareView, 'findings'>) {
  const { say } = useWords()
  if (findings.length === 0) return null
  return (
    <section>
      <h3>{say('compare.findings')}</h3>
      <div className="compare-scroll">
        <table className="compare-table">
          <Head titles={FINDING_COLUMNS.map((column) => say(`compare.column.${column}`))} />
          <tbody>
            {findings.map(({ of, id, title, state, other }) => (
              <tr key={`${of} ${id}`}>
                <td data-short>{say(`compare.of.${of}`)}</td>
                <th scope="row">
                  {id} {visible(title)}
                </th>
                <td data-short>{say(`compare.state.${state}`)}</td>
                <td>{say(`compare.flows.${of}`, { ...other })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Flows({ view: { rows, more } }: { view: CompareView }) {
  const { say } = useWords()
  if (rows.length === 0) return <p>{say('compare.none')}</p>
  return (
    <section>
      <h3>{say('compare.flows')}</h3>
      <div className="compare-scroll">
        <table className="compare-table">
          <Head titles={FLOW_COLUMNS.map((column) => say(`compare.column.${column}`))} />
          <tbody>
            {rows.map((row) => (
              <tr key={JSON.stringify(row)}>
                <th scope="row" data-short>
                  {say(`compare.${row.change}`)}
                </th>
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
      </div>
      {more > 0 && <p>{say('compare.more', { count: more })}</p>}
    </section>
  )
}
