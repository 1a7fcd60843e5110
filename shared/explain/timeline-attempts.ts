/** Attempts as moments: each SYN that was answered with its answer, and those that were not folded into one line. */
import { assertNever } from '../assert-never.ts'
import type { TimelineEntry } from '../shapes.ts'
import { type AttemptObservation, keepsIcmpErrors } from '../observation.ts'
import { icmpShort, moment, msWords } from './timeline-entry.ts'
import { parts } from '../words/en/parts.ts'

const isAnswer = ({ result }: AttemptObservation) => result === 'connected' || result === 'error'
const endOf = ({ at, elapsedMs }: AttemptObservation) => at + elapsedMs

/** @param target address and port that was asked */
export function attemptEntries(attempts: readonly AttemptObservation[], target: string): TimelineEntry[] {
  const byStart = attempts.toSorted((a, b) => a.at - b.at)
  const [first] = byStart
  if (!first) return []
  const answered = byStart.filter(isAnswer)
  const entries = [moment(first.at, `SYN to ${target}`, 'sent'), ...answered.flatMap((a) => answerEntries(a, first))]
  entries.push(...unansweredEntries(byStart, first))
  return entries.toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0))
}

function answerEntries(attempt: AttemptObservation, first: AttemptObservation): TimelineEntry[] {
  const again = attempt === first ? [] : [moment(attempt.at, 'SYN again, from a new source port', 'sent')]
  return [
    ...again,
    moment(endOf(attempt), answerWords(attempt), attempt.result === 'connected' ? 'answer' : errorKind(attempt)),
  ]
}

/** A refusal is an answer of somebody; the system's own errors are not. */
const errorKind = ({ errno, icmp }: AttemptObservation): TimelineEntry['kind'] =>
  icmp || errno === 'ECONNREFUSED' || errno === 'ECONNRESET' ? 'answer' : 'error'

function answerWords({ result, errno, icmp, observer, kernelRttMs }: AttemptObservation): string {
  const rtt = kernelRttMs === undefined ? '' : `, round trip ${msWords(kernelRttMs)}`
  if (result === 'connected' || errno === null) return `The handshake was completed (SYN-ACK)${rtt}`
  if (icmp) return `${icmp.reporter ?? 'A machine that is not named'} answered: ${icmpShort(icmp)}`
  if (errno === 'ECONNRESET') return 'The handshake was completed, and a RST came at once (ECONNRESET)'
  if (errno !== 'ECONNREFUSED') return `The system reports: ${parts.errno(errno)}`
  return keepsIcmpErrors(observer)
    ? 'A RST came: connection refused (ECONNREFUSED)'
    : 'Connection refused (ECONNREFUSED): a RST, or an ICMP error that connect() does not tell from one'
}

function unansweredEntries(attempts: readonly AttemptObservation[], first: AttemptObservation): TimelineEntry[] {
  const entries: TimelineEntry[] = []
  for (const result of ['unanswered', 'superseded'] as const) {
    const of = attempts.filter((attempt) => attempt.result === result)
    if (of.length === 0) continue
    const until = Math.max(...of.map(endOf))
    entries.push(moment(until, foldedWords(result, of.filter((a) => a !== first).length, until), 'silence'))
  }
  return entries
}

/** @param more SYNs beside the first one */
function foldedWords(result: 'unanswered' | 'superseded', more: number, until: number): string {
  const syns = more === 1 ? 'a SYN' : `${more} SYNs`
  switch (result) {
    case 'unanswered':
      if (more === 0) return `No answer until ${msWords(until)}`
      return more === 1
        ? `…and 1 more SYN until ${msWords(until)}: no answer`
        : `…and ${more} more SYNs until ${msWords(until)}: no answer`
    case 'superseded':
      return more === 0
        ? 'The first SYN was still waiting when a later one was answered'
        : `…and ${syns} still waiting when another one was answered`
    default:
      return assertNever(result)
  }
}
