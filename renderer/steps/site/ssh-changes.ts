/** What the SSH set-up does to a draft: the same user, port and key file for one row or for all of its role; a host key belongs to one machine. */
import type { DraftEndpoint, PlanDraft } from '../../../shared/shapes.ts'
import { endpointsOfRow } from '../../../shared/plan/draft-endpoints.ts'

export type DraftSsh = Extract<DraftEndpoint['vantage'], object>['ssh']

const DEFAULT_PORT = 22

/** As it is typed. */
export interface SshForm {
  user: string
  port: string
  identityFile: string
  hostKey: string
}

const sshOf = (endpoint: DraftEndpoint | undefined): DraftSsh | null =>
  typeof endpoint?.vantage === 'object' ? endpoint.vantage.ssh : null

/** A row that has none begins as the first that has one. */
export function formOf({ endpoints }: PlanDraft, index: number): SshForm {
  const own = sshOf(endpoints[index])
  const like = own ?? endpoints.map(sshOf).find((ssh) => ssh !== null)
  return {
    user: like?.user ?? 'root',
    port: String(like?.port ?? DEFAULT_PORT),
    identityFile: like?.identityFile ?? '',
    hostKey: own?.hostKey ?? '',
  }
}

export const isPort = (text: string) => /^\s*\d{1,5}\s*$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535

/** Other rows of the same role. */
export const alikeRows = ({ endpoints }: PlanDraft, index: number): number[] =>
  endpoints.flatMap(({ role }, i) => (i !== index && role !== '' && role === endpoints[index]?.role ? [i] : []))

function sshFrom({ user, port, identityFile }: SshForm, hostKey: string): DraftSsh {
  return {
    user: user.trim(),
    port: Number(port),
    ...(identityFile.trim() === '' ? {} : { identityFile: identityFile.trim() }),
    ...(hostKey.trim() === '' ? {} : { hostKey: hostKey.trim() }),
  }
}

/** The host key of the form goes to its own row; the others keep theirs. */
export const applySsh =
  (form: SshForm, index: number, others: readonly number[]) =>
  (draft: PlanDraft): PlanDraft => {
    const chosen = new Set(others)
    const endpoints = draft.endpoints.map((endpoint, i) => {
      if (i === index) return { ...endpoint, vantage: { ssh: sshFrom(form, form.hostKey) } }
      return chosen.has(i) ? { ...endpoint, vantage: { ssh: sshFrom(form, sshOf(endpoint)?.hostKey ?? '') } } : endpoint
    })
    return { ...draft, endpoints }
  }

/** Fingerprints by endpoint; a row that stands for several machines can name none. */
export const rememberKeys =
  (keys: ReadonlyMap<string, string>) =>
  (draft: PlanDraft): PlanDraft => {
    const endpoints = draft.endpoints.map((endpoint, i) => {
      const ssh = sshOf(endpoint)
      const [name, ...more] = ssh ? endpointsOfRow(draft, i).map((one) => one.name) : []
      const hostKey = name !== undefined && more.length === 0 ? keys.get(name) : undefined
      return ssh && hostKey !== undefined ? { ...endpoint, vantage: { ssh: { ...ssh, hostKey } } } : endpoint
    })
    return { ...draft, endpoints }
  }

/** Keys that hosts of these rows showed, and that the plan does not hold yet. */
export function keysToRemember(
  draft: PlanDraft,
  rows: readonly number[],
  shown: ReadonlyMap<string, string | null>,
): Map<string, string> {
  const keys = new Map<string, string>()
  for (const row of rows) {
    const [first, ...more] = endpointsOfRow(draft, row)
    const key = first && shown.get(first.name)
    if (first && key && more.length === 0 && sshOf(draft.endpoints[row])?.hostKey !== key) keys.set(first.name, key)
  }
  return keys
}
