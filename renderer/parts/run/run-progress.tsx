/** A run as it goes: what it does now, how far it is, how long it takes. Read aloud at each phase and each quarter, not at each flow. */
import { ProgressBar } from 'react-aria-components'
import type { RunProgress as Progress } from '../../../shared/shapes.ts'
import { type Words, useWords } from '../../words/words.ts'
import { RunVantages } from '../vantages/run-vantages.tsx'
import './run.css'

interface Props {
  progress: Progress
  /** Said where the run asks for something else than what the page shows. */
  note?: string | undefined
}

const MINUTE = 60
/** Below this, seconds are told one by one. */
const SECONDS_UP_TO = 90

function leftWords({ say }: Words, seconds: number | null): string {
  if (seconds === null) return ''
  if (seconds < SECONDS_UP_TO) return say('run.secondsLeft', { count: Math.max(1, Math.round(seconds)) })
  return say('run.minutesLeft', { count: Math.round(seconds / MINUTE) })
}

/** What a live region says of a run: changes a few times in all. */
export function spokenProgress({ say, number }: Words, { phase, flows, asked }: Progress): string {
  const quarter = flows === 0 ? 0 : Math.floor((asked / flows) * 4)
  const far = phase === 'asking' && quarter > 0 ? `, ${number(quarter * 25)} %` : ''
  return `${say(`run.phase.${phase}`)}${far}`
}

export function RunProgress({ progress, note }: Props) {
  return (
    <div className="run-progress">
      <Bar progress={progress} note={note} />
      <RunVantages sources={progress.vantages} />
    </div>
  )
}

function Bar({ progress, note }: Props) {
  const words = useWords()
  const { say, number } = words
  const { phase, flows, asked, secondsLeft } = progress
  const done = say('run.asked', { asked: number(asked), all: number(flows) })
  return (
    <ProgressBar
      className="run-meter"
      aria-label={say('run.title')}
      minValue={0}
      maxValue={Math.max(1, flows)}
      value={asked}
      valueLabel={`${say(`run.phase.${phase}`)}. ${done}`}
    >
      {({ percentage }) => (
        <>
          <div className="run-line">
            <b>{say(`run.phase.${phase}`)}</b>
            {note !== undefined && <span>{note}</span>}
            <span className="run-numbers">{[done, leftWords(words, secondsLeft)].filter(Boolean).join(' · ')}</span>
          </div>
          <div className="run-bar" data-phase={phase}>
            <div style={{ transform: `scaleX(${(percentage ?? 0) / 100})` }} />
          </div>
        </>
      )}
    </ProgressBar>
  )
}
