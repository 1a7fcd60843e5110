/** What is shown when drawing a page fails: plain words, what to tell us, and a way on. Only classes can catch that. */
import { Component, type ReactNode } from 'react'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import './error-boundary.css'

interface Props {
  children: ReactNode
}

export class ErrorBoundary extends Component<Props, { failure: Error | null }> {
  override state: { failure: Error | null } = { failure: null }

  static getDerivedStateFromError(thrown: unknown) {
    return { failure: thrown instanceof Error ? thrown : new Error(String(thrown)) }
  }

  override render() {
    const { failure } = this.state
    return failure ? <CrashScreen failure={failure} /> : this.props.children
  }
}

function CrashScreen({ failure }: { failure: Error }) {
  const { say } = useWords()
  return (
    <div className="crash-screen" role="alert">
      <h1 tabIndex={-1}>{say('frame.crash')}</h1>
      <p>{say('frame.crash.what')}</p>
      <div>
        <Button kind="primary" onPress={() => location.reload()}>
          {say('frame.reload')}
        </Button>
      </div>
      <details>
        <summary>{say('frame.crash.details')}</summary>
        <pre>{failure.stack ?? failure.message}</pre>
      </details>
    </div>
  )
}
