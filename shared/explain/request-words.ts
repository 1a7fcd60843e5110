/**
 * The change request in words: one introduction per part, and its lines as text. The same sentences stand on the terminal
 * and in the report, so that nobody reads two requests.
 */
import type { FlowResult } from '../result.ts'
import { ASKED_PARTS, type AskedPart, type Party, type RequestLine, requestLines } from './blocked-flows.ts'
import { compactAddresses, compactNumbers } from './compact.ts'

const number = (n: number) => n.toLocaleString('en-US')
const countOf = (n: number, one: string) => `${number(n)} ${one}${n === 1 ? '' : 's'}`

export const REQUEST_TITLE: Record<AskedPart, string> = {
  permit: 'Please permit these flows',
  'do-not-proxy': 'Please do not proxy these flows',
  'host-permit': 'Please allow these flows on the destination itself',
  'check-first': 'Check the host and its route first',
}

const EXACT =
  'every source of a line to every destination of it on every port of it, and nothing beside. A port that is not listed was not asked for.'

/** What is asked for `lines` of one part, and why; claims no more than was seen. */
export function requestIntro(part: AskedPart, lines: readonly RequestLine[]): string {
  const flows = countOf(flowsIn(lines), 'flow')
  const size = `${flows} (${countOf(lines.length, 'line')})`
  switch (part) {
    case 'permit':
      return `Please permit these ${size}: TCP, from the source to the destination, with the answers on the way back. They are exactly the flows that were seen blocked: ${EXACT}`
    case 'do-not-proxy':
      return `Please take these ${size} out of SYN proxying, transparent proxying and load balancing: TCP, from the source to the destination. A device in the path answers them in place of the destination; a permit does not change that. They are exactly: ${EXACT} Whether a rule blocks them behind that device is seen only when they are tested again without it.`
    case 'host-permit':
      return `Please allow these ${size} in the host firewall of each destination: TCP, incoming, from the source. They come all the way to the destination, and it stops them itself, so that a permit on the way changes nothing; this is for the owner of these hosts, not of the firewalls. They are exactly: ${EXACT}`
    case 'check-first':
      return `Nothing was heard of these destinations, or a router said that it cannot reach them (${flows}). Permit them only once the host is known to be up and routed: a rule alone may change nothing.`
  }
}

export const flowsIn = (lines: readonly RequestLine[]) => lines.reduce((sum, line) => sum + line.flows, 0)

const addresses = (parties: readonly Party[]) => compactAddresses(parties.map((p) => p.address)).join(', ')

/** "10.77.20.13 → 10.77.20.11, 10.77.20.12 : tcp 9010–9012, 9014" */
const lineWords = ({ sources, destinations, ports }: RequestLine) =>
  `${addresses(sources)} → ${addresses(destinations)} : tcp ${compactNumbers(ports).join(', ')}`

export interface RequestPartWords {
  part: AskedPart
  title: string
  intro: string
  lines: string[]
}

/** The parts that ask for something, those without a flow left out. */
export function requestWords(flows: readonly FlowResult[]): RequestPartWords[] {
  return ASKED_PARTS.flatMap((part) => {
    const lines = requestLines(flows, part)
    if (lines.length === 0) return []
    return { part, title: REQUEST_TITLE[part], intro: requestIntro(part, lines), lines: lines.map(lineWords) }
  })
}
