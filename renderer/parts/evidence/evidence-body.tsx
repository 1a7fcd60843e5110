/** What is known of one flow: conclusion, timeline, what is in the way, what would settle it, its attempts and earlier runs. */
import type { FlowDetail } from '../../../shared/shapes.ts'
import type { FlowResult } from '../../../shared/result.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { outcomeWords } from '../matrix/flow-words.ts'
import { VerdictMark } from '../verdict-mark.tsx'
import { AttemptTable } from './attempt-table.tsx'
import { FlowHistory } from './flow-history.tsx'
import { Timeline } from './timeline.tsx'

export function EvidenceBody({ detail: { result, timeline, history } }: { detail: FlowDetail }) {
  const { say } = useWords()
  if (!result) {
    return (
      <div className="evidence-body">
        <p>{say('evidence.never')}</p>
        <FlowHistory history={history} />
      </div>
    )
  }
  return (
    <div className="evidence-body">
      <Standing result={result} />
      <p>{result.reason}</p>
      {timeline.length > 0 && (
        <section>
          <h3>{say('evidence.timeline')}</h3>
          <Timeline entries={timeline} />
        </section>
      )}
      {result.blockedBy && <InTheWay blockedBy={result.blockedBy} />}
      {result.settle !== null && (
        <section>
          <h3>{say('evidence.settle')}</h3>
          <p>{result.settle}</p>
        </section>
      )}
      <Finding id={result.finding} />
      <AttemptTable attempts={result.evidence.attempts} />
      <FlowHistory history={history} />
    </div>
  )
}

/** "silent · fail · likely · round trip 0.4 ms" */
function Standing({ result: { outcome, verdict, proof, rttMs } }: { result: FlowResult }) {
  const words = useWords()
  const { say, number } = words
  const stage = useApp((state) => state.check?.draft.stage ?? 'preinstall')
  const facts = [
    say(`verdict.${verdict}`),
    ...(proof === 'none' ? [] : [say(`evidence.proof.${proof}`)]),
    ...(rttMs === null ? [] : [say('evidence.rtt', { ms: number(Math.round(rttMs * 100) / 100) })]),
  ]
  return (
    <p className="evidence-standing" data-verdict={verdict}>
      <VerdictMark verdict={verdict} proof={proof} size={18} />
      <b>{outcomeWords(words, outcome, stage)}</b>
      {/* A line that wraps ends with a dot, and none begins with one. */}
      <span>{facts.join('\u00a0· ')}</span>
    </p>
  )
}

function InTheWay({ blockedBy: { address, hop, certainty } }: { blockedBy: NonNullable<FlowResult['blockedBy']> }) {
  const { say } = useWords()
  const named = hop === null ? address : say('evidence.hop', { address, hop })
  return (
    <section>
      <h3>{say('evidence.blockedBy')}</h3>
      <p>{say(`evidence.blocked.${certainty}`, { address: named })}</p>
    </section>
  )
}

/** Leads from the flow to the finding that explains it. */
function Finding({ id }: { id: string | null }) {
  const { say } = useWords()
  const finding = useApp((state) => state.check?.result.findings.find((known) => known.id === id))
  const showFinding = useApp((state) => state.showFinding)
  if (!finding) return null
  return (
    <button type="button" className="evidence-finding" onClick={() => showFinding(finding.id)}>
      {say('evidence.finding', { title: finding.title })}
    </button>
  )
}
