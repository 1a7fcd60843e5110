/**
 * The run as JUnit XML, for continuous integration: a suite per port group, a case per flow. A warning is a failure of the type
 * `warn`, because JUnit knows nothing between pass and failure and CI must see it. An untested flow is skipped, with its reason.
 */
import { inTheWayWords } from '../../shared/explain/in-the-way.ts'
import { notAskedFor } from '../../shared/explain/verdict-sentence.ts'
import { create } from 'xmlbuilder2'
import { assertNever } from '../../shared/assert-never.ts'
import type { FlowResult, RunResult } from '../../shared/result.ts'
import { grouped } from './grouping.ts'

type Attributes = Record<string, string>
interface XmlNode {
  ele: (name: string, attributes?: Attributes) => XmlNode
  txt: (text: string) => XmlNode
  end: (options: { prettyPrint: boolean }) => string
}

/** Outside `Char` of XML 1.0. */
const ILLEGAL = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** What XML cannot hold, visibly: controls as their control pictures (␇ for BEL), the rest as �. */
export function legalXml(text: string): string {
  return text.replaceAll(ILLEGAL, (char) => {
    const code = char.codePointAt(0) ?? 0
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\ufffd'
  })
}

/**
 * Text for xmlbuilder2 4.0.3, which leaves what looks like an entity as it is: a name `&#7;` would make the document ill-formed.
 * With its ampersands escaped here it comes out as it went in.
 */
const data = (text: string) => legalXml(text).replaceAll('&', '&amp;')

const seconds = (ms: number) => (ms / 1000).toFixed(3)

/** A check beyond the port table has no time of its own. */
type Counted = Pick<FlowResult, 'verdict'> & { durationMs?: number }

function counts(flows: readonly Counted[]): Attributes {
  const failures = flows.filter((f) => f.verdict === 'fail' || f.verdict === 'warn').length
  const skipped = flows.filter((f) => f.verdict === 'untested').length
  const time = flows.reduce((sum, f) => sum + (f.durationMs ?? 0), 0)
  return {
    tests: String(flows.length),
    failures: String(failures),
    errors: '0',
    skipped: String(skipped),
    time: seconds(time),
  }
}

/** The reason, what would settle it, and the finding that says what to do. */
function details(flow: FlowResult): string {
  const lines = [
    `${flow.source} (${flow.sourceAddress}) -> ${flow.destination} (${flow.address}) : ${flow.port}/tcp ${flow.service}`,
    `outcome ${flow.outcome}, proof ${flow.proof}`,
    flow.reason,
    ...(flow.blockedBy ? [`In the way: ${inTheWayWords(flow.blockedBy)}`] : []),
    ...(flow.settle ? [`What would settle it: ${flow.settle}`] : []),
    ...(flow.finding ? [`Finding ${flow.finding}`] : []),
  ]
  return data(lines.join('\n'))
}

function addCase(suite: XmlNode, flow: FlowResult): void {
  const node = suite.ele('testcase', {
    classname: data(`${flow.group}.${flow.direction}`),
    name: data(flow.id),
    time: seconds(flow.durationMs),
  })
  const message = data(`${flow.outcome}: ${flow.reason}`)
  switch (flow.verdict) {
    case 'pass':
      return
    case 'fail':
    case 'warn':
      node.ele('failure', { type: flow.verdict, message }).txt(details(flow))
      return
    case 'untested':
      node.ele('skipped', { message })
      return
    default:
      assertNever(flow.verdict)
  }
}

function addProperties(suite: XmlNode, run: RunResult): void {
  const properties = suite.ele('properties')
  const values: Attributes = {
    tool: `${run.tool.name} ${run.tool.version}`,
    catalogue: run.tool.catalogue,
    site: run.site.name,
    stage: run.stage,
    complete: String(run.complete),
    notAsked: String(notAskedFor(run)),
  }
  for (const [name, value] of Object.entries(values)) properties.ele('property', { name, value: data(value) })
}

/** A suite of its own: they are no flows. */
function addFieldChecks(root: XmlNode, run: RunResult): void {
  const { fieldChecks = [] } = run
  if (fieldChecks.length === 0) return
  const suite = root.ele('testsuite', { name: 'field-checks', timestamp: run.startedAt, ...counts(fieldChecks) })
  addProperties(suite, run)
  for (const { id, kind, verdict, reason, settle } of fieldChecks) {
    const node = suite.ele('testcase', { classname: `field-checks.${kind}`, name: data(id), time: seconds(0) })
    const message = data(reason)
    const text = data(settle === null ? reason : `${reason}\nWhat would settle it: ${settle}`)
    if (verdict === 'untested') node.ele('skipped', { message })
    else if (verdict !== 'pass') node.ele('failure', { type: verdict, message }).txt(text)
  }
}

/** The whole run as one XML document. Times are seconds; a suite's time is the sum of its flows. */
export function runToJunit(run: RunResult): string {
  const root: XmlNode = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites', {
    name: 'psm-preflight',
    ...counts([...run.flows, ...(run.fieldChecks ?? [])]),
  })
  for (const flows of grouped(run.flows, (flow) => flow.group)) {
    const suite = root.ele('testsuite', {
      name: data(flows[0]?.group ?? ''),
      timestamp: run.startedAt,
      ...counts(flows),
    })
    addProperties(suite, run)
    for (const flow of flows) addCase(suite, flow)
  }
  addFieldChecks(root, run)
  return `${root.end({ prettyPrint: true })}\n`
}
