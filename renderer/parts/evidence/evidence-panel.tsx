/**
 * The evidence of one flow, beside the matrix: what happened, in words, and what follows. It does not lock the page; Escape closes it,
 * and the focus goes back to where it came from.
 */
import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { FlowDetail } from '../../../shared/shapes.ts'
import { messageOf } from '../../store/errors.ts'
import { useApp, useClient } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { useKey } from '../keys/registry.ts'
import type { Run } from '../run/use-run.tsx'
import { EvidenceBody } from './evidence-body.tsx'
import './evidence.css'

interface Props {
  flow: number
  /** "psm-3 → psm-1", and the port with its service. */
  pair: string
  port: string
  onClose: () => void
  run: Run
}

type Read = { of: string; detail: FlowDetail | null; trouble: string | null }

const NOT_READ: Read = { of: '', detail: null, trouble: null }

/** Read anew when another flow is chosen and when a run has ended. */
function useDetail(flow: number): Read {
  const client = useClient()
  const id = useApp((state) => state.check?.id)
  const updatedAt = useApp((state) => state.check?.result.updatedAt)
  const [read, setRead] = useState(NOT_READ)
  const of = `${id ?? ''} ${flow}`
  useEffect(() => {
    if (id === undefined || updatedAt === undefined) return
    let wanted = true
    const keep = (answer: Omit<Read, 'of'>) => {
      if (wanted) setRead({ ...answer, of: `${id} ${flow}` })
    }
    void client
      .call('flows.show', { id, flow })
      .then((detail) => keep({ detail, trouble: null }))
      .catch((error: unknown) => keep({ detail: null, trouble: messageOf(error) }))
    return () => {
      wanted = false
    }
  }, [client, id, flow, updatedAt])
  return read.of === of ? read : NOT_READ
}

export function EvidencePanel({ flow, pair, port, onClose, run }: Props) {
  const { say } = useWords()
  const panel = useRef<HTMLElement>(null)
  const { detail, trouble } = useDetail(flow)
  // Its name is what a screen reader says then.
  useEffect(() => panel.current?.focus(), [])
  useKey('cancel', onClose)
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    onClose()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it from anywhere within.
    <section ref={panel} tabIndex={-1} className="evidence" aria-labelledby="evidence-heading" onKeyDown={onKeyDown}>
      <header className="evidence-head">
        <h2 id="evidence-heading">
          <span className="visually-hidden">{say('evidence.title')}: </span>
          {pair}
          <span className="evidence-port">{port}</span>
        </h2>
        <Button kind="quiet" icon aria-label={say('evidence.close')} onPress={onClose}>
          <X size={18} aria-hidden />
        </Button>
      </header>
      {trouble !== null ? (
        <p role="alert" className="evidence-trouble">
          {trouble}
        </p>
      ) : detail === null ? (
        <p className="evidence-loading">{say('evidence.loading')}</p>
      ) : (
        <EvidenceBody detail={detail} />
      )}
      <footer className="evidence-foot">
        <Button
          isDisabled={!run.ready && !run.busy}
          isPending={run.busy}
          onPress={() => run.start({ kind: 'flow', flow })}
        >
          {say(detail?.result ? 'evidence.testAgain' : 'evidence.test')}
        </Button>
      </footer>
    </section>
  )
}
