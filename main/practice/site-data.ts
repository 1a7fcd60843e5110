/**
 * The practice site as data: who is there, what listens where, and the faults that are set on purpose. What a check of it
 * must find follows from this alone.
 */
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { shiftPorts } from '../../shared/catalogue/shift-ports.ts'
import type { Outcome, Verdict } from '../../shared/outcome.ts'
import type { Endpoint, Plan } from '../../shared/plan/plan.ts'

/** 22 becomes 10022: no port of the practice site needs a privilege or meets a real service. */
export const PORT_SHIFT = 10_000
export const PRACTICE_CATALOGUE = shiftPorts(APPENDIX_B, PORT_SHIFT)

const endpoint = (name: string, role: Endpoint['role'], address: string): Endpoint => ({
  name,
  role,
  address,
  isName: false,
  vantage: { kind: 'local' },
})

/** All of 127.0.0.0/8 is this machine's own (RFC 1122 §3.2.1.3): every endpoint has an address and is its own vantage. */
export const PRACTICE_PLAN: Plan = {
  version: 1,
  site: { name: 'Practice site', customer: 'Example Corp' },
  stage: 'preinstall',
  pace: 'normal',
  endpoints: [
    endpoint('laptop', 'user-station', '127.77.0.2'),
    endpoint('mgmt', 'management-station', '127.77.0.2'),
    endpoint('psm-1', 'psm-node', '127.77.0.11'),
    endpoint('psm-2', 'psm-node', '127.77.0.12'),
    endpoint('psm-3', 'psm-node', '127.77.0.13'),
    endpoint('dsc-1', 'dsc', '127.77.0.21'),
  ],
  rules: [],
}

export type PracticeState = 'open' | 'closed' | 'ssh' | 'silent'

/** One fault that is set on purpose; `port` is the guide's, before the shift. */
export interface PracticeFault {
  endpoint: string
  port: number
  state: Exclude<PracticeState, 'open'>
  outcome: Outcome
  verdict: Verdict
  story: string
}

export const PRACTICE_FAULTS: readonly PracticeFault[] = [
  {
    endpoint: 'psm-3',
    port: 9010,
    state: 'silent',
    outcome: 'silent',
    verdict: 'fail',
    story: 'the events manager does not answer: as behind a firewall that drops',
  },
  {
    endpoint: 'psm-3',
    port: 9012,
    state: 'silent',
    outcome: 'silent',
    verdict: 'fail',
    story: 'the events proxy does not answer: as behind a firewall that drops',
  },
  {
    endpoint: 'psm-3',
    port: 9002,
    state: 'closed',
    outcome: 'closed',
    verdict: 'warn',
    story: 'cluster management does not listen: the VM is not ready',
  },
  {
    endpoint: 'psm-3',
    port: 443,
    state: 'ssh',
    outcome: 'wrong-service',
    verdict: 'warn',
    story: 'an SSH server answers where the API gateway belongs',
  },
]

/** Without a fault: psm-1 has stand-ins on every port, psm-2 and psm-3 are fresh VMs, the card has its proxy. */
export function usualState(name: string, port: number): PracticeState {
  if (name === 'psm-1' || name === 'dsc-1') return 'open'
  return APPENDIX_B.field.listeningBeforeBootstrap.ports.includes(port) ? 'open' : 'closed'
}

export function practiceState(name: string, port: number): PracticeState {
  return PRACTICE_FAULTS.find((f) => f.endpoint === name && f.port === port)?.state ?? usualState(name, port)
}

/** The ports of the guide that an endpoint must accept. */
export function portsOf(role: Endpoint['role']): number[] {
  const to = new Set(APPENDIX_B.directions.filter((d) => d.to === role).map((d) => d.id))
  return [...new Set(APPENDIX_B.rows.filter((row) => row.directions.some((d) => to.has(d))).map((row) => row.port))]
}
