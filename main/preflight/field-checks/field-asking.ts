/** What every check beyond the port table is asked with. */
import type { NotAskedField } from '../../../shared/field-checks/field-check.ts'
import type { FieldCheckSettings } from '../../../shared/plan/field-checks.ts'
import type { Endpoint, Plan } from '../../../shared/plan/plan.ts'
import { type FieldMachine, isMachine } from './field-machine.ts'

/** An endpoint, its literal, and the machine behind it. */
export interface Placed {
  endpoint: Endpoint
  /** Null: its name does not resolve. */
  address: string | null
  machine: FieldMachine | NotAskedField
}

/** What every question needs. */
export interface Asking {
  plan: Plan
  settings: FieldCheckSettings
  placed: readonly Placed[]
  /** The nodes of the plan, asked from or not. */
  nodes: readonly Pick<Placed, 'endpoint' | 'address'>[]
  /** Asks when it is time; null once the run was stopped. */
  ask<T>(address: string, question: () => Promise<T>): Promise<T | null>
}

export const STOPPED: NotAskedField = {
  notAsked: 'the run was stopped before',
  settle: 'A run that comes to its end',
}

/** The machines that can be asked, each once, with the endpoints that they are. */
export function machinesOf(placed: readonly Placed[]): { machine: FieldMachine; endpoints: Endpoint[] }[] {
  const found = new Map<string, { machine: FieldMachine; endpoints: Endpoint[] }>()
  for (const { endpoint, machine } of placed) {
    if (!isMachine(machine)) continue
    const known = found.get(machine.name)
    if (known) known.endpoints.push(endpoint)
    else found.set(machine.name, { machine, endpoints: [endpoint] })
  }
  return [...found.values()]
}
