/** Compares what a check of the practice site found with what was set. */
import type { Outcome, Verdict } from '../../shared/outcome.ts'
import type { FlowResult, RunResult } from '../../shared/result.ts'
import { PORT_SHIFT, type PracticeFault, usualState } from './site-data.ts'

export interface PracticeComparison {
  /** Each fault that was set, with the flows that show it. */
  faults: { fault: PracticeFault; flows: number; found: boolean }[]
  /** Flows that are not as the site was set, each as one sentence. Empty: exactly what was set was found. */
  differences: string[]
}

interface Expected {
  outcome: Outcome
  verdict: Verdict
}

export function comparePractice(
  run: RunResult,
  faults: readonly PracticeFault[],
  left: readonly PracticeFault[],
): PracticeComparison {
  const differences: string[] = []
  for (const flow of run.flows) {
    if (left.some((fault) => isOn(flow, fault))) continue
    const expected = expectedOf(flow, faults)
    if (flow.outcome !== expected.outcome || flow.verdict !== expected.verdict) {
      differences.push(
        `${flow.id}: set to ${expected.outcome} (${expected.verdict}), found ${flow.outcome} (${flow.verdict})`,
      )
    }
  }
  const shown = faults.map((fault) => {
    const flows = run.flows.filter((flow) => isOn(flow, fault))
    return { fault, flows: flows.length, found: flows.length > 0 && flows.every((f) => f.outcome === fault.outcome) }
  })
  return { faults: shown, differences }
}

const isOn = (flow: FlowResult, fault: PracticeFault) =>
  flow.destination === fault.endpoint && flow.port === fault.port + PORT_SHIFT

function expectedOf(flow: FlowResult, faults: readonly PracticeFault[]): Expected {
  const fault = faults.find((f) => isOn(flow, f))
  if (fault) return fault
  return {
    outcome: usualState(flow.destination, flow.port - PORT_SHIFT) === 'open' ? 'open' : 'closed',
    verdict: 'pass',
  }
}
