/** A core that holds one sample check, for the client double. */
import type { Params } from '../../../shared/contract.ts'
import { DIALECTS } from '../../../shared/explain/dialects/all.ts'
import { permitFlows, ruleRequest } from '../../../shared/explain/rule-request.ts'
import type { RulesView } from '../../../shared/rules-shapes.ts'
import type { FlowDetail } from '../../../shared/shapes.ts'
import type { SampleCheck } from '../../support/sample-check.ts'
import { PROGRAM } from './checks.ts'
import { type ClientDouble, clientDouble } from './client-double.ts'

export function detailOf({ results }: SampleCheck, flow: number): FlowDetail {
  const result = results[flow] ?? null
  const timeline: FlowDetail['timeline'] = result
    ? [
        { atMs: 0, when: '0 ms', text: `SYN to ${result.address}:${result.port}`, kind: 'sent' },
        { atMs: 200, when: '200 ms', text: 'SYN again from a new source port (6 in all)', kind: 'sent' },
        { atMs: 1800, when: '1.8 s', text: result.reason, kind: result.rttMs === null ? 'silence' : 'answer' },
        { atMs: null, when: 'trace', text: '10.77.10.1 (hop 1) answered; nothing answered beyond it.', kind: 'fact' },
      ]
    : []
  return { flow, result, host: null, timeline, history: [] }
}

function rulesOf({ results }: SampleCheck, { of, dialect: id, ticket }: Omit<Params<'rules.show'>, 'id'>): RulesView {
  const dialect = DIALECTS.find((one) => one.id === id)
  if (!dialect) throw new Error(`no dialect ${id}`)
  const request = ruleRequest(of === 'plan' ? results : permitFlows(results), { site: 'Sample', ticket })
  const { text, rollback } = dialect.render(request)
  return {
    file: dialect.file,
    text,
    rollback: rollback === null ? null : { file: dialect.rollbackFile ?? '', text: rollback },
    rules: request.rules.length,
    flows: request.flows,
    leftOut: request.leftOut,
  }
}

export function sampleCore(sample: SampleCheck): ClientDouble {
  return clientDouble({
    'program.describe': () => PROGRAM,
    'checks.list': () => ({ checks: [] }),
    'checks.open': () => sample.snapshot,
    'checks.flows': ({ from, limit }) => ({
      from,
      flows: sample.flows.slice(from, from + limit),
      states: sample.states.slice(from, from + limit),
      answers: [],
    }),
    'machine.routes': () => ({ addresses: [], routes: [] }),
    'flows.show': ({ flow }) => detailOf(sample, flow),
    'run.start': () => ({ started: true, run: 2 }),
    'run.cancel': () => ({}),
    'rules.show': ({ of, dialect, ticket }) => rulesOf(sample, { of, dialect, ticket }),
    'rules.save': () => ({ kind: 'download', url: '/files/rules', name: 'rules.zip' }),
    'reports.save': () => ({ kind: 'download', url: '/files/report', name: 'report.pdf' }),
  })
}
