/** A plan as the rest of the program sees it: validated, names and addresses expanded. */
import type { DirectionId, GroupId, IdentityRule, Role } from '../catalogue/catalogue.ts'
import type { PlanFieldChecks } from './field-checks.ts'

export const STAGES = ['preinstall', 'operational'] as const
export type Stage = (typeof STAGES)[number]

export const PACES = ['gentle', 'normal', 'fast'] as const
export type Pace = (typeof PACES)[number]

export interface Site {
  name: string
  customer?: string | undefined
  engineer?: string | undefined
}

export interface SshVantage {
  user: string
  port: number
  identityFile?: string | undefined
  hostKey?: string | undefined
}

/** Where the probes of an endpoint's outgoing flows start. */
export type Vantage = { kind: 'local' } | { kind: 'ssh'; ssh: SshVantage } | { kind: 'none' }

export interface Endpoint {
  name: string
  role: Role
  /** An IP literal in canonical form, or a DNS name (`isName`). */
  address: string
  isName: boolean
  vantage: Vantage
}

/** A rule of the plan beyond the catalogue. */
export interface ExtraRule {
  id: string
  service: string
  port: number
  /** A role, or the name of an endpoint. */
  from: string
  /** A role, the name of an endpoint, or an address. */
  to: string
}

export interface Plan {
  version: 1
  site: Site
  stage: Stage
  pace: Pace
  endpoints: Endpoint[]
  rules: ExtraRule[]
  /** What the plan says of checks beyond the port table; absent: nothing, and the defaults hold. */
  fieldChecks?: PlanFieldChecks | undefined
}

/** One directed thing to test. */
export interface Flow {
  /** `<direction>/<source>/<destination>/<port>`; unique in a plan. */
  id: string
  group: GroupId
  /** For a rule of the plan: its id. */
  direction: DirectionId | (string & {})
  service: string
  port: number
  source: Endpoint
  destination: { name: string; address: string; isName: boolean }
  identity: IdentityRule | null
}
