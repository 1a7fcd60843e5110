/** The closed vocabularies in the words of the report, and numbers and dates as they are printed. */
import type { NotAsked } from '../../../shared/observation.ts'
import { inTheWayWords } from '../../../shared/explain/in-the-way.ts'
import type { BlockedByCertainty, Outcome, Proof, Verdict } from '../../../shared/outcome.ts'
import type { Pace, Stage } from '../../../shared/plan/plan.ts'
import type { FlowResult } from '../../../shared/result.ts'

export const VERDICT_WORD: Record<Verdict, string> = { pass: 'pass', fail: 'fail', warn: 'warn', untested: 'untested' }

/** A `none` beside an untested flow would only repeat it. */
export const PROOF_WORD: Record<Proof, string> = { proven: 'proven', likely: 'likely', none: '–' }

export const OUTCOME_MEANING: Record<Outcome, string> = {
  open: 'A TCP handshake was completed with the destination.',
  closed:
    'Reachable, but nothing listens (yet): the connection was refused, as by a machine without a service on that port. Enough before the install; in a formed cluster the service is missing.',
  reset: 'A device in the path answered with a RST in place of the destination.',
  intercepted: 'A device in the path completed the handshake in place of the destination.',
  rejected: 'An ICMP error came back: prohibited, or port or protocol unreachable.',
  silent: 'No answer, though the destination answers elsewhere.',
  'host-silent': 'No answer on any port of the destination, nor by ICMP.',
  unreachable: 'Host or network unreachable, no neighbour answered ARP or ND, or the route loops.',
  'no-route': 'The sending machine has no route to the destination.',
  'blocked-locally': "The sending machine's own policy refused to send.",
  'wrong-service': 'The handshake was completed, but another service than the expected one answered.',
  unstable: 'The attempts gave answers that contradict each other.',
  'not-tested': 'The flow was not asked.',
}

/** All of them, whether they occur or not: run.json and CSV have the words too. */
export const CERTAINTY_MEANING: Record<BlockedByCertainty, string> = {
  reported: 'The machine said so itself: its ICMP error names it.',
  concluded:
    'The machine said nothing, but its answers come from nearer than those of the destination, and a trace shows who stands there.',
  'last-responder':
    'The last machine on the way that was heard. It blocks, or what comes right after it does; it is never called the firewall.',
}

export const STAGE_WORDS: Record<Stage, string> = {
  preinstall: 'before the install (preinstall)',
  operational: 'cluster formed (operational)',
}

export const PACE_WORDS: Record<Pace, string> = {
  gentle: 'gentle: at most 10 new connections per second, with jitter',
  normal: 'normal: at most 300 new connections per second',
  fast: 'fast: as many new connections as the machine allows',
}

export const WHY_WORDS: Record<NotAsked['why'], string> = {
  'no-vantage': 'The source has no vantage: nothing could be sent from there.',
  'ssh-unsupported': 'The source has an SSH vantage, which this run could not use.',
  vantage: 'The source could not be reached by SSH, or nothing may be sent from there.',
  'vantage-lost': 'The link to the source was lost before this flow was answered.',
  'not-this-machine': 'The machine that was to send does not hold the address that the plan gives it.',
  'own-address': 'The address of the destination is one of the sending machine itself.',
  family: 'Source and destination have no address family in common, or a link-local address has no zone.',
  name: 'The name of the destination could not be resolved.',
  cancelled: 'The check was stopped before this flow was asked.',
  shunned: 'The network had stopped answering this machine before this flow was asked.',
  resources: 'The machine that sends ran out of a resource (sockets, ports, buffers).',
}

/** The outcome in a table: a refused port that passes before the install must not look like a fault. */
export const outcomeWord = ({ outcome, verdict }: Pick<FlowResult, 'outcome' | 'verdict'>) =>
  outcome === 'closed' && verdict === 'pass' ? 'closed, reachable' : outcome

export const number = (n: number) => n.toLocaleString('en-US')

/** "1 flow", "231 flows" */
export const countOf = (n: number, one: string, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`

const ROLE_WORDS: Record<string, readonly [string, string]> = {
  'user-station': ['user station', 'user stations'],
  'management-station': ['management station', 'management stations'],
  'psm-node': ['PSM node', 'PSM nodes'],
  dsc: ['DSC', 'DSCs'],
  other: ['other destination', 'other destinations'],
}

export const roleWords = (role: string, n: number) => ROLE_WORDS[role]?.[n === 1 ? 0 : 1] ?? role

/** Three figures are more than a handshake's round trip deserves. */
const roundedMs = (ms: number) => (ms < 10 ? ms.toFixed(2) : ms.toFixed(ms < 100 ? 1 : 0))

/** Milliseconds without the unit: "0.41", "0.30–1.92", or a dash. */
export function rttWords(rtts: readonly (number | null)[]): string {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const rtt of rtts) {
    if (rtt === null) continue
    low = Math.min(low, rtt)
    high = Math.max(high, rtt)
  }
  if (high < low) return '–'
  const [from, to] = [roundedMs(low), roundedMs(high)]
  return from === to ? from : `${from}–${to}`
}

const two = (n: number) => String(n).padStart(2, '0')

/** "2026-03-04 14:02:11 UTC+01:00": the wall clock of the machine that ran the check. Takes ISO 8601 in UTC. */
export function localTime(iso: string, utcOffsetMinutes: number): string {
  const shifted = new Date(Date.parse(iso) + utcOffsetMinutes * 60_000).toISOString()
  const size = Math.abs(utcOffsetMinutes)
  const offset = `${utcOffsetMinutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} UTC${offset}`
}

/** "2 min 31 s" */
export function durationWords(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** "10.77.10.1, hop 1 (reported): it said so itself" */
export const blockedByWords = ({ blockedBy }: Pick<FlowResult, 'blockedBy'>): string | null =>
  blockedBy ? inTheWayWords(blockedBy) : null
