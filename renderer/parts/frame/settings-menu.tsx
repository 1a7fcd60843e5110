/** Theme, language, keys and what the program is. */
import { Settings as SettingsIcon } from 'lucide-react'
import { useState } from 'react'
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components'
import { DEFAULT_SETTINGS, LANGUAGES, type Settings, THEMES } from '../../../shared/program-shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { ChoiceSection, Tick } from '../controls/choice-section.tsx'
import { AboutDialog } from './about-dialog.tsx'
import '../controls/popup.css'

const LETTER_KEYS = 'letter-keys'

export function SettingsMenu() {
  const { say } = useWords()
  const settings = useApp(({ program }) => program?.settings ?? DEFAULT_SETTINGS)
  const saveSettings = useApp((state) => state.saveSettings)
  const showKeys = useApp((state) => state.showKeys)
  const [aboutShown, showAbout] = useState(false)
  return (
    <>
      <MenuTrigger>
        <Button kind="quiet" icon aria-label={say('frame.settings')}>
          <SettingsIcon size={18} aria-hidden />
        </Button>
        <Popover className="popup" placement="bottom end">
          <Menu className="popup-menu" aria-label={say('frame.settings')}>
            <ChoiceSection
              title={say('frame.theme')}
              options={THEMES}
              chosen={settings.theme}
              nameOf={(theme) => say(`frame.theme.${theme}`)}
              onChoose={(theme) => void saveSettings({ ...settings, theme })}
            />
            <ChoiceSection
              title={say('frame.language')}
              // Both sections have a "system": an id may be in a menu once.
              options={LANGUAGES.map((language) => `language-${language}` as const)}
              chosen={`language-${settings.language}`}
              nameOf={(id) => say(`frame.language.${languageOfId(id)}`)}
              onChoose={(id) => void saveSettings({ ...settings, language: languageOfId(id) })}
            />
            <MenuSection
              className="popup-section"
              aria-label={say('keys.title')}
              selectionMode="multiple"
              selectedKeys={settings.letterKeys ? [LETTER_KEYS] : []}
              onSelectionChange={(keys) =>
                void saveSettings({ ...settings, letterKeys: keys === 'all' || keys.has(LETTER_KEYS) })
              }
            >
              <Header className="popup-heading">{say('keys.title')}</Header>
              <MenuItem id={LETTER_KEYS} className="popup-item" textValue={say('keys.letters')}>
                <Tick isSelected={settings.letterKeys} />
                {say('keys.letters')}
              </MenuItem>
            </MenuSection>
            <MenuSection className="popup-section" aria-label={say('frame.product')}>
              <MenuItem className="popup-item" onAction={() => showKeys(true)}>
                <Tick isSelected={false} />
                {say('keys.show')}
              </MenuItem>
              <MenuItem className="popup-item" onAction={() => showAbout(true)}>
                <Tick isSelected={false} />
                {say('frame.about')}
              </MenuItem>
            </MenuSection>
          </Menu>
        </Popover>
      </MenuTrigger>
      <AboutDialog isOpen={aboutShown} onClose={() => showAbout(false)} />
    </>
  )
}

const languageOfId = (id: `language-${Settings['language']}`): Settings['language'] =>
  LANGUAGES.find((language) => id === `language-${language}`) ?? 'system'
