/**
 * What is told beside the page, with the one thing that can be done about it. It is read aloud; errors stay until they are dismissed,
 * the rest goes by itself, but not while the pointer or the focus is on it.
 */
import { CircleAlert, Info, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useApp } from '../../store/store.ts'
import type { Notice as NoticeData } from '../../store/view-slice.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import './notice.css'

const GOES_AFTER_MS = 6000
/** Time to read, to think, and to reach the button. */
const WITH_ACTION_MS = 15_000

function Shown({ notice }: { notice: NoticeData }) {
  const { say } = useWords()
  const dismiss = useApp((state) => state.dismiss)
  const [held, hold] = useState(false)
  const { tone, message, action } = notice

  useEffect(() => {
    if (held || tone === 'error') return
    const timer = setTimeout(dismiss, action ? WITH_ACTION_MS : GOES_AFTER_MS)
    return () => clearTimeout(timer)
  }, [tone, action, held, dismiss])

  const Mark = tone === 'error' ? CircleAlert : Info
  return (
    <div
      className={`notice notice-${tone}`}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <Mark size={18} aria-hidden />
      <p>{message}</p>
      {action && (
        <Button
          onPress={() => {
            dismiss()
            action.run()
          }}
        >
          {action.label}
        </Button>
      )}
      <Button kind="quiet" icon aria-label={say('frame.dismiss')} onPress={dismiss}>
        <X size={16} aria-hidden />
      </Button>
    </div>
  )
}

/** The regions are always there: what is put into a new one is not read aloud everywhere. */
export function Notice() {
  const { say } = useWords()
  const notice = useApp((state) => state.notice)
  const shown = notice && <Shown key={notice.id} notice={notice} />
  return (
    <section className="notices" aria-label={say('frame.notices')}>
      <output className="notices-told">{notice?.tone === 'info' && shown}</output>
      <div role="alert">{notice?.tone === 'error' && shown}</div>
    </section>
  )
}
