/** Version, catalogue and folder: what is asked for when something is reported. */
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { DialogBox } from '../controls/dialog-box.tsx'
import './about-dialog.css'

export function AboutDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { say } = useWords()
  const program = useApp((state) => state.program)
  return (
    <DialogBox title={say('frame.about.title')} isOpen={isOpen} onClose={onClose}>
      {program && (
        <dl className="about-facts">
          <dt>{say('frame.about.version')}</dt>
          <dd>{program.version}</dd>
          <dt>{say('frame.about.catalogue')}</dt>
          <dd>{program.catalogue}</dd>
          <dt>{say('frame.about.platform')}</dt>
          <dd>{program.platform}</dd>
          <dt>{say('frame.about.folder')}</dt>
          <dd>
            <code>{program.dataFolder}</code>
          </dd>
        </dl>
      )}
      <div className="dialog-actions">
        <Button slot="close">{say('frame.close')}</Button>
      </div>
    </DialogBox>
  )
}
