/** The keys, as a list. */
import { useApp } from '../../store/store.ts'
import { type WordKey, useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { DialogBox } from '../controls/dialog-box.tsx'
import { GO_LETTERS } from './key-meaning.ts'
import { routeName } from '../frame/steps.ts'
import './keys-dialog.css'

interface Line {
  keys: readonly (WordKey | { plain: string })[]
  joined?: 'then'
  text: string
}

const isOneCharacter = (key: Line['keys'][number]) => typeof key === 'object' && key.plain.length === 1

export function KeysDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { say } = useWords()
  const letters = useApp(({ program }) => program?.settings.letterKeys ?? true)
  const all: Line[] = [
    { keys: ['keys.ctrl', 'keys.enter'], text: say('keys.run') },
    { keys: [{ plain: '/' }], text: say('keys.filter') },
    { keys: [{ plain: 'n' }], text: say('keys.next') },
    { keys: [{ plain: 'p' }], text: say('keys.previous') },
    { keys: [{ plain: 'c' }], text: say('keys.copy') },
    { keys: ['keys.escape'], text: say('keys.cancel') },
    { keys: ['keys.ctrl', { plain: 'Z' }], text: say('keys.undo') },
    { keys: [{ plain: '?' }], text: say('keys.help') },
    { keys: ['keys.alt', { plain: '1…9' }], text: say('keys.steps') },
    ...Object.entries(GO_LETTERS).map(
      ([letter, route]): Line => ({
        keys: [{ plain: 'g' }, { plain: letter }],
        joined: 'then',
        text: say(routeName(route)),
      }),
    ),
  ]
  const lines = letters ? all : all.filter(({ keys }) => !keys.every(isOneCharacter))
  return (
    <DialogBox title={say('keys.title')} isOpen={isOpen} onClose={onClose} width="medium">
      <dl className="keys-list">
        {lines.map(({ keys, joined, text }) => (
          <div key={text} className="keys-line">
            <dt>
              {keys.map((key, i) => (
                <span key={typeof key === 'string' ? key : key.plain}>
                  {i > 0 && <span className="keys-join">{joined ? ` ${say('keys.then')} ` : ' + '}</span>}
                  <kbd>{typeof key === 'string' ? say(key) : key.plain}</kbd>
                </span>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className="keys-note">{say(letters ? 'keys.typing' : 'keys.off')}</p>
      <div className="dialog-actions">
        <Button slot="close">{say('frame.close')}</Button>
      </div>
    </DialogBox>
  )
}
