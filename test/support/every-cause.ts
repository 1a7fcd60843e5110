/** A result with one finding of each cause of the vocabulary, said as the program says it. */
import { sayBesides } from '../../shared/explain/causes/say-besides.ts'
import { sayCause } from '../../shared/explain/causes/say-cause.ts'
import { FLOW_CAUSES, OTHER_CAUSES } from '../../shared/explain/causes/vocabulary.ts'
import type { Finding, RunResult } from '../../shared/result.ts'
import { mixedRun } from './sample-run.ts'

export function runOfEveryCause(): RunResult {
  const run = mixedRun()
  const [first, ...others] = run.flows.filter(({ verdict }) => verdict === 'fail')
  if (!first) throw new Error('the sample has no failure')
  const ofFlows = FLOW_CAUSES.map((cause): Omit<Finding, 'id'> => {
    const { title, ...said } = sayCause(cause, [first, ...others], 0)
    const flows = [first, ...others].map(({ id }) => id)
    return { cause, severity: 'fail', title: `Port 9010 on psm-1: ${title}`, flows, rules: {}, ...said }
  })
  const beside = OTHER_CAUSES.map((cause) =>
    sayBesides(
      {
        cause,
        severity: 'warn',
        subject: ['psm-1'],
        askedFrom: ['psm-3'],
        fieldChecks: [`${cause}/psm-3/psm-1`],
        reasons: [{ said: `What psm-3 saw of ${cause}.` }],
        settle: null,
        about: { source: 'psm-3', target: 'psm-1' },
      },
      run.plan.endpoints,
    ),
  )
  return { ...run, findings: [...ofFlows, ...beside].map((finding, i) => ({ ...finding, id: `F${i + 1}` })) }
}
