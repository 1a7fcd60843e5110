/** Saves a report, in one of the formats. */
import { useState } from 'react'
import { Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components'
import { type Delivery, REPORT_FORMATS } from '../../../shared/contract.ts'
import { PAPERS } from '../../../shared/print-options.ts'
import { DEFAULT_SETTINGS } from '../../../shared/program-shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { ChoiceSection } from '../controls/choice-section.tsx'
import '../controls/popup.css'

/** A click on a link is the browser's own way to save a file. */
function fetchFile(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}

export function ReportMenu() {
  const { say } = useWords()
  const [busy, setBusy] = useState(false)
  const saveReport = useApp((state) => state.saveReport)
  const notify = useApp((state) => state.notify)
  const settings = useApp(({ program }) => program?.settings ?? DEFAULT_SETTINGS)
  const saveSettings = useApp((state) => state.saveSettings)
  const isPlanned = useApp(({ check }) => check?.plan != null)

  function tell(delivery: Delivery): void {
    switch (delivery.kind) {
      case 'saved':
        return notify({ tone: 'info', message: say('frame.reportSaved', { path: delivery.path }) })
      case 'download':
        fetchFile(delivery.url, delivery.name)
        return notify({ tone: 'info', message: say('frame.reportFetched', { name: delivery.name }) })
      case 'cancelled':
        return
      default:
        return delivery satisfies never
    }
  }
  async function save(format: (typeof REPORT_FORMATS)[number]): Promise<void> {
    setBusy(true)
    const delivery = await saveReport(format)
    setBusy(false)
    if (delivery) tell(delivery)
  }
  return (
    <MenuTrigger>
      <Button isDisabled={!isPlanned} isPending={busy}>
        {say('frame.saveReport')}
      </Button>
      <Popover className="popup" placement="bottom end">
        <Menu className="popup-menu" aria-label={say('frame.saveReport')}>
          <MenuSection className="popup-section" aria-label={say('frame.saveReport')}>
            {REPORT_FORMATS.map((format) => (
              <MenuItem key={format} id={format} className="popup-item" onAction={() => void save(format)}>
                {say(`frame.format.${format}`)}
              </MenuItem>
            ))}
          </MenuSection>
          <ChoiceSection
            title={say('frame.paper')}
            options={PAPERS}
            chosen={settings.paper}
            nameOf={(paper) => say(`frame.paper.${paper}`)}
            onChoose={(paper) => void saveSettings({ ...settings, paper })}
          />
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
