/** Facts about this machine for the result: read while the network is waited for, completed when all is probed. */
import type { Names } from '../preflight/choose-flows.ts'
import type { CheckRequest } from '../preflight/run-check.ts'
import { meanwhile } from './meanwhile.ts'

/** Starts reading after a moment; gives what {@link CheckRequest} asks for at the end. */
export function machineFacts(
  names: Names,
  destinations: readonly string[],
): NonNullable<CheckRequest['describeMachine']> {
  const reading = meanwhile(async () => {
    const facts = await import('../probe/environment/gather.ts')
    return { facts, atStart: await facts.gatherEnvironment({ destinations, names, observers: [] }) }
  })
  return async (late) => {
    const { facts, atStart } = await reading()
    return facts.completeEnvironment(atStart, late)
  }
}
