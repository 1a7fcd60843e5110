/** The frame around every screen, and which screen is shown. */
import { useApp } from './store/store.ts'
import './look/fonts.css'
import './look/tokens.css'
import './look/base.css'
import { VerdictMark } from './parts/verdict-mark.tsx'
import { useWords } from './words/words.ts'

export function App() {
  const step = useApp((state) => state.route.step)
  const { say } = useWords()
  return (
    <main data-step={step}>
      <VerdictMark verdict="untested" proof="none" label={say('verdict.untested')} />
    </main>
  )
}
