/**
 * The flows as a table for a spreadsheet (RFC 4180, CRLF). With a byte order mark, because Excel reads UTF-8 only with one; and
 * no cell starts a formula, because names come from files and from the network. Nor does what stands behind a semicolon, a tab or a
 * line end in a cell: where a spreadsheet parts lines at semicolons (as in German), that is a cell too.
 */
import { stringify } from 'csv-stringify/sync'
import { isAsked, requestPart } from '../../shared/explain/blocked-flows.ts'
import type { Conflict, FlowResult, RunResult } from '../../shared/result.ts'

type Value = string | number | null | undefined

/** Title → value, in the order of the columns. */
const COLUMNS: readonly (readonly [title: string, value: (flow: FlowResult) => Value])[] = [
  ['id', (f) => f.id],
  ['group', (f) => f.group],
  ['direction', (f) => f.direction],
  ['service', (f) => f.service],
  ['port', (f) => f.port],
  ['source', (f) => f.source],
  ['sourceAddress', (f) => f.sourceAddress],
  ['destination', (f) => f.destination],
  ['address', (f) => f.address],
  ['vantage', (f) => f.vantage],
  ['outcome', (f) => f.outcome],
  ['verdict', (f) => f.verdict],
  ['proof', (f) => f.proof],
  ['reason', (f) => f.reason],
  ['settle', (f) => f.settle],
  ['rttMs', (f) => f.rttMs],
  ['attempts', (f) => f.attempts],
  ['durationMs', (f) => f.durationMs],
  ['blockedBy', (f) => f.blockedBy?.address],
  ['blockedByHop', (f) => f.blockedBy?.hop],
  ['blockedByCertainty', (f) => f.blockedBy?.certainty],
  ['finding', (f) => f.finding],
  ['request', (f) => requestOf(f)],
]

/** What the change request asks for it: permit, do-not-proxy, host-permit, check-first; empty where it asks for nothing. */
function requestOf(flow: FlowResult): Value {
  const part = requestPart(flow)
  return isAsked(part) ? part : null
}

/** Every flow of the run, one line each, after a header line. */
export function runToCsv(run: RunResult): string {
  const header = COLUMNS.map(([title]) => title)
  const rows = run.flows.map((flow) => COLUMNS.map(([, value]) => value(flow) ?? ''))
  return csvOf(run.runs ? withConflicts([header, ...rows], run) : [header, ...rows])
}

const INNER_FORMULA = /([;\t\r\n][\s"]*)(?=[=+\-@])/g

const withoutInnerFormula = (value: Value) =>
  typeof value === 'string' ? value.replaceAll(INNER_FORMULA, "$1'") : value

export const csvOf = (rows: readonly (readonly Value[])[]): string =>
  stringify(
    rows.map((row) => row.map(withoutInnerFormula)),
    {
      bom: true,
      record_delimiter: 'windows',
      escape_formulas: true,
      // csv-stringify quotes for the whole delimiter only; a lone CR or LF would end the line for many readers.
      quoted_match: /[\r\n]/,
    },
  )

/** Where results of several machines were joined, a last column: what the others said of the flow. */
function withConflicts([header = [], ...rows]: Value[][], { flows, conflicts = [] }: RunResult): Value[][] {
  const others = new Map(conflicts.map((conflict) => [conflict.flow, othersWords(conflict)]))
  return [[...header, 'conflict'], ...rows.map((row, place) => [...row, others.get(flows[place]?.id ?? '') ?? ''])]
}

const othersWords = ({ others }: Conflict) =>
  others.map(({ run, outcome, at }) => `result ${run}: ${outcome} (${at})`).join('; ')
