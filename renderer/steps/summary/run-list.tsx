/** The runs of the check, newest first. */
import type { RunAsk } from '../../../shared/shapes.ts'
import type { CheckResult } from '../../../shared/shapes.ts'
import { Button } from '../../parts/controls/button.tsx'
import { CompareButton } from '../../parts/compare/compare-button.tsx'
import { ImportButton } from '../../parts/import/import-button.tsx'
import { routeName } from '../../parts/frame/steps.ts'
import { useApp } from '../../store/store.ts'
import { type Words, useWords } from '../../words/words.ts'

function askWords({ say }: Words, ask: RunAsk): string {
  switch (ask.kind) {
    case 'all':
    case 'failed':
    case 'untested':
    case 'flow':
      return say(`summary.run.${ask.kind}`)
    case 'finding':
      return say('summary.run.finding', { finding: ask.finding })
    case 'group':
      return say('summary.run.group', { group: say(routeName({ step: 'group', group: ask.group })) })
    default:
      return ask satisfies never
  }
}

type Run = CheckResult['runs'][number]

const endOf = ({ finishedAt, complete }: Run) => (finishedAt === null ? 'cutOff' : complete ? 'complete' : 'stopped')

export function RunList() {
  const words = useWords()
  const { say, date } = words
  const runs = useApp((state) => state.check?.result.runs) ?? []
  const running = useApp((state) => state.check?.running?.run ?? null)
  const chooseCompared = useApp((state) => state.chooseCompared)
  // The newest one is what the check says now.
  const newest = Math.max(0, ...runs.map(({ run }) => run))
  return (
    <section className="summary-section" aria-labelledby="summary-runs">
      <h2 id="summary-runs">{say('summary.runs')}</h2>
      {runs.length === 0 && <p>{say('summary.runs.none')}</p>}
      <ol className="run-list" reversed>
        {runs.toReversed().map((run) => (
          <li key={run.run}>
            <b>{say('evidence.run', { run: run.run })}</b>
            <span>
              {run.imported
                ? say('import.run', { from: run.imported.sentFrom.join(', ') || '—' })
                : askWords(words, run.ask)}
              , {say('finding.flows', { count: run.flows })}
            </span>
            <span>{say(`summary.run.${run.run === running ? 'running' : endOf(run)}`)}</span>
            <time dateTime={run.startedAt}>{date(run.startedAt)}</time>
            {run.run < newest && run.finishedAt !== null && <CompareButton run={run.run} />}
          </li>
        ))}
      </ol>
      <div className="run-actions">
        <ImportButton />
        {runs.length > 0 && <Button onPress={chooseCompared}>{say('compare.choose.button')}</Button>}
      </div>
    </section>
  )
}
