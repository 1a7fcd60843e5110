/** The frame around every page: top bar, steps, page, status line. With little room, steps and status move into the top bar. */
import type { ReactNode } from 'react'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { ConnectionLost } from './connection-lost.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { Navigation } from './navigation.tsx'
import { Notice } from './notice.tsx'
import { StatusLine } from './status-line.tsx'
import { TopBar } from './top-bar.tsx'
import { useNarrow } from './use-appearance.ts'
import './frame.css'

/** `step`: a failure of one page does not outlast it. */
export function Frame({ step, children }: { step: string; children: ReactNode }) {
  const { say } = useWords()
  const isNarrow = useNarrow()
  const isOpen = useApp(({ check, route }) => check !== null && route.step !== 'start')
  return (
    <div className={isNarrow ? 'frame frame-narrow' : 'frame'}>
      <a className="frame-skip" href="#page">
        {say('frame.skip')}
      </a>
      <div className="frame-top">
        <TopBar isNarrow={isNarrow} />
        <ConnectionLost />
      </div>
      <div className="frame-middle">
        {isOpen && !isNarrow && (
          <div className="frame-side">
            <Navigation />
          </div>
        )}
        <div className="frame-scroll">
          <main id="page" className="frame-page" tabIndex={-1}>
            <ErrorBoundary key={step}>{children}</ErrorBoundary>
          </main>
        </div>
      </div>
      {isOpen && !isNarrow && <StatusLine />}
      <Notice />
    </div>
  )
}
