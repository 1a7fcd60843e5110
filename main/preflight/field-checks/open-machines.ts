/** The machines that are asked beyond the port table: this one, and those behind SSH that a program of ours asks from. Loaded when they are wanted. */
import type { Endpoint } from '../../../shared/plan/plan.ts'
import type { Prober } from '../../vantage/prober/open-prober.ts'
import type { Names } from '../choose-flows.ts'
import type { FieldMachines } from './field-machine.ts'

/** @param overSsh the probers of the run; null: nothing of it is asked over SSH */
export async function openFieldMachines(
  names: Names,
  signal: AbortSignal,
  overSsh: { proberOn(endpoint: Endpoint): Prober | undefined } | null,
): Promise<FieldMachines> {
  const { fieldMachines } = await import('./this-machine.ts')
  if (!overSsh) return fieldMachines(names, signal)
  const { reachBySsh } = await import('./behind-ssh.ts')
  return fieldMachines(
    names,
    signal,
    reachBySsh((endpoint) => overSsh.proberOn(endpoint), names, signal),
  )
}
