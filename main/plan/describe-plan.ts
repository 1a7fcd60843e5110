/** What `plan check` prints: the expansion in numbers, before anything is sent. */
import { ROLES } from '../../shared/catalogue/catalogue.ts'
import { printable } from '../../shared/plan/faults.ts'
import type { Endpoint, Flow, Plan, Vantage } from '../../shared/plan/plan.ts'

const GAP = '  '
const SHOWN = 4

/** Aligns columns; those in `right` (numbers) to the right. Characters are counted, not their width on the screen. */
function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length))
  const widths = (rows[0] ?? []).map((_, column) => width(column))
  const pad = (cell: string, column: number) => {
    const space = ' '.repeat((widths[column] ?? 0) - [...cell].length)
    return right.includes(column) ? space + cell : cell + space
  }
  return rows.map((row) => `${GAP}${row.map(pad).join(GAP)}`.trimEnd())
}

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

function endpointLines(plan: Plan): string[] {
  const rows = [['role', 'count', 'vantage', 'endpoints']]
  for (const role of ROLES) {
    const ofRole = plan.endpoints.filter((e) => e.role === role)
    for (const [vantage, endpoints] of groupBy(ofRole, (e) => vantageText(e.vantage))) {
      const shown = list(endpoints.map((e) => `${e.name} ${e.address}`))
      rows.push([role, number(endpoints.length), vantage, shown])
    }
  }
  return table(rows, [1])
}

/** A role when all sources or destinations have it; otherwise the name. */
function sideOf(flows: readonly Flow[], side: (flow: Flow) => { name: string }, roles: ReadonlyMap<string, string>) {
  const names = new Set(flows.map((f) => side(f).name))
  const found = new Set([...names].map((name) => roles.get(name) ?? name))
  return list([...found])
}

function directionLines(plan: Plan, flows: readonly Flow[]): string[] {
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
  return table(rows, [4, 5, 6])
}

function sourcesOf(flows: readonly Flow[]): string {
  const bySource = groupBy(flows, (f) => f.source.name)
  return list([...bySource.keys()])
}

const HOW: Record<Vantage['kind'], string> = {
  local: 'from this machine',
  ssh: 'not tested: SSH is not probed from yet',
  none: 'not tested: no vantage',
}

function vantageLines(flows: readonly Flow[]): string[] {
  const kinds = ['local', 'ssh', 'none'] as const
  const rows = kinds.flatMap((kind) => {
    const ofKind = flows.filter((f) => f.source.vantage.kind === kind)
    return ofKind.length === 0 ? [] : [[HOW[kind], number(ofKind.length), `from ${sourcesOf(ofKind)}`]]
  })
  return rows.length === 0 ? [`${GAP}no flows`] : table(rows, [1])
}

function adviceLines(flows: readonly Flow[]): string[] {
  const blind = new Map<string, Endpoint>()
  for (const { source } of flows) if (source.vantage.kind !== 'local') blind.set(source.name, source)
  if (blind.size === 0) return []
  return [
    '',
    `To test what starts on ${list([...blind.keys()])}:`,
    `${GAP}run "psm-preflight check" on that machine, with its vantage set to local.`,
  ]
}

/** The plan in plain text, ending with a line break. `flows`: the expansion, perhaps of some groups only. */
export function describePlan(plan: Plan, flows: readonly Flow[]): string {
  const { name, customer, engineer } = plan.site
  const site = [name, customer, engineer].filter((text) => text !== undefined).map((text) => printable(text, 60))
  const lines = [
    `Site: ${site.join(' · ')}`,
    `Stage: ${plan.stage} · pace: ${plan.pace}`,
    '',
    plural(plan.endpoints.length, 'endpoint'),
    ...endpointLines(plan),
    '',
    plural(flows.length, 'flow'),
    ...directionLines(plan, flows),
    '',
    'How they are tested',
    ...vantageLines(flows),
    ...adviceLines(flows),
  ]
  return `${lines.join('\n')}\n`
}
