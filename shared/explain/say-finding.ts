/** A finding in words: what it is about (ports, both ends, the device as far as it was seen), and what is said of its cause. */
import { assertNever } from '../assert-never.ts'
import type { HostEvidence } from '../observation.ts'
import type { FlowResult } from '../result.ts'
import { ACTS_ON } from './causes/acts.ts'
import { EN } from './causes/en.ts'
import { fill } from './causes/fill.ts'
import { type SaidCause, listed, placeWords, sayCause } from './causes/say-cause.ts'
import type { CauseLanguage } from './causes/words.ts'
import { doubtsAbout } from './doubts.ts'
import type { Explained } from './group-flows.ts'

interface Around {
  /** What was seen of the destinations: it may speak against the finding. */
  hosts: readonly HostEvidence[]
  /** By how much the ports were moved from those of the guide. */
  portShift: number
  /** Another finding has the same cause: the device tells the two apart. */
  isOneOfSeveral: boolean
}

/** Whether another one has the same cause. */
export const isOneOfSeveral = <T extends { cause: string }>(one: T, all: readonly T[]) =>
  all.some((other) => other !== one && other.cause === one.cause)

export function sayFinding(
  explained: Explained,
  { portShift, hosts, isOneOfSeveral: isOne }: Around,
  language: CauseLanguage = EN,
): SaidCause {
  const { cause, flows, at } = explained
  const { title, evidence, ...said } = sayCause(cause, flows, portShift, language)
  const where = at && isOne ? `; ${placeWords(at, language)}` : ''
  return {
    title: `${subjectOf(explained, portShift, language)}: ${title}${where}`,
    evidence: [evidence, ...doubtsAbout(explained, hosts, language)].join(' '),
    ...said,
  }
}

const portsOf = (flows: readonly FlowResult[]) => [...new Set(flows.map((f) => f.port))].sort((a, b) => a - b)

/** "Ports 19010, 19012 (in the guide: 9010, 9012)" */
function portWords(ports: readonly number[], shift: number, language: CauseLanguage): string {
  const { port, guide } = language.subject
  const words = fill(ports.length === 1 ? port.one : port.other, { ports: listed(ports, language) })
  if (shift === 0) return words
  return `${words}${fill(guide, {
    ports: listed(
      ports.map((moved) => moved - shift),
      language,
    ),
  })}`
}

/** "Ports 9010, 9011 on psm-2, from psm-1": what acts on the way has a direction. */
function subjectOf({ cause, flows }: Explained, portShift: number, language: CauseLanguage): string {
  const { subject } = language
  const names = (end: 'source' | 'destination') => listed([...new Set(flows.map((flow) => flow[end]))], language)
  const ports = portWords(portsOf(flows), portShift, language)
  const on = fill(subject.on, { ports, machines: names('destination') })
  const acts = ACTS_ON[cause]
  switch (acts) {
    case 'network': {
      const { one, other } = subject.network
      return fill(flows.length === 1 ? one : other, { count: flows.length, machines: names('destination') })
    }
    case 'path':
    case 'sender':
      return fill(subject.from, { on, machines: names('source') })
    case 'machine':
    case 'service':
      return on
    default:
      return assertNever(acts)
  }
}
