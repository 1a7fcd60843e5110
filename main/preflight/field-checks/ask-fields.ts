/**
 * The checks beyond the port table: whom a plan wants asked, the asking, and what came of it. A few packets for each, after all flows
 * and their evidence, at the pace of the run. An aborted signal leaves what was not asked `untested`.
 */
import type { FieldCheck } from '../../../shared/field-checks/field-check.ts'
import { fieldCheckSettings } from '../../../shared/plan/field-checks.ts'
import type { Endpoint, Plan } from '../../../shared/plan/plan.ts'
import { atMost } from '../../probe/at-most.ts'
import type { Names } from '../choose-flows.ts'
import { Turns } from '../turns.ts'
import { askEchoes } from './ask-echoes.ts'
import { askTimes } from './ask-times.ts'
import { compareClocks, compareNames, lookForOverlaps } from './compare-machines.ts'
import { type Asking, type Placed, STOPPED } from './field-asking.ts'
import type { FieldMachines } from './field-machine.ts'

/** Questions at the same time; most wait for an answer. */
const AT_ONCE = 16

export interface FieldRequest {
  plan: Plan
  /** Endpoints that the run asks from; of the others nothing is asked. */
  sources: ReadonlySet<string>
  names: Names
  machines: FieldMachines
  signal: AbortSignal
}

/** Never rejects. In the order of the kinds, then of the plan. */
export async function askFields({ plan, sources, names, machines, signal }: FieldRequest): Promise<FieldCheck[]> {
  const settings = fieldCheckSettings(plan.fieldChecks)
  const literal = (endpoint: Endpoint) => literalOf(endpoint, names)
  const members = plan.endpoints.filter(({ role }) => role === 'psm-node' || role === 'dsc')
  const turns = new Turns(plan.pace)
  const stop = () => turns.stop()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const limited = atMost(AT_ONCE)
  const place = (endpoint: Endpoint) =>
    limited(async (): Promise<Placed> => {
      const machine = signal.aborted ? STOPPED : await machines.reach(endpoint, signal)
      return { endpoint, address: literal(endpoint), machine }
    })
  const asking: Asking = {
    plan,
    settings,
    placed: await Promise.all(plan.endpoints.filter(({ name }) => sources.has(name)).map(place)),
    nodes: members
      .filter(({ role }) => role === 'psm-node')
      .map((endpoint) => ({ endpoint, address: literal(endpoint) })),
    ask: (address, question) =>
      limited(async () => {
        await turns.turn(address)
        return signal.aborted ? null : await question()
      }),
  }
  const checks = await Promise.all([
    askEchoes(asking),
    askTimes(asking),
    settings.names ? compareNames(asking, machines.here) : [],
    settings.overlap ? lookForOverlaps(asking, literal) : [],
    settings.clock === 'no' ? [] : compareClocks(asking),
  ])
  signal.removeEventListener('abort', stop)
  turns.stop()
  return checks.flat()
}

function literalOf({ address, isName }: Endpoint, names: Names): string | null {
  if (!isName) return address
  const resolved = names.get(address)
  return resolved && 'literal' in resolved ? resolved.literal : null
}
