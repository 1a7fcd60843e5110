/** The hosts behind SSH that a run needs. */
import type { Endpoint, Flow, Plan, SshVantage } from '../../shared/plan/plan.ts'

export type SshHost = Endpoint & { vantage: { kind: 'ssh'; ssh: SshVantage } }

export const isSshHost = (endpoint: Endpoint): endpoint is SshHost => endpoint.vantage.kind === 'ssh'

/** Those that flows start on, and with stand-ins those that they go to. */
export function sshHostsOf(
  { endpoints }: Pick<Plan, 'endpoints'>,
  flows: readonly Flow[],
  standIns: boolean,
): SshHost[] {
  const wanted = new Set(
    flows.flatMap(({ source, destination }) => [source.name, ...(standIns ? [destination.name] : [])]),
  )
  return endpoints.filter(isSshHost).filter(({ name }) => wanted.has(name))
}
