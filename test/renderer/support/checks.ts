/** A core in a few lines, for the client double: checks in memory, drafts that are judged by the real code, plans as the contract shows them. */
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { directedRules } from '../../../shared/catalogue/catalogue.ts'
import type { Program } from '../../../shared/program-shapes.ts'
import type { CheckResult, CheckSnapshot, CheckSummary, PlanDraft, PlanView } from '../../../shared/shapes.ts'
import { emptyDraft, faultsOfDraft, readDraft } from '../../../shared/plan/draft.ts'
import { lackingGroups, rolesOf } from '../../../shared/plan/group-roles.ts'
import { expand } from '../../../shared/plan/expand.ts'
import { CallError } from '../../../renderer/client.ts'
import { type ClientDouble, clientDouble } from './client-double.ts'

const NOW = '2026-05-04T12:02:11.000Z'

export const SITE_DRAFT: PlanDraft = {
  site: { name: 'DC-1 row 7', customer: 'Example Corp', engineer: 'A. Engineer' },
  stage: 'preinstall',
  pace: 'normal',
  endpoints: [
    { name: 'laptop', role: 'user-station', address: '10.77.10.10', vantage: 'local' },
    { name: 'jump', role: 'management-station', address: '10.77.10.5', vantage: 'none' },
    { name: 'psm-1', role: 'psm-node', address: '10.77.20.11', vantage: { ssh: { user: 'root' } } },
    { name: 'psm-2', role: 'psm-node', address: '10.77.20.12', vantage: 'none' },
    { name: 'psm-3', role: 'psm-node', address: '10.77.20.13', vantage: 'none' },
    { name: 'dsc-{n}', role: 'dsc', address: '10.77.30.20-59', vantage: 'none' },
  ],
  rules: [],
}

export const SETTINGS = { theme: 'system', language: 'en', letterKeys: true, paper: 'a4' } as const

export const PROGRAM: Program = {
  version: '0.1.0',
  catalogue: APPENDIX_B.version,
  door: 'serve',
  platform: 'linux x64',
  dataFolder: '/home/engineer/psm-preflight',
  settings: SETTINGS,
}

const noSummary = (flows: number) => ({ flows, pass: 0, proven: 0, fail: 0, warn: 0, untested: flows, byOutcome: {} })

/** As the core would test it; null while it has faults that leave nothing to test. */
function planned(draft: PlanDraft) {
  const { read } = readDraft(draft)
  if (!read) return null
  const { endpoints } = read.plan
  const lacking = lackingGroups(rolesOf(endpoints), APPENDIX_B).map(({ id }) => id)
  return { endpoints, flows: expand(read.plan, APPENDIX_B).filter(({ group }) => !lacking.includes(group)) }
}

/** As the core would show the plan of a draft. */
export function planViewOf(draft: PlanDraft): PlanView | null {
  const read = planned(draft)
  if (!read) return null
  const { endpoints, flows } = read
  const places = new Map(endpoints.map(({ name }, place) => [name, place]))
  const pairs = new Map(flows.map((flow) => [`${flow.source.name} ${flow.destination.name}`, flow]))
  return {
    portShift: 0,
    endpoints: endpoints.map(({ name, role, address, vantage }) => ({ name, role, address, vantage: vantage.kind })),
    groups: APPENDIX_B.groups.map((group) => ({
      ...group,
      flows: flows.filter((flow) => flow.group === group.id).length,
    })),
    rules: directedRules(APPENDIX_B).map(({ row, direction }) => ({
      group: row.group,
      direction: direction.id,
      port: row.port,
      service: row.service,
      purpose: row.purpose,
    })),
    pairs: [...pairs.values()].map(({ source, destination }) => ({
      source: places.get(source.name) ?? -1,
      destination: places.get(destination.name) ?? -1,
      address: destination.address,
    })),
    flows: flows.length,
  }
}

