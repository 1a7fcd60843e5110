/** Checks beyond the port table as a run holds them: made by the real judges. */
import { type EchoSeen, type FieldCheck, fieldCheckOf, notAskedCheck } from '../../shared/field-checks/field-check.ts'
import { judgeEcho } from '../../shared/field-checks/judge-echo.ts'
import { judgePlanOverlap } from '../../shared/field-checks/judge-overlap.ts'

const REPLY: EchoSeen = { observer: 'echo', result: 'reply', sent: 1, rttMs: 0.4, detail: '' }

export function echoCheck(source: string, target: string, more: Partial<EchoSeen> = {}): FieldCheck {
  const question = { kind: 'echo', source, target } as const
  const seen = { ...REPLY, ...more }
  return fieldCheckOf(question, judgeEcho({ ...question, address: '10.77.20.12', seen }), seen)
}

/** One that passes, one that fails, two that nobody could ask. */
export const fieldChecks = (): FieldCheck[] => [
  echoCheck('psm-1', 'psm-2'),
  echoCheck('psm-1', 'psm-3', { result: 'silence', sent: 6, rttMs: null }),
  ...['10.77.40.1', '10.77.40.2'].map((target) =>
    notAskedCheck({ kind: 'ntp', source: 'dsc-1', target }, { notAsked: 'dsc-1 has no vantage', settle: 'One' }),
  ),
  judgePlanOverlap([]),
]
