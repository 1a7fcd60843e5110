/** Chapter: what is wrong, how we know, who can fix it and how, the text to paste, and what verifies it. Worst first, as the run has them. */
import { compactNames, compactNumbers } from '../../../shared/explain/compact.ts'
import { exactSets } from '../../../shared/explain/exact-sets.ts'
import type { Finding, FlowResult, RunResult } from '../../../shared/result.ts'
import { drawCode } from './code-block.ts'
import { COLOUR, STYLE } from './look.ts'
import { drawList } from './numbered-list.ts'
import { drawMark } from './shapes.ts'
import type { Element, Sheet } from './sheet.ts'
import { inTheWay } from '../../../shared/explain/in-the-way.ts'
import { DIALECTS } from '../../../shared/explain/dialects/all.ts'
import type { Dialect } from '../../../shared/explain/dialects/dialect.ts'
import { requestWords } from '../../../shared/explain/request-words.ts'
import type { Printed } from './words/printed.ts'
import { commandsElsewhere, drawVerify } from './verify-part.ts'

const titlesOf = (dialects: readonly Dialect[]) => dialects.map(({ title }) => title).join(', ')
const RULES_FOR = titlesOf(DIALECTS.filter(({ rollbackFile }) => rollbackFile !== null))
/** Files with rules are for what stands on the way. */
const ON_HOSTS = DIALECTS.filter(({ onHosts }) => onHosts)

/** "psm-3 → psm-1, psm-2 : 9010–9012, 9014", exactly. */
function flowSets(flows: readonly FlowResult[]): string[] {
  return exactSets(flows).map(({ sources, destinations, ports }) => {
    const [from, to] = [compactNames(sources).join(', '), compactNames(destinations).join(', ')]
    return `${from} → ${to} : ${compactNumbers(ports).join(', ')}`
  })
}

function drawHeader(sheet: Sheet, part: Element, finding: Finding, flows: readonly FlowResult[]): void {
  const indent = 19
  const title = sheet.lines(`${finding.id}  ${finding.title}`, sheet.width - indent, STYLE.h2)
  sheet.ensure(title.length * STYLE.h2.leading + 90)
  if (!sheet.isTop) sheet.y += 12
  sheet.rule()
  sheet.y += 9
  sheet.bookmark(`${finding.id} ${finding.title}`)
  const proven = flows.length > 0 && flows.every((flow) => flow.proof === 'proven')
  const mark = { verdict: finding.severity, proof: proven ? ('proven' as const) : ('likely' as const) }
  const element = sheet.element('H2', part, sheet.tongue(finding.title))
  const first = sheet.y
  sheet.artifact(() => drawMark(sheet.doc, mark, sheet.left + 6, first + STYLE.h2.leading / 2, 12))
  sheet.flow(element, 'H2', title.length, STYLE.h2.leading, (from, to, top) => {
    title.slice(from, to).forEach((line, i) => {
      sheet.line(line, sheet.left + indent, top + i * STYLE.h2.leading, STYLE.h2)
    })
  })
  element.end()
  const meta = sheet.words.pages.finding.meta(finding.severity, finding.flows.length, proven, finding.cause)
  sheet.block('P', part, meta, STYLE.small, { indent, after: 4 })
}

/** Who is known to stand in the way, each once. */
function blockers(flows: readonly FlowResult[], { report }: Printed): string {
  return inTheWay(flows).map(report.places.inTheWay).join('; ')
}

/** The flows by address. The same in each firewall's own words would be pages of each finding: those stand in files. */
function drawToPaste(sheet: Sheet, part: Element, { rules }: Finding, flows: readonly FlowResult[]): void {
  for (const { part: asked, lines } of requestWords(flows, sheet.words.language)) {
    sheet.label(part, sheet.words.pages.finding.paste(asked))
    sheet.y += 2
    drawCode(sheet, part, lines.join('\n'))
  }
  const ids = Object.keys(rules)
  if (ids.length === 0) return
  const words = sheet.words.pages.finding
  const isOnHosts = ids.every((id) => ON_HOSTS.some((dialect) => dialect.id === id))
  sheet.block('P', part, isOnHosts ? words.hostRules(titlesOf(ON_HOSTS)) : words.rules(RULES_FOR), STYLE.body)
}

/** @param like see {@link drawVerify} */
function drawFinding(
  sheet: Sheet,
  section: Element,
  finding: Finding,
  { flows, like }: { flows: readonly FlowResult[]; like: string | undefined },
): void {
  const part = sheet.element('Sect', section)
  const words = sheet.words.pages.finding
  drawHeader(sheet, part, finding, flows)
  sheet.block('P', part, finding.explanation, STYLE.body)
  if (flows.length > 0) {
    sheet.label(part, words.which())
    drawList(sheet, part, flowSets(flows), { numbered: false })
  }
  sheet.label(part, words.how())
  sheet.block('P', part, finding.evidence, STYLE.body)
  const inTheWay = blockers(flows, sheet.words)
  if (inTheWay) {
    sheet.label(part, words.inTheWay())
    sheet.block('P', part, inTheWay, STYLE.body)
  }
  sheet.label(part, words.who())
  sheet.block('P', part, finding.whoCanFix, STYLE.body)
  sheet.label(part, words.what())
  drawList(sheet, part, finding.steps, { numbered: true })
  drawToPaste(sheet, part, finding, flows)
  drawVerify(sheet, part, finding, like)
  part.end()
}

/** Draws the chapter, also when there is nothing to report: its absence would be a question. */
export function drawFindings(sheet: Sheet, run: RunResult): void {
  const section = sheet.chapter(sheet.words.pages.finding.chapter())
  const words = sheet.words.pages.finding
  const byId = new Map(run.flows.map((flow) => [flow.id, flow]))
  if (run.findings.length === 0) {
    sheet.block('P', section, words.none(run.summary.untested > 0), STYLE.body)
  } else {
    const someBeside = run.findings.some(({ flows }) => flows.length === 0)
    sheet.block('P', section, words.intro(run.findings.length, someBeside), { ...STYLE.body, colour: COLOUR.muted })
  }
  const elsewhere = commandsElsewhere(run.findings)
  for (const finding of run.findings) {
    const flows = finding.flows.flatMap((id) => byId.get(id) ?? [])
    drawFinding(sheet, section, finding, { flows, like: elsewhere.get(finding.id) })
  }
  section.end()
}
