/** Changes of a draft, each giving a new one. Pure; rows that did not change stay the same objects, so that only changed rows are drawn. */
import type { Role } from '../../../shared/catalogue/catalogue.ts'
import type { DraftEndpoint, PlanDraft } from '../../../shared/shapes.ts'
import { vantageFor } from '../../parts/own-address.ts'
import { freeName } from './read-paste.ts'

type Change = (draft: PlanDraft) => PlanDraft
type DraftRule = PlanDraft['rules'][number]

export const setSite =
  (part: Partial<PlanDraft['site']>): Change =>
  (draft) => ({ ...draft, site: { ...draft.site, ...part } })

export const setEndpoint =
  (index: number, part: Partial<DraftEndpoint>): Change =>
  (draft) => ({
    ...draft,
    endpoints: draft.endpoints.map((endpoint, i) => (i === index ? { ...endpoint, ...part } : endpoint)),
  })

/** A row that comes to hold an address of this machine is sent from here, and no longer when it is another's; SSH stays. */
export const setAddress =
  (index: number, address: string, own: readonly string[]): Change =>
  (draft) => {
    const before = draft.endpoints[index]
    const [was, is] = [vantageFor(before?.address ?? '', own), vantageFor(address, own)]
    const isTold = before === undefined || typeof before.vantage === 'object' || was === is
    return setEndpoint(index, isTold ? { address } : { address, vantage: is })(draft)
  }

export const removeEndpoint =
  (index: number): Change =>
  (draft) => ({ ...draft, endpoints: draft.endpoints.filter((_, i) => i !== index) })

const isBlank = ({ name, address }: DraftEndpoint) => name === '' && address === ''

/** Rows in which nothing stands give way to those that come. */
export const addEndpoints =
  (endpoints: readonly DraftEndpoint[]): Change =>
  (draft) => ({ ...draft, endpoints: [...draft.endpoints.filter((row) => !isBlank(row)), ...endpoints] })

export const replaceEndpoints =
  (endpoints: readonly DraftEndpoint[]): Change =>
  (draft) => ({ ...draft, endpoints: [...endpoints] })

const STEMS: Readonly<Record<Role, string>> = {
  'user-station': 'station',
  'management-station': 'management',
  'psm-node': 'psm',
  dsc: 'dsc',
}

/** A new row with a name to start from; `address` where it is known. */
export const addRow =
  (role: Role, address = '', vantage: 'local' | 'none' = 'none'): Change =>
  (draft) => {
    const taken = new Set(draft.endpoints.map(({ name }) => name))
    return {
      ...draft,
      endpoints: [...draft.endpoints, { name: freeName(STEMS[role], address, taken), role, address, vantage }],
    }
  }

export const setRule =
  (index: number, part: Partial<DraftRule>): Change =>
  (draft) => ({ ...draft, rules: draft.rules.map((rule, i) => (i === index ? { ...rule, ...part } : rule)) })

export const addRule: Change = (draft) => {
  const taken = new Set(draft.rules.map(({ id }) => id))
  return {
    ...draft,
    rules: [...draft.rules, { id: freeName('extra', '', taken), service: '', port: '', from: '', to: '' }],
  }
}

export const removeRule =
  (index: number): Change =>
  (draft) => ({ ...draft, rules: draft.rules.filter((_, i) => i !== index) })
