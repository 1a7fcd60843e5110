/** The words and commands of a cause, for the flows that it explains. */
import type { BlockedBy } from '../../outcome.ts'
import type { Finding, FlowResult } from '../../result.ts'
import { inTheWay } from '../in-the-way.ts'
import type { FlowCause } from './cause-of.ts'
import { EN } from './en.ts'
import { trapsOf } from './field-traps.ts'
import { fill } from './fill.ts'
import { commandsFor } from './verify/commands.ts'
import { CAUSES } from './vocabulary.ts'
import type { CauseLanguage, CauseWords } from './words.ts'

const MOST_NAMED = 6

/** "a, b, c and 3 more" */
export function listed(items: readonly (string | number)[], { more }: Pick<CauseLanguage, 'more'> = EN): string {
  if (items.length <= MOST_NAMED) return items.join(', ')
  const names = items.slice(0, MOST_NAMED - 1).join(', ')
  return fill(more, { names, count: items.length - MOST_NAMED + 1 })
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
  const heard = listed(
    inTheWay(flows).map((by) => hopWords(by, language)),
    language,
  )
  const said = (sentence: string) => fill(sentence, { heard })
  const open = flows.find((flow) => flow.settle !== null)?.settle ?? null
  const settle = open ?? words.settle
  const { evidence } = language
  const sources = listed([...new Set(flows.map(({ source }) => source))], language)
  return {
    title: said(titleOf(words, flows)),
    explanation: [said(words.explanation), ...shiftWords(words, first.port, portShift, language)].join(' '),
    evidence: [
      fill(flows.length === 1 ? evidence.seen.one : evidence.seen.other, { count: flows.length, sources }),
      said(words.because),
      flows.length > 1 ? fill(evidence.example, { reason: first.reason }) : first.reason,
      ...(settle === null ? [] : [fill(evidence.settle, { settle })]),
    ].join(' '),
    ...(open === null && words.settle !== null ? { settle: words.settle } : {}),
    whoCanFix: said(words.whoCanFix),
    steps: [
      ...words.steps.map(said),
      ...trapsOf(cause, flows).map((trap) => language.traps[trap]),
      fill(language.again, { command: TEST_AGAIN }),
    ],
    verify: commandsFor(CAUSES[cause].verify, first, language.places),
  }
}

const titleOf = ({ title, provenTitle }: CauseWords, flows: readonly FlowResult[]) =>
  provenTitle !== undefined && flows.every((flow) => flow.proof === 'proven') ? provenTitle : title

/** "10.77.10.1 (hop 1)" */
const hopWords = ({ address, hop }: BlockedBy, language: Pick<CauseLanguage, 'hop'>) =>
  hop === null ? address : fill(language.hop, { address, hop })

/** "last heard: 10.77.10.1 (hop 1)" */
export const placeWords = (by: BlockedBy, language: Pick<CauseLanguage, 'at' | 'hop'>) =>
  fill(language.at[by.certainty], { device: hopWords(by, language) })

/** Where an explanation names ports of the guide, beside a finding that names the moved ones. */
function shiftWords({ explanation }: CauseWords, port: number, shift: number, { shifted }: CauseLanguage): string[] {
  if (shift === 0 || !/\d{2}/.test(explanation)) return []
  return [fill(shifted, { shift, guide: port - shift, port })]
}
