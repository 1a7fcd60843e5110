/** The check as it stands against another result; first, where it is not said yet, against which one. */
import { FileText } from 'lucide-react'
import { useState } from 'react'
import type { ShownComparison } from '../../store/compare-slice.ts'
import { useApp } from '../../store/store.ts'
import { visible } from '../../words/visible.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { DialogBox } from '../controls/dialog-box.tsx'
import { PreviewDialog } from '../preview/preview-dialog.tsx'
import { ChooseCompared } from './choose-compared.tsx'
import { Comparison } from './comparison.tsx'
import './compare.css'

export function CompareDialog() {
  const { say } = useWords()
  const comparing = useApp((state) => state.comparing)
  const endComparing = useApp((state) => state.endComparing)
  const isChosen = comparing !== null && comparing !== 'choose'
  const title = isChosen ? say('compare.title', { name: visible(comparing.name) }) : say('compare.choose')
  return (
    <DialogBox title={title} isOpen={comparing !== null} onClose={endComparing} width={isChosen ? 'wide' : 'medium'}>
      {comparing === 'choose' && <ChooseCompared />}
      {isChosen && <Comparison view={comparing.view} />}
      <div className="dialog-actions">
        {isChosen && <ReportButton shown={comparing} />}
        <Button slot="close">{say('frame.close')}</Button>
      </div>
    </DialogBox>
  )
}

/** The report of the check, with a chapter that says the same as this dialog. */
function ReportButton({ shown }: { shown: ShownComparison }) {
  const { say } = useWords()
  const [isPreviewed, setPreviewed] = useState(false)
  return (
    <>
      <Button onPress={() => setPreviewed(true)}>
        <FileText size={16} aria-hidden />
        {say('compare.report')}
      </Button>
      <PreviewDialog against={shown.other} isOpen={isPreviewed} onClose={() => setPreviewed(false)} />
    </>
  )
}
