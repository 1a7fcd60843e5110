/** The conclusion of a group: one sentence, and the numbers that it rests on. */
import type { Verdict } from '../../../shared/outcome.ts'
import { standingOf } from '../../../shared/explain/verdict-sentence.ts'
import type { FlowCounts } from '../../parts/matrix/flow-counts.ts'
import { VerdictMark } from '../../parts/verdict-mark.tsx'
import { useWords } from '../../words/words.ts'
import './conclusion-banner.css'

interface Props {
  counts: FlowCounts
  sentence: string
  /** By default the worst of the counts. */
  standing?: Verdict
}

export function ConclusionBanner({ counts, sentence, standing: given }: Props) {
  const { say } = useWords()
  const { proven, likely, warn, fail, untested } = counts
  const standing = given ?? standingOf({ fail, warn, untested, pass: proven + likely })
  const proof = standing === 'pass' && likely > 0 ? 'likely' : 'proven'
  return (
    <section className="conclusion" data-verdict={standing} aria-label={say('group.conclusion')}>
      <VerdictMark verdict={standing} proof={proof} size={18} label={say(`verdict.${standing}`)} />
      <p className="conclusion-sentence">{sentence}</p>
      <ul className="conclusion-counts">
        <Count verdict="pass" proof="proven" count={proven} words={say('counts.proven', { count: proven })} />
        <Count verdict="pass" proof="likely" count={likely} words={say('counts.likely', { count: likely })} />
        <Count verdict="warn" proof="proven" count={warn} words={say('counts.warn', { count: warn })} />
        <Count verdict="fail" proof="proven" count={fail} words={say('counts.fail', { count: fail })} />
        <Count verdict="untested" proof="none" count={untested} words={say('counts.untested', { count: untested })} />
      </ul>
    </section>
  )
}

interface CountProps {
  verdict: Verdict
  proof: 'proven' | 'likely' | 'none'
  count: number
  words: string
}

function Count({ verdict, proof, count, words }: CountProps) {
  if (count === 0) return null
  return (
    <li>
      <VerdictMark verdict={verdict} proof={proof} />
      {words}
    </li>
  )
}
