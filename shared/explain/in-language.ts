/**
 * A result in another language. Its sentences are not translated: they are made again from the evidence that it holds. They are made in
 * English as well, and only where that gives what is stored, word for word, is the same known to be said; all else stays as it is, in
 * English, and is named, so that it can be marked.
 */
import { APPENDIX_B } from '../catalogue/appendix-b.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { shiftPorts } from '../catalogue/shift-ports.ts'
import { conclude } from '../conclude/conclude.ts'
import { type VerdictNote, noteSentence } from '../conclude/verdict.ts'
import { sayFieldCheck } from '../field-checks/in-language.ts'
import { hostsOf } from '../host-of.ts'
import type { HostEvidence } from '../observation.ts'
import type { Finding, FlowResult, RunResult } from '../result.ts'
import { CONCLUDE_WORDS } from '../words/conclude.ts'
import type { Language } from '../words/language.ts'
import { REPORT_WORDS } from '../words/report.ts'
import { besidesIn } from './besides-in-language.ts'
import { CAUSE_LANGUAGES } from './causes/languages.ts'
import { FLOW_CAUSES } from './causes/vocabulary.ts'
import { isOneOfSeveral, sayFinding } from './say-finding.ts'

/** By how much the ports of a result were moved: the practice site says so in the name of its catalogue. */
export const portShiftOf = ({ catalogue }: Pick<RunResult['tool'], 'catalogue'>) =>
  Number(/\+ports(\d+)$/.exec(catalogue)?.[1] ?? 0)

const catalogueOf = (tool: Pick<RunResult['tool'], 'catalogue'>): Catalogue => {
  const shift = portShiftOf(tool)
  return shift === 0 ? APPENDIX_B : shiftPorts(APPENDIX_B, shift)
}

/** Null: it was made by another version, or of evidence that is not there. */
export function sayFlow(
  flow: FlowResult,
  host: HostEvidence | null,
  catalogue: Catalogue,
  language: Language,
): Pick<FlowResult, 'reason' | 'settle'> | null {
  const { address, port, service, evidence } = flow
  const known = catalogue.field.identity.find(({ ports }) => ports.includes(port))
  const identity = flow.group === 'extra' ? null : (known ?? null)
  const judged = { address, port, service, identity }
  const english = conclude(judged, evidence, host)
  if (english.outcome !== flow.outcome || english.proof !== flow.proof || english.settle !== flow.settle) return null
  const note = noteOf(flow.reason, english.reason, catalogue)
  if (note === 'unknown') return null
  const { reason, settle } = conclude(judged, evidence, host, CONCLUDE_WORDS[language])
  const added = note === null ? '' : ` ${noteSentence(note, catalogue, CONCLUDE_WORDS[language])}`
  return { reason: `${reason}${added}`, settle }
}

const NOTES = Object.keys(CONCLUDE_WORDS.en.verdictNotes) as VerdictNote[]

/** What the ruling added to what was concluded. */
function noteOf(stored: string, concluded: string, catalogue: Catalogue): VerdictNote | null | 'unknown' {
  if (stored === concluded) return null
  const added = NOTES.find((note) => stored === `${concluded} ${noteSentence(note, catalogue, CONCLUDE_WORDS.en)}`)
  return added ?? 'unknown'
}

const isFlowCause = (cause: string): cause is (typeof FLOW_CAUSES)[number] =>
  (FLOW_CAUSES as readonly string[]).includes(cause)

/** Gives for a finding of flows the same one: id, flows, cause and rules are kept. Null: its English cannot be made again. */
function ofFlowsIn(
  run: RunResult,
  said: RunResult,
  portShift: number,
  language: Language,
): (finding: Finding) => Finding | null {
  const ofFlows = run.findings.filter(({ flows }) => flows.length > 0)
  const byId = ({ flows }: RunResult) => new Map(flows.map((flow) => [flow.id, flow]))
  const [stored, now] = [byId(run), byId(said)]
  return (finding) => {
    const { cause, at = null, flows: ids } = finding
    if (!isFlowCause(cause)) return null
    const around = { portShift, hosts: run.hosts, isOneOfSeveral: isOneOfSeveral(finding, ofFlows) }
    const say = (flows: ReadonlyMap<string, FlowResult>, inWhich: Language) => {
      const [first, ...others] = ids.flatMap((id) => flows.get(id) ?? [])
      return first && sayFinding({ cause, at, flows: [first, ...others] }, around, CAUSE_LANGUAGES[inWhich])
    }
    const english = say(stored, 'en')
    if (english?.title !== finding.title || english.explanation !== finding.explanation) return null
    return { ...finding, ...say(now, language) }
  }
}

