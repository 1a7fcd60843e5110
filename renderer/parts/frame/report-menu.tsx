/** Saves a report, in one of the formats. */
import { useState } from 'react'
import { Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components'
import { REPORT_FORMATS } from '../../../shared/contract.ts'
import { PAPERS } from '../../../shared/print-options.ts'
import { DEFAULT_SETTINGS } from '../../../shared/program-shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { ChoiceSection } from '../controls/choice-section.tsx'
import { useDelivery } from '../report/use-delivery.ts'
import '../controls/popup.css'

export function ReportMenu() {
  const { say } = useWords()
  const wordsOf = useDelivery()
  const [busy, setBusy] = useState(false)
  const saveReport = useApp((state) => state.saveReport)
  const notify = useApp((state) => state.notify)
  const settings = useApp(({ program }) => program?.settings ?? DEFAULT_SETTINGS)
  const saveSettings = useApp((state) => state.saveSettings)
  const isPlanned = useApp(({ check }) => check?.plan != null)

  async function save(format: (typeof REPORT_FORMATS)[number]): Promise<void> {
    setBusy(true)
    const delivery = await saveReport(format)
    setBusy(false)
    const message = wordsOf(delivery)
    if (message !== '') notify({ tone: 'info', message })
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
