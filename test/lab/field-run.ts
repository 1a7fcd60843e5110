/** The checks beyond the port table as a run makes them, to be called inside a machine of the lab. */
import { askFields } from '../../main/preflight/field-checks/ask-fields.ts'
import { fieldMachines } from '../../main/preflight/field-checks/this-machine.ts'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import type { FieldCheck } from '../../shared/field-checks/field-check.ts'
import { interpretPlan } from '../../shared/plan/interpret.ts'

export async function fieldRun(raw: unknown): Promise<FieldCheck[]> {
  const read = interpretPlan(raw, { catalogue: APPENDIX_B })
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  const { plan } = read
  const { signal } = new AbortController()
  const machines = fieldMachines(new Map(), signal)
  const sources = new Set(plan.endpoints.map(({ name }) => name))
  const checks = await askFields({ plan, sources, names: new Map(), machines, signal })
  machines.close()
  return checks
}
