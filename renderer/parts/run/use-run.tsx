/** Starts a run, and asks first where addresses outside private ranges would be probed. */
import { type ReactNode, useCallback, useState } from 'react'
import type { RunAsk } from '../../../shared/shapes.ts'
import { useApp } from '../../store/store.ts'
import { PublicDialog } from './public-dialog.tsx'

export interface Run {
  start: (ask: RunAsk) => void
  /** Whether one can be started now. */
  ready: boolean
  /** One goes on: buttons that start one wait, and keep the focus. */
  busy: boolean
  /** What the page must hold: the question about public addresses, while it is asked. */
  question: ReactNode
}

export function useRun(): Run {
  const startRun = useApp((state) => state.startRun)
  const notify = useApp((state) => state.notify)
  const ready = useApp(({ check }) => check?.running === null && check.readOnly === null && check.plan !== null)
  const busy = useApp(({ check }) => check?.running != null)
  const [asked, setAsked] = useState<{ ask: RunAsk; addresses: readonly string[] } | null>(null)

  const begin = useCallback(
    async (ask: RunAsk, allowPublic: boolean) => {
      const answer = await startRun(ask, allowPublic)
      if (!answer || answer.started) return
      if (answer.why === 'public') setAsked({ ask, addresses: answer.addresses })
      else notify({ tone: 'error', message: answer.message })
    },
    [startRun, notify],
  )
  const start = useCallback((ask: RunAsk) => void begin(ask, false), [begin])
  const question = asked && (
    <PublicDialog
      addresses={asked.addresses}
      onRefuse={() => setAsked(null)}
      onAllow={() => {
        setAsked(null)
        void begin(asked.ask, true)
      }}
    />
  )
  return { start, ready, busy, question }
}
