/** The fixed words of the report: page 1, findings, change request, flows, checks beyond the port table, comparison. */
import type { FieldCheckKind } from '../../../../../shared/catalogue/catalogue.ts'
import { FIELD_KNOWLEDGE } from '../../../../../shared/catalogue/field-knowledge.ts'
import type { FindingChange } from '../../../../../shared/comparison.ts'
import type { AskedPart } from '../../../../../shared/explain/blocked-flows.ts'
import type { Outcome, Verdict } from '../../../../../shared/outcome.ts'
import type { Stage } from '../../../../../shared/plan/plan.ts'
import { numberIn } from '../../../../../shared/words/number.ts'

const n = numberIn('en')
const countOf = (count: number, one: string) => `${n(count)} ${one}${count === 1 ? '' : 's'}`

const ASKED: Record<AskedPart, string> = {
  permit: 'flows to permit',
  'do-not-proxy': 'flows not to proxy',
  'host-permit': 'flows to allow on the destination itself',
  'check-first': 'flows to check first',
}

const COUNTED: Record<Verdict, (count: number) => string> = {
  pass: (count) => (count === 1 ? 'passes' : 'pass'),
  fail: (count) => (count === 1 ? 'fails' : 'fail'),
  warn: (count) => (count === 1 ? 'warns' : 'warn'),
  untested: () => 'untested',
}

const CLOSED: Record<Stage, string> = {
  preinstall: '“Closed, reachable”: nothing listens there yet, which is enough before the install.',
  operational: '“Closed, reachable”: the service runs on another node of the cluster.',
}

