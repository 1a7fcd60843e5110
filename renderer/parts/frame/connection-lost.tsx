/** Says that the program behind the page does not answer, for as long as that is so. */
import { Unplug } from 'lucide-react'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import './connection-lost.css'

export function ConnectionLost() {
  const { say } = useWords()
  const connected = useApp((state) => state.connected)
  return (
    <div role="alert">
      {!connected && (
        <p className="connection-lost">
          <Unplug size={18} aria-hidden />
          {say('frame.lost')}
        </p>
      )}
    </div>
  )
}
