/** Saves a report, and says where it is: the PDF after a look at it, the other formats from a menu. */
import { ChevronDown, FileText } from 'lucide-react'
import { useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { REPORT_FORMATS } from '../../../shared/contract.ts'
import { Button } from '../../parts/controls/button.tsx'
import { PreviewDialog } from '../../parts/preview/preview-dialog.tsx'
import { useDelivery } from '../../parts/report/use-delivery.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import '../../parts/controls/popup.css'

type Format = (typeof REPORT_FORMATS)[number]

export function ReportButtons({ isDisabled }: { isDisabled: boolean }) {
  const { say } = useWords()
  const saveReport = useApp((state) => state.saveReport)
  const wordsOf = useDelivery()
  const [busy, setBusy] = useState(false)
  const [isPreviewed, setPreviewed] = useState(false)
  const [said, setSaid] = useState('')
  const save = async (format: Format) => {
    setBusy(true)
    setSaid('')
    const delivery = await saveReport(format)
    setBusy(false)
    setSaid(wordsOf(delivery))
  }
  return (
    <div className="report-buttons" role="group" aria-label={say('summary.save')}>
      <Button kind={isDisabled ? 'plain' : 'primary'} isDisabled={isDisabled} onPress={() => setPreviewed(true)}>
        <FileText size={16} aria-hidden />
        {say('summary.save.preview')}
      </Button>
      <PreviewDialog isOpen={isPreviewed} onClose={() => setPreviewed(false)} />
      <MenuTrigger>
        <Button isDisabled={isDisabled} isPending={busy}>
          {say('summary.save.others')}
          <ChevronDown size={16} aria-hidden />
        </Button>
        <Popover className="popup" placement="bottom end">
          <Menu className="popup-menu" aria-label={say('summary.save')}>
            {REPORT_FORMATS.filter((format) => format !== 'pdf').map((format) => (
              <MenuItem key={format} id={format} className="popup-item" onAction={() => void save(format)}>
                {say(`frame.format.${format}`)}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <p role="status" className="report-said">
        {said}
      </p>
    </div>
  )
}
