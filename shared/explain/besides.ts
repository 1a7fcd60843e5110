/**
 * What is wrong beside the flows → findings without flows: checks beyond the port table that do not pass, hosts that could not be asked from,
 * and what machines saw of addresses and paths. What a finding of flows explains already is not told again.
 */
import { entry } from '../entry.ts'
import type { FieldCheck } from '../field-checks/field-check.ts'
import type { FlowResult, RunResult } from '../result.ts'
import type { CauseId } from './causes/vocabulary.ts'
import { type MachineSeen, isNarrow } from './machines-seen.ts'

/** What a result knows beside its flows. */
export interface BesideFlows {
  endpoints: RunResult['plan']['endpoints']
  fieldChecks: readonly FieldCheck[]
  vantages: RunResult['vantages']
  /** Each machine that sent, as it described itself. */
  machines: readonly MachineSeen[]
}

/** Something wrong that no flow shows. */
export interface Besides {
  cause: CauseId
  severity: 'fail' | 'warn'
  /** What it is about, before the title of the cause. */
  subject: string[]
  /** Endpoints from which it is asked again; empty: from all. */
  askedFrom: string[]
  /** Ids of the field checks that it explains. */
  fieldChecks: string[]
  /** Plain sentences on what was seen, worst first. */
  reasons: Reason[]
  /** What would settle it, where what was seen says so. */
  settle: string | null
  /** What the commands are about: who asked, and whom. */
  about: { source: string; target: string }
}

/** A sentence of a check; or a fact, whose words are those of the language. */
export type Reason =
  | { said: string }
  | { fact: 'claimed'; address: string; macs: readonly string[] }
  | { fact: 'narrow'; from: string; addresses: readonly string[]; bytes: number; most: number }
  | { fact: 'not-from'; name: string; why: string }

/**
 * @param flows concluded
 * @param explained by cause, the addresses that findings of flows tell of already
 */
export function besidesOf(
  beside: BesideFlows,
  flows: readonly FlowResult[],
  explained: ReadonlyMap<string, ReadonlySet<string>>,
): Besides[] {
  return [
    ...ofFieldChecks(beside, flows),
    ...ofDuplicates(beside, explained.get('duplicate-address')),
    ...ofNarrowPaths(beside, explained.get('path-mtu')),
    ...ofVantages(beside),
  ]
}

const isWrong = ({ verdict }: Pick<FieldCheck, 'verdict'>) => verdict === 'fail' || verdict === 'warn'

/** The cause of a check that does not pass. */
function causeOfCheck({ kind, evidence }: FieldCheck): CauseId {
  switch (kind) {
    case 'echo':
      return 'echo-blocked'
    case 'overlap':
      return 'network-overlap'
    case 'names':
      return evidence.observer === 'resolver' && evidence.addresses.length === 0
        ? 'name-unresolved'
        : 'name-several-addresses'
    case 'ntp':
    case 'clock':
      return kind
  }
}

/** Each server and each name is a trouble of its own; the rest is one of the site. */
const placeOf = ({ kind, target }: FieldCheck) => (kind === 'ntp' || kind === 'names' ? target : '')

function ofFieldChecks({ fieldChecks, endpoints }: BesideFlows, flows: readonly FlowResult[]): Besides[] {
  const isDown = hostsDown(flows)
  const groups = new Map<string, { cause: CauseId; checks: FieldCheck[] }>()
  for (const check of fieldChecks) {
    if (!isWrong(check) || (check.kind === 'echo' && isDown(check))) continue
    const cause = causeOfCheck(check)
    const key = `${cause} ${placeOf(check)}`
    entry(groups, key, () => ({ cause, checks: [] as FieldCheck[] })).checks.push(check)
  }
  const names = new Set(endpoints.map(({ name }) => name))
  return [...groups.values()].flatMap(({ cause, checks }) => {
    const sorted = checks.toSorted((a, b) => Number(b.verdict === 'fail') - Number(a.verdict === 'fail'))
    const [worst] = sorted
    if (!worst) return []
    // Clocks and names are set against those of the other machines: all of them have to be asked again.
    const isCompared = worst.kind === 'clock' || worst.kind === 'names'
    const again = isCompared
      ? fieldChecks.filter((c) => c.kind === worst.kind && placeOf(c) === placeOf(worst))
      : checks
    return {
      cause,
      severity: worst.verdict === 'fail' ? ('fail' as const) : ('warn' as const),
      subject: subjectOf(worst.kind, sorted),
      askedFrom: unique(again.map(({ source }) => source)).filter((name) => names.has(name)),
      fieldChecks: sorted.map(({ id }) => id),
      reasons: sorted.map(({ reason }) => ({ said: reason })),
      settle: worst.settle,
      about: { source: worst.source, target: worst.target },
    }
  })
}

