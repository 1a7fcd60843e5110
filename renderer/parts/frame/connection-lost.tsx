/** Says that the program behind the page does not answer, for as long as that is so, and what can be done once it is given up. */
import { Unplug } from 'lucide-react'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import './connection-lost.css'

export function ConnectionLost() {
  const { say } = useWords()
  const connection = useApp((state) => state.connection)
  const tryAgain = useApp((state) => state.tryAgain)
  return (
    <div role="alert">
      {connection !== 'open' && (
        <div className="connection-lost">
          <Unplug size={18} aria-hidden />
          <p>{say(connection === 'lost' ? 'frame.lost' : 'frame.ended')}</p>
          {connection === 'ended' && <Button onPress={tryAgain}>{say('frame.tryAgain')}</Button>}
        </div>
      )}
    </div>
  )
}
