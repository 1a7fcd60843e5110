/** Through what this machine sends, from where probes start, which evidence there is, and how fast it asks. */
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components'
import type { ObserverState } from '../../../shared/environment.ts'
import { parseIp } from '../../../shared/plan/ip-number.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import '../controls/popup.css'
import './status-line.css'

function Routes() {
  const { say } = useWords()
  const machine = useApp((state) => state.machine)
  if (!machine || machine.routes.length === 0) return <span>{say('frame.noRoutes')}</span>
  const ways = machine.routes.flatMap(({ interface: name, sourceAddress }) =>
    sourceAddress === null ? [] : [`${name ?? ''} ${sourceAddress}`.trim()],
  )
  const routes = [...new Set(ways)]
  const isUnknown = machine.routes.every(({ address }) => parseIp(address) === null)
  if (isUnknown) return <span>{say('site.routes.names')}</span>
  if (routes.length === 0) return <span className="status-line-warn">{say('frame.noRoute')}</span>
  return <span>{say('frame.through', { routes: routes.join(', ') })}</span>
}

function Vantages() {
  const { say } = useWords()
  const vantages = useApp(({ check }) => check?.result.vantages)
  const endpoints = useApp(({ check }) => check?.plan?.endpoints)
  if (!endpoints) return null
  // A run of a part names only the vantages of that part.
  const unusable = new Set(vantages?.filter(({ state }) => state === 'unusable').map(({ endpoint }) => endpoint))
  const used = endpoints.filter(({ name, vantage }) => vantage !== 'none' && !unusable.has(name)).length
  return <span>{say('frame.vantages', { used, all: endpoints.length })}</span>
}

function Missing({ missing }: { missing: readonly ObserverState[] }) {
  const { say } = useWords()
  const list = missing.map(({ id }) => say(`frame.observer.${id}`)).join(', ')
  return (
    <DialogTrigger>
      <Button className="status-line-why">{say('frame.evidenceMissing', { list })}</Button>
      <Popover className="popup" placement="top">
        <Dialog className="status-line-reasons">
          <Heading slot="title" level={2}>
            {say('frame.evidenceWhy')}
          </Heading>
          <dl>
            {missing.map(({ id, note }) => (
              <div key={id}>
                <dt>{say(`frame.observer.${id}`)}</dt>
                <dd>{note}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function Evidence() {
  const { say } = useWords()
  const practice = useApp(({ check }) => check?.practice ?? false)
  const observers = useApp(({ check }) => check?.result.environment?.observers)
  const hasRun = useApp(({ check }) => (check?.result.runs.length ?? 0) > 0)
  if (practice) return <span>{say('frame.evidencePractice')}</span>
  // Runs of earlier versions did not look at the machine.
  if (!observers) return hasRun ? null : <span>{say('frame.evidenceLater')}</span>
  const there = observers.filter(({ available }) => available).map(({ id }) => say(`frame.observer.${id}`))
  const missing = observers.filter(({ available }) => !available)
  return (
    <span>
      {say('frame.evidence', { list: there.join(', ') })}
      {missing.length > 0 && ' · '}
      {missing.length > 0 && <Missing missing={missing} />}
    </span>
  )
}

function Loss() {
  const { say, number } = useWords()
  const loss = useApp(({ check }) => check?.running?.loss ?? null)
  if (loss === null) return null
  const share = number(Math.max(0.1, Math.round((1000 * loss.lost) / loss.asked) / 10))
  return <span className="status-line-warn">{say('frame.loss', { ...loss, share })}</span>
}

export function StatusLine() {
  const { say } = useWords()
  const pace = useApp(({ check }) => check?.draft.pace ?? 'normal')
  const running = useApp(({ check }) => check?.running ?? null)
  return (
    <footer className="status-line" aria-label={say('frame.status')}>
      <Routes />
      <Vantages />
      <Evidence />
      <span className="status-line-space" />
      <Loss />
      {running && <span>{say('frame.running', { asked: running.asked, all: running.flows })}</span>}
      <span>{say('frame.pace', { pace: say(`frame.pace.${pace}`) })}</span>
    </footer>
  )
}
