/** Asks before addresses outside private ranges are probed: they may be somebody else's. */
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { DialogBox } from '../controls/dialog-box.tsx'
import './run.css'

interface Props {
  addresses: readonly string[]
  onAllow: () => void
  onRefuse: () => void
}

export function PublicDialog({ addresses, onAllow, onRefuse }: Props) {
  const { say } = useWords()
  return (
    <DialogBox title={say('public.title')} isOpen onClose={onRefuse}>
      <p>{say('public.intro', { count: addresses.length })}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it can be reached with Tab */}
      <ul className="public-addresses" aria-label={say('public.list')} tabIndex={0}>
        {addresses.map((address) => (
          <li key={address}>
            <code>{address}</code>
          </li>
        ))}
      </ul>
      <div className="dialog-actions">
        <Button onPress={onAllow}>{say('public.allow')}</Button>
        <Button kind="primary" onPress={onRefuse}>
          {say('public.refuse')}
        </Button>
      </div>
    </DialogBox>
  )
}