/** Null: it is about something else than the result itself, such as the machine that sent. */
const sayWarning = (warning: string, portShift: number, language: Language) =>
  warning === REPORT_WORDS.en.practice.notice(portShift) ? REPORT_WORDS[language].practice.notice(portShift) : null

export interface SaidResult {
  run: RunResult
  /** Sentences that stay English. */
  english: ReadonlySet<string>
}

/** The same flows and findings in the same order, with the same numbers. */
export function inLanguage(run: RunResult, language: Language): SaidResult {
  if (language === 'en') return { run, english: new Set() }
  const catalogue = catalogueOf(run.tool)
  const english = new Set<string>(notesOf(run))
  const leave = (sentences: readonly (string | null)[]) => {
    for (const sentence of sentences) if (sentence) english.add(sentence)
  }
  const warnings = run.warnings.map((warning) => {
    const again = sayWarning(warning, catalogue.portShift ?? 0, language)
    if (again === null) leave([warning])
    return again ?? warning
  })
  const hostOf = hostsOf(run.hosts)
  const flows = run.flows.map((flow) => {
    const again = sayFlow(flow, hostOf(flow), catalogue, language)
    if (!again) leave([flow.reason, flow.settle])
    return again ? { ...flow, ...again } : flow
  })
  const vantages = run.vantages.map((vantage) => {
    const note = sayNote(vantage, run.flows, language)
    if (note === vantage.note) leave([note])
    return { ...vantage, note }
  })
  const fieldChecks = run.fieldChecks?.map((check) => {
    const again = sayFieldCheck(check, { ...run, fieldChecks: run.fieldChecks ?? [] }, language)
    if (!again) leave([check.reason, check.settle])
    return again ? { ...check, ...again } : check
  })
  const said = { ...run, flows, warnings, vantages, ...(fieldChecks ? { fieldChecks } : {}) }
  const ofFlows = ofFlowsIn(run, said, catalogue.portShift ?? 0, language)
  const beside = besidesIn(run, said, language)
  const findings = run.findings.map((finding) => {
    const again = finding.flows.length > 0 ? ofFlows(finding) : beside(finding)
    if (!again) leave(sentencesOf(finding))
    return again ?? finding
  })
  return { run: { ...said, findings }, english }
}

type Vantage = RunResult['vantages'][number]

/** Where its flows were sent from, or why none were. */
function sayNote(vantage: Vantage, flows: readonly FlowResult[], language: Language): string {
  const { endpoint, interface: name, note } = vantage
  const [then, now] = [REPORT_WORDS.en.places, REPORT_WORDS[language].places]
  if (name !== null && note === then.through(name)) return now.through(name)
  if (note === then.noInterface()) return now.noInterface()
  const notAsked = flows.find((flow) => flow.source === endpoint && flow.evidence.notAsked?.detail === note)?.evidence
    .notAsked
  return notAsked ? CONCLUDE_WORDS[language].answers.whyUntested(notAsked.why, notAsked.detail) : note
}

/** What the machine that sent said of itself. */
const notesOf = ({ environment }: RunResult): string[] =>
  environment
    ? [
        ...environment.warnings,
        ...environment.notes,
        ...environment.observers.map(({ note }) => note),
        ...environment.pathMtu.map(({ note }) => note),
      ]
    : []

const sentencesOf = ({ title, explanation, evidence, whoCanFix, steps }: Finding) => [
  title,
  explanation,
  evidence,
  whoCanFix,
  ...steps,
]
