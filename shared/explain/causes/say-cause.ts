/** The words and commands of a cause, for the flows that it explains. */
import type { Finding, FlowResult } from '../../result.ts'
import { inTheWay } from '../in-the-way.ts'
import type { FlowCause } from './cause-of.ts'
import { EN } from './en.ts'
import { commandsFor } from './verify/commands.ts'
import { CAUSES } from './vocabulary.ts'
import type { CauseLanguage, CauseWords } from './words.ts'

const MOST_NAMED = 6

/** "a, b, c and 3 more" */
export function listed(items: readonly (string | number)[]): string {
  if (items.length <= MOST_NAMED) return items.join(', ')
  return `${items.slice(0, MOST_NAMED - 1).join(', ')} and ${items.length - MOST_NAMED + 1} more`
}

export type SaidCause = Pick<
  Finding,
  'title' | 'explanation' | 'evidence' | 'settle' | 'whoCanFix' | 'steps' | 'verify'
>

/** PLAN and RUN are those of the check, as in the help of the program. */
const TEST_AGAIN = 'psm-preflight check PLAN --only-failed RUN'

/**
 * @param flows all of one finding, at least one
 * @param portShift by how much the ports were moved from those of the guide
 */
export function sayCause(
  cause: FlowCause,
  flows: readonly [FlowResult, ...FlowResult[]],
  portShift: number,
  language: CauseLanguage = EN,
): SaidCause {
  const words = language.causes[cause]
  const [first] = flows
  const said = (sentence: string) => withHeard(sentence, flows)
  const open = flows.find((flow) => flow.settle !== null)?.settle ?? null
  return {
    title: said(titleOf(words, flows)),
    explanation: said(`${words.explanation}${shiftWords(words, first.port, portShift)}`),
    evidence: evidenceOf(words, flows, open ?? words.settle, said),
    ...(open === null && words.settle !== null ? { settle: said(words.settle) } : {}),
    whoCanFix: said(words.whoCanFix),
    steps: [...words.steps.map(said), language.again.replace('{command}', TEST_AGAIN)],
    verify: commandsFor(CAUSES[cause].verify, first, language.places),
  }
}

const titleOf = ({ title, provenTitle }: CauseWords, flows: readonly FlowResult[]) =>
  provenTitle !== undefined && flows.every((flow) => flow.proof === 'proven') ? provenTitle : title

/** How many, from where, why that means this cause, one of them as an example, and what is still open. */
function evidenceOf(
  { because }: CauseWords,
  flows: readonly [FlowResult, ...FlowResult[]],
  open: string | null,
  said: (sentence: string) => string,
): string {
  const [first] = flows
  const many = flows.length === 1 ? '1 flow' : `${flows.length} flows`
  return [
    `${many}, seen from ${listed([...new Set(flows.map(({ source }) => source))])}.`,
    said(because),
    `${flows.length > 1 ? 'For example: ' : ''}${first.reason}`,
    ...(open === null ? [] : [`What would settle it: ${said(open)}`]),
  ].join(' ')
}

/** "10.77.10.1 (hop 1)" in place of `{heard}`. */
function withHeard(sentence: string, flows: readonly FlowResult[]): string {
  if (!sentence.includes('{heard}')) return sentence
  const heard = inTheWay(flows).map(({ address, hop }) => (hop === null ? address : `${address} (hop ${hop})`))
  return sentence.replaceAll('{heard}', listed(heard))
}

/** Where an explanation names ports of the guide, beside a finding that names the moved ones. */
function shiftWords({ explanation }: CauseWords, port: number, shift: number): string {
  if (shift === 0 || !/\d{2}/.test(explanation)) return ''
  return ` These are the ports of the guide; here each is moved up by ${shift}, so that ${port - shift} is ${port}.`
}
