/** What is checked, whether it is saved, and what can be done from everywhere. */
import { ListTree } from 'lucide-react'
import { Dialog, DialogTrigger, Popover } from 'react-aria-components'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { visible } from '../../words/visible.ts'
import { Button } from '../controls/button.tsx'
import { Navigation } from './navigation.tsx'
import { ReportMenu } from './report-menu.tsx'
import { SettingsMenu } from './settings-menu.tsx'
import { StatusLine } from './status-line.tsx'
import './top-bar.css'

function CheckName() {
  const { say } = useWords()
  const practice = useApp(({ check }) => check?.practice ?? false)
  const site = useApp(({ check }) => check?.draft.site.name ?? '')
  const customer = useApp(({ check }) => check?.draft.site.customer ?? '')
  const stage = useApp(({ check }) => check?.draft.stage ?? 'preinstall')
  const parts = [customer, site || say('start.unnamed'), say(`frame.stage.${stage}`)].filter((part) => part !== '')
  return (
    <p className="top-bar-check">
      {practice && <span className="top-bar-practice">{say('frame.practice')}</span>}
      <span className="top-bar-name">{visible(parts.join(' · '))}</span>
    </p>
  )
}

function SavedState() {
  const { say, language } = useWords()
  const readOnly = useApp(({ check }) => check?.readOnly ?? null)
  const unsaved = useApp((state) => state.unsaved)
  const savedAt = useApp((state) => state.savedAt)
  const updatedAt = useApp(({ check }) => check?.result.updatedAt)
  if (readOnly !== null) {
    return (
      <span className="top-bar-saved" title={readOnly}>
        {say('frame.readOnly')}
      </span>
    )
  }
  const at = savedAt ?? updatedAt
  const time = at === undefined ? '' : new Date(at).toLocaleTimeString(language)
  return <span className="top-bar-saved">{unsaved ? say('frame.saving') : say('frame.saved', { time })}</span>
}

function StepsPopover() {
  const { say } = useWords()
  return (
    <DialogTrigger>
      <Button>
        <ListTree size={16} aria-hidden />
        {say('frame.steps')}
      </Button>
      <Popover className="popup top-bar-steps" placement="bottom start">
        <Dialog aria-label={say('frame.navigation')} className="popup-menu">
          {({ close }) => (
            <>
              <Navigation onGone={close} />
              <StatusLine />
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

export function TopBar({ isNarrow }: { isNarrow: boolean }) {
  const { say } = useWords()
  const isOpen = useApp(({ check, route }) => check !== null && route.step !== 'start')
  return (
    <header className="top-bar">
      <span className="top-bar-product">{say('frame.product')}</span>
      {isOpen && isNarrow && <StepsPopover />}
      {isOpen && <CheckName />}
      <span className="top-bar-space" />
      {isOpen && <SavedState />}
      {isOpen && <ReportMenu />}
      <SettingsMenu />
    </header>
  )
}
