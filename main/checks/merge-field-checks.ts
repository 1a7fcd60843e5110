/** Checks beyond the port table over the runs of a check: the newest of each, as far as it is about the plan as it is now. */
import type { FieldCheck } from '../../shared/field-checks/field-check.ts'
import { fieldCheckSettings } from '../../shared/plan/field-checks.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { RunHead } from '../store/scan-run.ts'

/** @param heads newest first */
export function mergeFieldChecks(
  heads: readonly Pick<RunHead, 'plan' | 'stage' | 'fieldChecks'>[],
  plan: Plan,
): FieldCheck[] {
  const places = placesOf(plan.endpoints)
  const newest = new Map<string, FieldCheck>()
  for (const { plan: then, stage, fieldChecks = [] } of heads) {
    // They are judged when they are made: for another stage, or other machines, they say nothing.
    if (stage !== plan.stage || placesOf(then.endpoints) !== places) continue
    // One that was not asked, because the run was stopped, takes an older one back, as a flow does.
    for (const check of fieldChecks) if (!newest.has(check.id)) newest.set(check.id, check)
  }
  return [...newest.values()].filter((check) => isWanted(check, plan))
}

const placesOf = (endpoints: readonly { name: string; address: string }[]) =>
  JSON.stringify(endpoints.map(({ name, address }) => [name, address]))

function isWanted({ kind, source, target }: FieldCheck, plan: Plan): boolean {
  const { ntp, ...others } = fieldCheckSettings(plan.fieldChecks)
  if (kind !== 'ntp') return others[kind] !== 'no' && others[kind] !== false
  const isCard = plan.endpoints.find(({ name }) => name === source)?.role === 'dsc'
  const isNode = plan.endpoints.some(({ name }) => name === target)
  return isNode ? isCard && ntp.nodes : ntp.servers.includes(target)
}
