/** A run as the interface gets it: the snapshot of a check, and its flows as numbers. Made from runs of the real engine. */
import { shownFieldCheck } from '../../shared/field-checks/field-check.ts'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import type { GroupId } from '../../shared/catalogue/catalogue.ts'
import type { CheckResult, CheckSnapshot, FlowState, PlanView } from '../../shared/shapes.ts'
import { requestWords } from '../../shared/explain/request-words.ts'
import { standingOfPlan, verdictSentence } from '../../shared/explain/verdict-sentence.ts'
import { OUTCOMES, PROOFS, VERDICTS } from '../../shared/outcome.ts'
import type { FlowResult, RunResult } from '../../shared/result.ts'
import { summarise } from '../../shared/summary.ts'

export interface SampleCheck {
  snapshot: CheckSnapshot
  /** Rule and pair of each flow. */
  flows: [rule: number, pair: number][]
  states: (FlowState | null)[]
  results: readonly FlowResult[]
}

function placeIn<T>(list: T[], places: Map<string, number>, key: string, make: () => T): number {
  const known = places.get(key)
  if (known !== undefined) return known
  places.set(key, list.length)
  list.push(make())
  return list.length - 1
}

function planOf(run: RunResult): { plan: PlanView; flows: [number, number][] } {
  const endpointAt = new Map(run.plan.endpoints.map((endpoint, i) => [endpoint.name, i]))
  const rules: PlanView['rules'] = []
  const pairs: PlanView['pairs'] = []
  const ruleAt = new Map<string, number>()
  const pairAt = new Map<string, number>()
  const rowOf = (flow: FlowResult) => APPENDIX_B.rows.find((row) => row.id === `${flow.group}/${flow.port}`)
  const flows = run.flows.map((flow): [number, number] => [
    placeIn(rules, ruleAt, `${flow.direction} ${flow.port} ${flow.service}`, () => ({
      group: flow.group as GroupId,
      direction: flow.direction,
      port: flow.port,
      service: flow.service,
      purpose: rowOf(flow)?.purpose ?? '',
    })),
    placeIn(pairs, pairAt, `${flow.source} ${flow.destination}`, () => ({
      source: endpointAt.get(flow.source) ?? -1,
      destination: endpointAt.get(flow.destination) ?? -1,
      address: flow.address,
    })),
  ])
  const groups = [...APPENDIX_B.groups, { id: 'extra' as const, title: 'Other rules', purpose: '' }].map((group) => ({
    ...group,
    flows: run.flows.filter((flow) => flow.group === group.id).length,
  }))
  const plan: PlanView = {
    portShift: 0,
    endpoints: run.plan.endpoints as PlanView['endpoints'],
    groups: groups.filter((group) => group.flows > 0),
    rules,
    pairs,
    flows: flows.length,
  }
  return { plan, flows }
}

function findingsOf(run: RunResult, placeOf: ReadonlyMap<string, number>): CheckResult['findings'] {
  return run.findings.map(({ flows: ids, ...finding }) => {
    const places = ids.map((id) => placeOf.get(id) ?? -1)
    const flows = places.map((place) => run.flows[place]).filter((flow) => flow !== undefined)
    const open = [...new Set(flows.flatMap(({ settle }) => settle ?? []))]
    return {
      ...finding,
      flows: places,
      proven: flows.filter(({ proof }) => proof === 'proven').length,
      settle: open.length > 0 ? open : [finding.settle ?? []].flat(),
      request: requestWords(flows),
      history: [],
    }
  })
}

function stateOf(flow: FlowResult, findings: CheckResult['findings']): FlowState {
  return [
    OUTCOMES.indexOf(flow.outcome),
    VERDICTS.indexOf(flow.verdict),
    PROOFS.indexOf(flow.proof),
    flow.rttMs,
    1,
    findings.findIndex(({ id }) => id === flow.finding),
    -1,
  ]
}

const draftEndpoints = (run: RunResult): CheckSnapshot['draft']['endpoints'] =>
  run.plan.endpoints.map(({ name, role, address, vantage }) => ({
    name,
    role,
    address,
    vantage: vantage === 'ssh' ? { ssh: { user: 'root' } } : vantage,
  }))

/** @param ran false: as it was before anything was asked */
export function sampleCheck(run: RunResult, ran = true): SampleCheck {
  const placeOf = new Map(run.flows.map((flow, i) => [flow.id, i]))
  const { plan, flows } = planOf(run)
  const findings = ran ? findingsOf(run, placeOf) : []
  const summary = ran ? run.summary : summarise([])
  const result: CheckResult = {
    summary,
    standing: ran ? standingOfPlan(run) : 'untested',
    sentence: verdictSentence({ ...run, summary }),
    findings,
    solved: [],
    request: ran ? requestWords(run.flows) : [],
    warnings: run.warnings,
    environment: ran ? (run.environment ?? null) : null,
    fieldChecks: ran ? (run.fieldChecks ?? []).map((check) => shownFieldCheck.parse(check)) : [],
    vantages: ran ? run.vantages.map(({ endpoint, state, note }) => ({ endpoint, state, note })) : [],
    runs: ran
      ? [
          {
            run: 1,
            ask: { kind: 'all' },
            startedAt: run.startedAt,
            finishedAt: run.finishedAt,
            complete: true,
            flows: plan.flows,
          },
        ]
      : [],
    updatedAt: run.finishedAt,
  }
  const { name, customer = '', engineer = '' } = run.site
  const snapshot: CheckSnapshot = {
    id: 'sample',
    practice: false,
    folder: '/checks/sample',
    readOnly: null,
    draft: {
      site: { name, customer, engineer },
      stage: run.stage,
      pace: run.pace,
      endpoints: draftEndpoints(run),
      rules: [],
    },
    faults: [],
    plan,
    result,
    running: null,
    vantages: [],
    questions: [],
  }
  return {
    snapshot,
    flows,
    states: run.flows.map((flow) => (ran ? stateOf(flow, findings) : null)),
    results: run.flows,
  }
}
