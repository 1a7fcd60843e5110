/** What a flow's packets mean, in one plain sentence: never more than they show. Pure. */
import type { CapturedFlow, CapturedIcmp, CapturedSegment } from './capture-summary.ts'
import type { CaptureState } from './capture-terms.ts'
import { assertNever } from './assert-never.ts'
import { hopsFromCapture } from './hop-words.ts'
import { icmpName } from './icmp-words.ts'

/** What a sentence is made of; the sentence itself is not yet there. */
export type FlowFacts = Omit<CapturedFlow, 'meaning'>

/** A SYN or SYN-ACK on plain Ethernet offers 1500 − IP header − TCP header. */
export const ETHERNET_MSS = { 4: 1460, 6: 1440 } as const

type Counts = Pick<CapturedFlow, 'attempts' | 'fromSource' | 'fromDestination'>

/** What became of the attempts, all together. */
export function stateOf({ attempts, fromSource, fromDestination }: Counts): CaptureState {
  const { completed, oneWay, answered, refused, rejected, unanswered, traced } = attempts
  const failed = refused + rejected + unanswered
  if (completed + oneWay > 0) return failed > 0 ? 'mixed' : 'completed'
  if (answered > 0) return failed > 0 ? 'mixed' : 'answered'
  if (refused > 0) return rejected > 0 ? 'mixed' : 'refused'
  if (rejected > 0) return 'rejected'
  if (unanswered > 0) return 'unanswered'
  if (traced > 0) return 'traced'
  return fromSource.packets > 0 && fromDestination.packets > 0 ? 'running' : 'one-sided'
}

