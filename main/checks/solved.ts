/** Findings of earlier runs of which nothing is left: every flow of them was asked again later, and passes now. */
import type { CheckResult } from '../../shared/shapes.ts'
import type { Conclusions, RunColumn } from './conclusions.ts'

export function solvedFindings(columns: readonly RunColumn[], conclusions: Conclusions): CheckResult['solved'] {
  const atOf = new Map(columns.map(({ run, at }) => [run, at]))
  const told = new Set<number>()
  const solved: CheckResult['solved'] = []
  for (const { run, at, findings } of columns) {
    for (const { id, title, flows } of findings) {
      const isGone = flows.every((flow) => conclusions.runOf(flow) > run && conclusions.verdictOf(flow) === 'pass')
      // A finding that came back in a re-test is the same trouble: it is told once, as it was first.
      if (flows.length === 0 || !isGone || flows.every((flow) => told.has(flow))) continue
      for (const flow of flows) told.add(flow)
      const last = flows.reduce((latest, flow) => Math.max(latest, conclusions.runOf(flow)), 0)
      solved.push({ id: `R${run}-${id}`, title, flows: [...flows], failedAt: at, passedAt: atOf.get(last) ?? at })
    }
  }
  return solved
}
