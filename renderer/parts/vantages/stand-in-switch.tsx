/** Whether runs start stand-ins: where SSH reaches a host, and before the install. In a running cluster there is no such choice. */
import { Switch } from 'react-aria-components'
import { useApp } from '../../store/store.ts'
import { mayStandIn } from '../../store/vantage-slice.ts'
import { useWords } from '../../words/words.ts'
import './vantages.css'

export function StandInSwitch() {
  const { say } = useWords()
  const isOffered = useApp(({ check }) => mayStandIn(check))
  const isRunning = useApp(({ check }) => check?.running != null)
  const standIns = useApp((state) => state.standIns)
  const setStandIns = useApp((state) => state.setStandIns)
  if (!isOffered) return null
  return (
    <div className="stand-in-choice">
      <Switch className="switch" isSelected={standIns} isDisabled={isRunning} onChange={setStandIns}>
        <span className="switch-track" aria-hidden />
        {say('standIns.label')}
      </Switch>
      <span className="field-note">{say('standIns.what')}</span>
    </div>
  )
}
