/**
 * The mark of a verdict. The shape is the verdict (circle pass, square fail, triangle warning, dashed ring untested), the fill is the
 * proof (filled proven, outlined likely): readable without colour, and on paper.
 */
import type { Proof, Verdict } from '../../shared/outcome.ts'
import './verdict-mark.css'

interface Props {
  verdict: Verdict
  proof: Proof
  /** Pixels. */
  size?: number
  /** Read aloud; without one the mark is hidden, because text beside it says the same. */
  label?: string
}

export function VerdictMark({ verdict, proof, size = 16, label }: Props) {
  const a11y = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  return (
    <svg
      className="verdict-mark"
      data-verdict={verdict}
      data-proof={proof}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      {...a11y}
    >
      <Shape verdict={verdict} />
    </svg>
  )
}

function Shape({ verdict }: { verdict: Verdict }) {
  switch (verdict) {
    case 'pass':
      return (
        <>
          <circle className="body" cx="8" cy="8" r="6.25" />
          <path className="sign" d="M5 8.2 7.2 10.4 11 6" />
        </>
      )
    case 'fail':
      return (
        <>
          <rect className="body" x="2" y="2" width="12" height="12" rx="2" />
          <path className="sign" d="M5.4 5.4 10.6 10.6 M10.6 5.4 5.4 10.6" />
        </>
      )
    case 'warn':
      return (
        <>
          <path className="body" d="M8 1.9 14.6 13.6 H1.4 Z" />
          <path className="sign" d="M8 6 V9.4 M8 11.4 V11.6" />
        </>
      )
    case 'untested':
      return <circle className="body" cx="8" cy="8" r="6" />
    default:
      return verdict satisfies never
  }
}
