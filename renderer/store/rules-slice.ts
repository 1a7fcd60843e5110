/** The change request as a firewall takes it: for which one, with which ticket, and its files. */
import type { Delivery, Params } from '../../shared/contract.ts'
import type { RulesView } from '../../shared/rules-shapes.ts'
import type { Slice } from './store.ts'
import { withCheck } from './with-check.ts'

/** Of a union each part by itself. */
type WithoutCheck<T> = T extends unknown ? Omit<T, 'id' | 'ticket'> : never

export interface RulesSlice {
  /** Text for the comments, by check. */
  tickets: Readonly<Record<string, string>>
  /** Of the open check. */
  setTicket: (ticket: string) => void
  /** Null: it was refused, which is told. */
  showRules: (asked: WithoutCheck<Params<'rules.show'>>) => Promise<RulesView | null>
  saveRules: (asked: WithoutCheck<Params<'rules.save'>>) => Promise<Delivery | null>
}

export const rulesSlice: Slice<RulesSlice> = (set, get, client) => {
  const ticketOf = (id: string) => get().tickets[id] ?? ''
  return {
    tickets: {},
    setTicket: (ticket) => {
      const { check, tickets } = get()
      if (check) set({ tickets: { ...tickets, [check.id]: ticket } })
    },
    showRules: (asked) => withCheck(get, (id) => client.call('rules.show', { ...asked, id, ticket: ticketOf(id) })),
    saveRules: (asked) =>
      withCheck(get, async (id) =>
        (await get().saveDraft()) ? client.call('rules.save', { ...asked, id, ticket: ticketOf(id) }) : null,
      ),
  }
}