/** Rule and pair of each flow of a draft. */
function tuplesOf(draft: PlanDraft): [number, number][] {
  const flows = planned(draft)?.flows ?? []
  const pairs = new Map<string, number>()
  for (const { source, destination } of flows) {
    const key = `${source.name} ${destination.name}`
    if (!pairs.has(key)) pairs.set(key, pairs.size)
  }
  const rules = new Map(directedRules(APPENDIX_B).map(({ row, direction }, i) => [`${direction.id} ${row.port}`, i]))
  return flows.map((flow) => [
    rules.get(`${flow.direction} ${flow.port}`) ?? 0,
    pairs.get(`${flow.source.name} ${flow.destination.name}`) ?? 0,
  ])
}

export function resultOf(flows: number): CheckResult {
  return {
    summary: noSummary(flows),
    standing: 'untested',
    sentence: 'Nothing is known yet.',
    findings: [],
    solved: [],
    request: [],
    warnings: [],
    environment: null,
    fieldChecks: [],
    vantages: [],
    runs: [],
    updatedAt: NOW,
  }
}

export function snapshotOf(id: string, draft: PlanDraft, more: Partial<CheckSnapshot> = {}): CheckSnapshot {
  const plan = planViewOf(draft)
  return {
    id,
    practice: false,
    folder: `/home/engineer/psm-preflight/${id}`,
    readOnly: null,
    draft,
    faults: faultsOfDraft(draft),
    plan,
    result: resultOf(plan?.flows ?? 0),
    running: null,
    vantages: [],
    questions: [],
    ...more,
  }
}

export function summaryOf(id: string, more: Partial<CheckSummary> = {}): CheckSummary {
  return {
    id,
    practice: false,
    site: 'DC-1 row 7',
    customer: 'Example Corp',
    engineer: 'A. Engineer',
    stage: 'preinstall',
    updatedAt: NOW,
    flows: 231,
    summary: noSummary(231),
    standing: 'untested',
    sentence: 'Nothing is known yet: none of the 231 flows was tested.',
    trouble: null,
    ...more,
  }
}

const MACHINE = {
  addresses: [
    { address: '127.0.0.1', interface: 'lo' },
    { address: '10.77.10.10', interface: 'eth0' },
  ],
  interface: 'eth0',
  sourceAddress: '10.77.10.10',
}

export interface Core {
  client: ClientDouble
  checks: CheckSummary[]
  drafts: Map<string, PlanDraft>
}

/** `drafts`: of the checks that can be opened, by id. */
export function coreDouble(checks: readonly CheckSummary[] = [], drafts: Record<string, PlanDraft> = {}): Core {
  const kept = new Map(Object.entries(drafts))
  const listed = [...checks]
  const discarded: CheckSummary[] = []
  const draftOf = (id: string) => {
    const draft = kept.get(id)
    if (!draft) throw new CallError('not-found', `There is no check ${id}.`)
    return draft
  }
  const move = (id: string, from: CheckSummary[], to: CheckSummary[]) => {
    to.push(
      ...from.splice(
        from.findIndex((check) => check.id === id),
        1,
      ),
    )
    return {}
  }
  const client = clientDouble({
    'program.describe': () => PROGRAM,
    'settings.save': (settings) => settings,
    'checks.list': () => ({ checks: listed }),
    'checks.create': (from) => {
      kept.set('new-check', from.from === 'practice' ? SITE_DRAFT : emptyDraft())
      return { ok: true, id: 'new-check' }
    },
    'checks.open': ({ id }) => snapshotOf(id, draftOf(id)),
    'checks.flows': ({ id, from, limit }) => {
      const flows = tuplesOf(draftOf(id)).slice(from, from + limit)
      return { from, flows, states: flows.map(() => null), answers: [] }
    },
    'checks.discard': ({ id }) => move(id, listed, discarded),
    'checks.restore': ({ id }) => move(id, discarded, listed),
    'plan.save': ({ id, draft }) => {
      kept.set(id, draft)
      return { faults: faultsOfDraft(draft), plan: planViewOf(draft) }
    },
    'machine.routes': ({ id }) => ({
      addresses: MACHINE.addresses,
      routes: (planViewOf(draftOf(id))?.endpoints ?? []).map(({ address }) => ({
        address,
        ...route(MACHINE),
        error: null,
      })),
    }),
  })
  return { client, checks: listed, drafts: kept }
}

const route = ({ interface: name, sourceAddress }: typeof MACHINE) => ({ interface: name, sourceAddress })