const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`

/**
 * @param baseline hop counts of all SYN-ACKs that came from the destination's address, on whatever port
 */
export function meaningOf(flow: FlowFacts, baseline: ReadonlySet<number>): string {
  const { attempts, icmp } = flow
  if (attempts.traced === 0) return attemptsWords(flow, baseline)
  const onTheWay = icmp.filter(isTimeExceeded)
  const by = [...new Set(onTheWay.map(({ reporter }) => reporter))]
  const syns = `${plural(attempts.traced, 'SYN')} with a small TTL`
  const traces = `${syns}: a trace${by.length > 0 ? `, in which ${by.join(', ')} answered` : ', which no machine on the way answered'}.`
  if (flow.state === 'traced') return `No attempt but ${traces}`
  return `${attemptsWords({ ...flow, icmp: icmp.filter((i) => !isTimeExceeded(i)) }, baseline)} Besides, ${traces}`
}

/** "Time to live", or hop limit, "exceeded in transit": RFC 792, RFC 4443 §3.3. */
const isTimeExceeded = ({ version, type, code }: CapturedIcmp) => type === (version === 4 ? 11 : 3) && code === 0

function attemptsWords(flow: FlowFacts, baseline: ReadonlySet<number>): string {
  const { state, attempts } = flow
  const syns = flow.syns - flow.traceSyns
  switch (state) {
    case 'completed':
      return completedWords(flow)
    case 'answered':
      return `A SYN-ACK came${from(flow.synAck)}, and ${flow.fromSource.rsts > 0 ? 'the source then sent a RST: a half-open probe' : 'the source never acknowledged it: a half-open probe, or it did not reach the source'}.`
    case 'refused':
      return `${attempts.unanswered > 0 ? `${attempts.refused} of ${plural(attempts.total, 'attempt')} ${attempts.refused === 1 ? 'was' : 'were'}` : plural(attempts.refused, 'attempt') + (attempts.refused === 1 ? ' was' : ' were')} answered by a RST${from(flow.refusals)}${rstOrigin(flow, baseline)}.`
    case 'rejected':
      return `Rejected: ${icmpList(flow.icmp)}${attempts.unanswered > 0 ? `; ${plural(attempts.unanswered, 'more attempt')} had no answer` : ''}.`
    case 'unanswered':
      return `No answer to ${plural(syns, 'SYN')}${attempts.total > 1 ? ` in ${attempts.total} attempts` : ''}${otherIcmp(flow.icmp)}.`
    case 'mixed':
      return `The attempts ended differently: ${endings(flow)}${flow.icmp.length > 0 ? ` (${icmpList(flow.icmp)})` : ''}.`
    case 'traced':
      return 'No attempt.'
    case 'running':
      return `It was running before the capture began; packets went both ways${flow.lateRsts > 0 ? `, and ${plural(flow.lateRsts, 'RST')} came` : ''}.`
    case 'one-sided': {
      const sender = flow.fromSource.packets > 0 ? 'the source' : 'the destination'
      if (flow.fromSource.packets + flow.fromDestination.packets === 0)
        return `Only errors about it are in the capture: ${icmpList(flow.icmp)}.`
      return `No attempt is in the capture, and only packets of ${sender}: the others pass elsewhere, or do not pass.`
    }
    default:
      return assertNever(state)
  }
}

function completedWords(flow: FlowFacts): string {
  const { completed, oneWay, total } = flow.attempts
  const rtt = flow.rttMs.toDestination
  if (completed === 0)
    return `The source went on as after an answer (${plural(oneWay, 'attempt')}), but no answer is in the capture: answers take another path.`
  const count =
    total === 1 ? 'The handshake was completed' : `${completed} of ${plural(total, 'attempt')} were completed`
  const time = rtt ? ` after ${rtt.mean.toFixed(rtt.mean < 10 ? 2 : 0)} ms` : ''
  const later = flow.lateRsts > 0 ? `; later ${plural(flow.lateRsts, 'RST')} of the destination` : ''
  return `${count}: SYN-ACK${from(flow.synAck)}${time}${later}.`
}

/** " from 3 hops away"; more than one distance is said, for it means more than one sender or path. */
function from(segments: readonly CapturedSegment[]): string {
  const hops = [...new Set(segments.map((s) => s.hops))].sort((a, b) => a - b)
  if (hops.length === 0) return ''
  return ` from ${hopsFromCapture(hops)}`
}

/** Who sent the RST, as far as the distance of the destination's own answers tells. */
function rstOrigin(flow: FlowFacts, baseline: ReadonlySet<number>): string {
  if (baseline.size === 0) return '; whether the destination or a device in the path sent it cannot be told from this'
  const rst = new Set(flow.refusals.map((s) => s.hops))
  const own = hopsFromCapture([...baseline].sort((a, b) => a - b))
  if ([...rst].every((hops) => baseline.has(hops))) return ', as far as SYN-ACKs of this address come from'
  return `, but SYN-ACKs of this address come from ${own}: another machine seems to have sent it`
}

function icmpList(icmp: readonly CapturedIcmp[]): string {
  return icmp.map((i) => `${i.reporter} sent ${icmpName(i.version, i.type, i.code)}`).join(', ')
}

const otherIcmp = (icmp: readonly CapturedIcmp[]) => (icmp.length > 0 ? `; ${icmpList(icmp)}` : '')

function endings({ attempts }: FlowFacts): string {
  const parts: [number, string][] = [
    [attempts.completed + attempts.oneWay, 'completed'],
    [attempts.answered, 'answered but not acknowledged'],
    [attempts.refused, 'refused by a RST'],
    [attempts.rejected, 'rejected by ICMP'],
    [attempts.unanswered, 'without an answer'],
  ]
  return parts.flatMap(([count, words]) => (count > 0 ? [`${count} ${words}`] : [])).join(', ')
}

/** What is remarkable about the MSS: lower than Ethernet's, or changed on the way. */
export function mssNote(
  family: 4 | 6,
  offered: number | null,
  answered: number | null,
  icmp: readonly CapturedIcmp[],
): string | null {
  const notes: string[] = []
  const usual = ETHERNET_MSS[family]
  if (offered !== null && offered < usual) notes.push(`the SYN offers ${offered}, less than Ethernet’s ${usual}`)
  if (answered !== null && answered < usual) notes.push(`the SYN-ACK offers ${answered}, less than Ethernet’s ${usual}`)
  for (const { reporter, quotedMss, about } of icmp) {
    if (about === 'source' && quotedMss !== null && offered !== null && quotedMss !== offered)
      notes.push(`${reporter} quotes a SYN with ${quotedMss}: changed on the way from ${offered}`)
  }
  return notes.length === 0 ? null : `MSS: ${notes.join('; ')}.`
}
