/** The rules for the firewall that was chosen, asked for anew when the result, the plan or the ticket changes. */
import { useEffect, useState } from 'react'
import type { RulesOf, RulesView } from '../../../shared/rules-shapes.ts'
import { useApp } from '../../store/store.ts'

/** A ticket is typed letter by letter. */
const SETTLED_MS = 200

/** What was written last stays until the next is there. @param dialect null: nothing is asked for */
export function useRules(of: RulesOf, dialect: string | null): RulesView | null {
  const showRules = useApp((state) => state.showRules)
  // All that the core makes them of.
  const from = useApp(({ check, savedAt, tickets }) =>
    JSON.stringify([check?.id, check?.result.updatedAt, savedAt, tickets[check?.id ?? ''] ?? '']),
  )
  const [shown, setShown] = useState<{ from: string; view: RulesView | null } | null>(null)
  useEffect(() => {
    if (dialect === null) return
    let isWanted = true
    const show = async () => {
      const view = await showRules({ of, dialect })
      if (isWanted) setShown({ from, view })
    }
    const timer = setTimeout(() => void show(), SETTLED_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [of, dialect, showRules, from])
  return dialect === null ? null : (shown?.view ?? null)
}
