/**
 * The change request in words: one introduction per part, and its lines as text. The same sentences stand on the terminal
 * and in the report, so that nobody reads two requests.
 */
import type { FlowResult } from '../result.ts'
import { ASKED_PARTS, type AskedPart, type Party, type RequestLine, requestLines } from './blocked-flows.ts'
import type { Language } from '../words/language.ts'
import { REPORT_WORDS } from '../words/report.ts'
import { compactAddresses, compactNumbers } from './compact.ts'

/** What is asked for `lines` of one part, and why; claims no more than was seen. */
export const requestIntro = (part: AskedPart, lines: readonly RequestLine[], language: Language = 'en'): string =>
  REPORT_WORDS[language].request.intro(part, flowsIn(lines), lines.length)

const flowsIn = (lines: readonly RequestLine[]) => lines.reduce((sum, line) => sum + line.flows, 0)

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
export function requestWords(flows: readonly FlowResult[], language: Language = 'en'): RequestPartWords[] {
  return ASKED_PARTS.flatMap((part) => {
    const lines = requestLines(flows, part)
    if (lines.length === 0) return []
    const { title } = REPORT_WORDS[language].request
    return { part, title: title(part), intro: requestIntro(part, lines, language), lines: lines.map(lineWords) }
  })
}