export const pages = {
  title: (where: string) => `PSM Preflight report: ${where}`,
  subject: () => 'Network readiness for AMD Pensando PSM',
  page: (page: number, count: number) => `Page ${page} of ${count}`,
  flows: (count: number) => countOf(count, 'flow'),
  findings: (count: number) => countOf(count, 'finding'),
  moreCodePoints: (shown: string, more: number) => `${shown} and ${more} more`,

  one: {
    bookmark: () => 'Verdict and sign-off',
    subtitle: () => 'Network readiness report for AMD Pensando PSM',
    customer: () => 'Customer',
    engineer: () => 'Engineer',
    stage: () => 'Stage',
    date: () => 'Date',
    tool: () => 'Tool',
    catalogue: () => 'Port catalogue',
    until: (from: string, to: string) => `${from} to ${to}`,
    moreWarnings: (count: number) => `${countOf(count, 'more warning')}: see Method and limits.`,
    seeMethod: () => 'see Method and limits',
    counted: (verdict: Verdict, count: number) => COUNTED[verdict](count),
    proofs: (proven: number, likely: number) => `${n(proven)} proven, ${n(likely)} likely`,
    notAsked: (count: number) => `and ${n(count)} not asked`,
    proven: () => 'proven: nothing else would look like what was seen.',
    likely: () =>
      'likely: what was seen fits, but another cause would look the same from here; the report says what would settle it.',
    closed: (count: number) =>
      `Of those that pass, ${n(count)} ${count === 1 ? 'is' : 'are'} reachable where nothing listens yet (closed): enough before the install.`,
    matrix: () => 'The site, from every source to every destination',
    matrixNext: () => 'The matrix of the site is on the next page.',
    found: () => 'What was found',
    seeFinding: (id: string) => `see ${id}`,
    seeFindings: (count: number, isAll: boolean) =>
      `${isAll ? countOf(count, 'finding') : `and ${countOf(count, 'more finding')}`}: see Findings.`,
  },

  signOff: {
    sentence: () =>
      'We have seen this report. It holds for the network as it was when it was tested, as said above; flows that are untested or were not asked are not covered.',
    customer: () => 'For the customer',
    installer: () => 'For the installing side',
    labels: () => ['Name', 'Company', 'Date', 'Signature'],
  },

  matrix: {
    all: (count: number, role: string) => `all ${n(count)} ${role}`,
    alike: (count: number, role: string) => `${n(count)} ${role} alike`,
    cell: (from: string, to: string, verdict: string, passed: number, flows: number) =>
      `${from} to ${to}: ${verdict}, ${passed} of ${flows} flows pass.`,
    intro: (rows: number, columns: number) =>
      `Matrix of ${rows} sources by ${columns} destinations, the worst verdict in each cell.`,
    passing: (cells: number) => `In ${cells} cells every flow passes.`,
    axes: () => 'from ↓   to →',
    legend: () => ['pass, proven', 'pass, likely', 'fail', 'warn', 'untested'],
    numbers: () => 'outlined: likely only · numbers: flows passed/all',
  },

  finding: {
    chapter: () => 'Findings',
    none: (someUntested: boolean): string =>
      someUntested ? 'No flow that was tested failed or warned.' : 'No flow failed or warned.',
    intro: (count: number, someBeside: boolean) =>
      `${countOf(count, 'finding')}, worst first. A finding is one cause with all the flows that it explains${someBeside ? '; what is wrong beside the flows explains none' : ''}.`,
    meta: (severity: 'fail' | 'warn', flows: number, proven: boolean, cause: string) =>
      `${severity === 'fail' ? 'Fails' : 'Warns'} · ${flows === 0 ? 'beside the flows' : `${countOf(flows, 'flow')} · ${proven ? 'proven' : 'likely'}`} · cause: ${cause}`,
    which: () => 'Which flows',
    how: () => 'How we know',
    inTheWay: () => 'What stands in the way',
    who: () => 'Who can fix it',
    what: () => 'What to do',
    paste: (part: AskedPart) => `To paste: ${ASKED[part]}`,
    rules: (dialects: string) => `As rules for ${dialects}: in the app, in run.json, and in files with --format rules.`,
    hostRules: (dialects: string) => `As rules for ${dialects}: in the app and in run.json.`,
    verify: () => 'Commands to verify it',
    howVerified: () =>
      'The comment above a command says where it is typed. NAME stands for a name that the line before it lists.',
    sameCommands: (id: string) =>
      `Those of ${id}, which has the same cause, with the addresses and ports of this one; filled in, they stand in run.json and in the app.`,
  },

  request: {
    chapter: () => 'Change request',
    nothing: () => 'No flow was seen that a device in the path blocks. Nothing is asked for on the way.',
    columns: () => ['#', 'Source', 'Destination', 'TCP port', 'Flows', 'Seen as', 'Finding'],
    left: () => 'Not in this request',
    elsewhere: (count: number, outcome: string) =>
      `${countOf(count, 'flow')} that failed as ${outcome}: no rule in the path changes that; see the findings.`,
    untested: (count: number) =>
      `${countOf(count, 'flow')} that ${count === 1 ? 'was' : 'were'} not tested: what was not seen blocked is not asked for.`,
  },

  flow: {
    chapter: () => 'Every flow',
    single: (count: number) =>
      `${countOf(count, 'flow')}, in the order of the port table. RTT is the round trip of the handshake or of the RST; see “How round trips are measured”.`,
    sets: (count: number) =>
      `${countOf(count, 'flow')} as exact sets: a row stands for every source of it to every destination of it on every port of it, and for nothing else. Together the rows are all flows of the plan, each once. RTT is the shortest and the longest round trip in the row; see “How round trips are measured”.`,
    closed: (stage: Stage) => CLOSED[stage],
    columns: () => ['Source', 'Destination', 'Port', 'Service', 'Outcome', 'Proof', 'RTT, ms', 'Finding'],
    setColumns: () => ['Sources', 'Destinations', 'Ports', 'Flows', 'Outcome', 'Proof', 'RTT, ms', 'Finding'],
    direction: (id: string): string => id,
    ofPlan: (direction: string) => `Rule of the plan: ${direction}`,
    ports: (services: string) => `Ports: ${services}`,
  },

  field: {
    chapter: () => 'Beyond the port table',
    intro: () =>
      'The port table of the guide does not name these, but the install needs them. They are field knowledge, each with its source; they are not counted among the flows.',
    columns: () => ['What', 'Found', 'Why it is checked, and where that is known from'],
    see: (title: string, ids: readonly string[]) => `${title}: see ${ids.join(', ')}`,
    title: (kind: FieldCheckKind) => FIELD_KNOWLEDGE.checks[kind].title,
    purpose: (kind: FieldCheckKind) => FIELD_KNOWLEDGE.checks[kind].purpose,
    known: (kind: FieldCheckKind) =>
      `${FIELD_KNOWLEDGE.checks[kind].certainty}: ${FIELD_KNOWLEDGE.checks[kind].source}`,
  },

  compared: {
    chapter: (at: string) => `Compared with ${at}`,
    earlier: (sha256: string) => `The earlier result: run.json of SHA-256 ${sha256}.`,
    flowColumns: () => ['Sources', 'Destinations', 'Ports', 'Flows', 'Before', 'Now'],
    findingColumns: () => ['Result', 'Finding', 'Cause', 'State', 'In the other result'],
    findings: () => 'Findings, before and now',
    of: (which: 'old' | 'new'): string => which,
    state: (state: FindingChange['state']): string => state.replace('-', ' '),
    other: (pass: number, failing: number, unknown: number) => `${pass} pass, ${failing} fail, ${unknown} untested`,
    beside: () => 'beside the flows',
    differs: (what: string) => `Other than before: ${what}`,
  },

  outcome: (outcome: Outcome): string => outcome,
  closedReachable: () => 'closed, reachable',
}
