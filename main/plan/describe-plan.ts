/** What `plan check` prints: the expansion in numbers, before anything is sent. */
import { ROLES } from '../../shared/catalogue/catalogue.ts'
import { printable } from '../../shared/plan/faults.ts'
import type { NotAsked } from '../../shared/observation.ts'
import type { Flow, Plan, Vantage } from '../../shared/plan/plan.ts'
import { table } from './plan-table.ts'

const GAP = '  '
const SHOWN = 4

const number = (n: number) => n.toLocaleString('en')
const plural = (n: number, word: string) => `${number(n)} ${word}${n === 1 ? '' : 's'}`

/** At most four, then how many more: nothing is hidden, the numbers add up. */
function list(items: readonly string[]): string {
  const shown = items.slice(0, SHOWN).map((item) => printable(item, 60))
  const more = items.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${number(more)} more` : shown.join(', ')
}

function vantageText(vantage: Vantage): string {
  return vantage.kind === 'ssh' ? `ssh as ${printable(vantage.ssh.user, 40)}` : vantage.kind
}

/** Groups in the order of first appearance. */
function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

function endpointLines(plan: Plan, columns: number): string[] {
  const rows = [['role', 'count', 'vantage', 'endpoints']]
  for (const role of ROLES) {
    const ofRole = plan.endpoints.filter((e) => e.role === role)
    for (const [vantage, endpoints] of groupBy(ofRole, (e) => vantageText(e.vantage))) {
      const shown = list(endpoints.map((e) => `${e.name} ${e.address}`))
      rows.push([role, number(endpoints.length), vantage, shown])
    }
  }
  return table(rows, columns, [1])
}

/** A role when all sources or destinations have it; otherwise the name. */
function sideOf(flows: readonly Flow[], side: (flow: Flow) => { name: string }, roles: ReadonlyMap<string, string>) {
  const names = new Set(flows.map((f) => side(f).name))
  const found = new Set([...names].map((name) => roles.get(name) ?? name))
  return list([...found])
}

function directionLines(plan: Plan, flows: readonly Flow[], columns: number): string[] {
  const roles = new Map(plan.endpoints.map((e) => [e.name, e.role]))
  const rows = [['group', 'direction', 'from', 'to', 'ports', 'pairs', 'flows']]
  for (const ofDirection of groupBy(flows, (f) => f.direction).values()) {
    const [first] = ofDirection
    if (!first) continue
    const ports = new Set(ofDirection.map((f) => f.port)).size
    rows.push([
      first.group,
      first.direction,
      sideOf(ofDirection, (f) => f.source, roles),
      sideOf(ofDirection, (f) => f.destination, roles),
      number(ports),
      number(ofDirection.length / ports),
      number(ofDirection.length),
    ])
  }
  rows.push(['total', '', '', '', '', '', number(flows.length)])
  return table(rows, columns, [4, 5, 6])
}

function sourcesOf(flows: readonly Flow[]): string {
  const bySource = groupBy(flows, (f) => f.source.name)
  return list([...bySource.keys()])
}

/** Why the flows of a source are not tested from here; null: they are. */
export type WhyNot = (flow: Flow) => NotAsked['why'] | null

/** How the plan is looked at; what is absent is as on a machine of which nothing is known. */
export interface PlanView {
  /** Characters in a line. Default: no end. */
  columns?: number
  whyNot?: WhyNot
  /** The command that probes this plan. */
  checkCommand?: string
}

const byVantage: WhyNot = ({ source: { vantage } }) => (vantage.kind === 'none' ? 'no-vantage' : null)

type How = NotAsked['why'] | 'local' | 'ssh'

/** In the order in which they are printed. */
const HOW: readonly (readonly [How, string])[] = [
  ['local', 'from this machine'],
  ['ssh', 'over SSH'],
  ['not-this-machine', 'not tested here: another machine'],
  ['own-address', 'not tested: to this machine itself'],
  ['family', 'not tested: IPv4 and IPv6 mixed'],
  ['name', 'not tested: name not resolved'],
  ['no-vantage', 'not tested: no vantage'],
]

function howLines(flows: readonly Flow[], whyNot: WhyNot, columns: number): string[] {
  const byHow = groupBy(flows, (flow): How => whyNot(flow) ?? (flow.source.vantage.kind === 'ssh' ? 'ssh' : 'local'))
  const rows = HOW.flatMap(([how, words]) => {
    const found = byHow.get(how)
    return found === undefined ? [] : [[words, number(found.length), `from ${sourcesOf(found)}`]]
  })
  if (rows.length === 0) return [`${GAP}no flows`]
  return table([['how', 'flows', ''], ...rows], columns, [1])
}

function adviceLines(flows: readonly Flow[], whyNot: WhyNot, command: string): string[] {
  const blind = new Set(flows.filter((flow) => whyNot(flow) !== null).map((flow) => flow.source.name))
  if (blind.size === 0) return []
  return [
    '',
    `To test what starts on ${list([...blind])}:`,
    `${GAP}give it an SSH vantage, or run "${command}" on that machine with its vantage set to local.`,
  ]
}

/** The plan in plain text, ending with a line break. `flows`: the expansion, perhaps of some groups only. */
export function describePlan(plan: Plan, flows: readonly Flow[], view: PlanView = {}): string {
  const { columns = Number.POSITIVE_INFINITY, whyNot = byVantage, checkCommand = 'psm-preflight check' } = view
  const { name, customer, engineer } = plan.site
  const site = [name, customer, engineer].filter((text) => text !== undefined).map((text) => printable(text, 60))
  const lines = [
    `Site: ${site.join(' · ')}`,
    `Stage: ${plan.stage} · pace: ${plan.pace}`,
    '',
    plural(plan.endpoints.length, 'endpoint'),
    ...endpointLines(plan, columns),
    '',
    plural(flows.length, 'flow'),
    ...directionLines(plan, flows, columns),
    '',
    'How they are tested',
    ...howLines(flows, whyNot, columns),
    ...adviceLines(flows, whyNot, checkCommand),
  ]
  return `${lines.join('\n')}\n`
}
