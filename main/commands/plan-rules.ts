/** `plan rules PLAN`: the rules for every flow of a plan, before anything was tested. Sends nothing, apart from questions about names. */
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { ruleRequest } from '../../shared/explain/rule-request.ts'
import { expand } from '../../shared/plan/expand.ts'
import { writeRules } from '../report/rules-folder.ts'
import { EXIT } from '../terms.ts'
import { loadPlan } from './check.ts'

export interface PlanRulesOptions {
  out: string
  group?: string[] | undefined
  /** Stands in the comments of the rules. */
  ticket?: string | undefined
}

export async function planRules(path: string, { out, group, ticket }: PlanRulesOptions): Promise<number> {
  const { plan } = await loadPlan(path, { group })
  const flows = expand(plan, APPENDIX_B)
    .filter((flow) => !group || group.includes(flow.group))
    .map(({ source, destination, port }) => ({
      source: source.name,
      sourceAddress: source.address,
      destination: destination.name,
      address: destination.address,
      port,
    }))
  const request = ruleRequest(flows, { site: plan.site.name, ticket })
  const folder = await writeRules(request, out)
  for (const sentence of request.leftOut) process.stderr.write(`psm-preflight: warning: ${sentence}\n`)
  process.stdout.write(`Saved ${folder}\n`)
  return EXIT.passed
}
