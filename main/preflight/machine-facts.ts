/** Facts about this machine for the result: read while the network is waited for, completed when all is probed. */
import type { Environment } from '../../shared/environment.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import type { LiveCapture } from '../capture/live.ts'
import { type Names, destinationsOf } from './choose-flows.ts'
import type { CheckRequest } from './run-check.ts'
import { meanwhile } from './meanwhile.ts'

export interface MachineFacts {
  /** As they were when the facts were read: read once in a run. */
  interfaces: () => Promise<Environment['interfaces']>
  describe: NonNullable<CheckRequest['describeMachine']>
}

/**
 * Starts reading after a moment; gives what {@link CheckRequest} asks for at the end.
 * @param capture one that runs beside, which sees who claims an address
 */
export function machineFacts(
  flows: readonly Flow[],
  names: Names,
  capture: Pick<LiveCapture, 'claims'> | null,
): MachineFacts {
  const fromHere = flows.filter(({ source }) => source.vantage.kind === 'local')
  const destinations = destinationsOf(fromHere, names)
  const reading = meanwhile(async () => {
    const facts = await import('../probe/environment/gather.ts')
    return { facts, atStart: await facts.gatherEnvironment({ destinations, names, observers: [] }) }
  })
  return {
    interfaces: async () => (await reading()).atStart.interfaces,
    describe: async (late) => {
      const { facts, atStart } = await reading()
      return facts.completeEnvironment(atStart, { ...late, claims: capture?.claims() ?? [] })
    },
  }
}
