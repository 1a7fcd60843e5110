/**
 * The words of the port catalogue: roles, groups, directions and rules. The data itself stands in
 * `appendix-b.ts` (what the guide says) and `field-knowledge.ts` (what was learned elsewhere).
 */

export const ROLES = ['user-station', 'management-station', 'psm-node', 'dsc'] as const
export type Role = (typeof ROLES)[number]

export const GROUP_IDS = ['user-to-psm', 'psm-to-psm', 'diagnostics', 'dsc-to-psm'] as const
/** A port group of Appendix B. Flows of a plan's own rules belong to the group `extra`. */
export type GroupId = (typeof GROUP_IDS)[number] | 'extra'

export const DIRECTION_IDS = ['user-to-psm', 'psm-to-psm', 'psm-to-dsc', 'management-to-psm', 'dsc-to-psm'] as const
export type DirectionId = (typeof DIRECTION_IDS)[number]

export interface Direction {
  id: DirectionId
  group: (typeof GROUP_IDS)[number]
  from: Role
  to: Role
}

export interface Group {
  id: GroupId
  title: string
  /** What the group is for and what breaks without it, in two sentences. */
  purpose: string
}

/** One row of Table 7 of the guide; 8888 is one row in two directions. */
export interface CatalogueRow {
  /** Unique: `<group>/<port>`. */
  id: string
  group: (typeof GROUP_IDS)[number]
  directions: readonly DirectionId[]
  port: number
  transport: 'tcp'
  /** Our short name of the service. */
  service: string
  /** What it is for, in one plain sentence. */
  purpose: string
  /** The wording of the table, to the letter apart from its markup. */
  tableText: string
  /** Named when the row contradicts what is known from the field. */
  doubt?: string
}

/** How sure a piece of field knowledge is. */
export type Certainty = 'measured' | 'documented' | 'reported'

/** Where a piece of knowledge that is not in Appendix B comes from. */
export interface Source {
  certainty: Certainty
  source: string
}

/**
 * What a service shows of itself.
 * - `ssh-banner`: the server speaks first, `SSH-2.0-…` (RFC 4253 §4.2)
 * - `http-redirect`: answers GET / with a redirect to https
 * - `tls`: completes a TLS handshake, and shows a certificate
 * - `http2-settings`: the server sends an HTTP/2 SETTINGS frame first (RFC 9113 §3.4)
 */
export type IdentityKind = 'ssh-banner' | 'http-redirect' | 'tls' | 'http2-settings'

export interface IdentityRule extends Source {
  ports: readonly number[]
  /** Any of these is the expected service; the first is the one that is asked for. */
  kinds: readonly [IdentityKind, ...IdentityKind[]]
  /**
   * Common names of certificates that only this product shows, where `issuer` signed them. One that ends with a colon
   * stands for all that start so; none: any name.
   */
  certificate: { subjects: readonly string[]; issuer: string } | null
}

export interface PlacementRule extends Source {
  ports: readonly number[]
  placement: 'leader' | 'one-copy'
}

export interface ListeningRule extends Source {
  ports: readonly number[]
}

export const FIELD_CHECK_KINDS = ['echo', 'ntp', 'names', 'overlap', 'clock'] as const
export type FieldCheckKind = (typeof FIELD_CHECK_KINDS)[number]

/** Why something that is in no port table is checked. */
export interface FieldCheckRule extends Source {
  title: string
  /** What breaks without it, in one sentence. */
  purpose: string
}

export interface FieldKnowledge {
  version: string
  identity: readonly IdentityRule[]
  placement: readonly PlacementRule[]
  /** Ports on which a fresh PSM VM listens before the cluster is formed. */
  listeningBeforeBootstrap: ListeningRule
  /** The port that only listens until the node has joined a cluster. */
  bootstrapOnly: ListeningRule
  /** That the members of a cluster compare the address that a peer comes from: NAT between them breaks it. */
  addressesCompared: Source
  checks: Readonly<Record<FieldCheckKind, FieldCheckRule>>
}

export interface Catalogue {
  /** Changes with any row: `<guide>-<appendix>/<revision>`. */
  version: string
  source: string
  groups: readonly Group[]
  directions: readonly Direction[]
  rows: readonly CatalogueRow[]
  field: FieldKnowledge
  /** By how much every port was moved from that of the guide; absent: not at all. */
  portShift?: number
}

/** One directed rule: a row in one of its directions. */
export interface DirectedRule {
  row: CatalogueRow
  direction: Direction
}

/** All directed rules in table order: 41 for Appendix B. Throws when a row names an unknown direction. */
export function directedRules(catalogue: Catalogue): DirectedRule[] {
  return catalogue.rows.flatMap((row) =>
    row.directions.map((id) => {
      const direction = catalogue.directions.find((d) => d.id === id)
      if (!direction) throw new Error(`catalogue row ${row.id} names the unknown direction ${id}`)
      return { row, direction }
    }),
  )
}