function subjectOf(kind: FieldCheck['kind'], checks: readonly FieldCheck[]): string[] {
  const end = kind === 'clock' ? 'source' : 'target'
  return unique(checks.map((check) => check[end]))
}

const unique = (names: readonly string[]) => [...new Set(names)]

/** A host that no flow from there hears does not answer echoes either: that is told once, by the finding of its flows. */
function hostsDown(flows: readonly FlowResult[]): (check: FieldCheck) => boolean {
  const heard = new Map<string, boolean>()
  for (const { source, destination, outcome, verdict } of flows) {
    if (verdict === 'untested') continue
    const key = JSON.stringify([source, destination])
    const isHeard = !NOBODY_HEARD.has(outcome)
    heard.set(key, isHeard || (heard.get(key) ?? false))
  }
  return ({ source, target }) => heard.get(JSON.stringify([source, target])) === false
}

const NOBODY_HEARD: ReadonlySet<FlowResult['outcome']> = new Set([
  'host-silent',
  'unreachable',
  'no-route',
  'blocked-locally',
])

function ofDuplicates({ machines, endpoints }: BesideFlows, explained: ReadonlySet<string> = new Set()): Besides[] {
  return machines.flatMap(({ from, duplicates }) =>
    duplicates
      .filter(({ address }) => !explained.has(address))
      .map(({ address, macs }) => ({
        cause: 'duplicate-address' as const,
        severity: 'warn' as const,
        subject: [named(address, endpoints)],
        askedFrom: [...from],
        fieldChecks: [],
        reasons: [{ fact: 'claimed' as const, address, macs }],
        settle: null,
        about: { source: from[0] ?? '', target: address },
      })),
  )
}

/** "psm-1 (10.77.20.11)" */
function named(address: string, endpoints: BesideFlows['endpoints']): string {
  const names = endpoints.filter((endpoint) => endpoint.address === address).map(({ name }) => name)
  return names.length === 0 ? address : `${names.join(', ')} (${address})`
}

/** Destinations behind the same narrow link are one finding. */
function ofNarrowPaths({ machines, endpoints }: BesideFlows, explained: ReadonlySet<string> = new Set()): Besides[] {
  return machines.flatMap(({ from, pathMtu }) => {
    const byWidth = new Map<string, { bytes: number; most: number; addresses: Set<string> }>()
    for (const path of pathMtu) {
      const { address, bytes, interfaceMtu: most } = path
      if (bytes === null || most === null || !isNarrow(path) || explained.has(address)) continue
      entry(byWidth, `${bytes} ${most}`, () => ({ bytes, most, addresses: new Set<string>() })).addresses.add(address)
    }
    return [...byWidth.values()].map(({ bytes, most, addresses: of }) => {
      const addresses = [...of]
      return {
        cause: 'path-mtu' as const,
        severity: 'warn' as const,
        subject: addresses.map((address) => named(address, endpoints)),
        askedFrom: [...from],
        fieldChecks: [],
        reasons: [{ fact: 'narrow' as const, from: from.join(', '), addresses, bytes, most }],
        settle: null,
        about: { source: from[0] ?? '', target: addresses[0] ?? '' },
      }
    })
  })
}

/** A vantage that the plan has none of is no fault; one that was to be asked and could not be is. */
function ofVantages({ vantages }: BesideFlows): Besides[] {
  const unusable = vantages.filter(({ kind, state }) => kind === 'ssh' && state === 'unusable')
  const [first] = unusable
  if (!first) return []
  const names = unusable.map(({ endpoint }) => endpoint)
  return [
    {
      cause: 'vantage-limits',
      severity: 'warn',
      subject: names,
      askedFrom: names,
      fieldChecks: [],
      reasons: unusable.map(({ endpoint, note }) => ({ fact: 'not-from', name: endpoint, why: note })),
      settle: null,
      about: { source: first.endpoint, target: first.address },
    },
  ]
}
