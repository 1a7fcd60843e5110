/** Through which interface and from which address this machine would reach the site; the engineer knows whether that is the right network. */
import { Info, Route as RouteIcon, TriangleAlert } from 'lucide-react'
import type { Result } from '../../../shared/contract.ts'
import { parseIp } from '../../../shared/plan/ip-number.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import './route-list.css'

type Way = Result<'machine.routes'>['routes'][number]

const SHOWN = 4

/** Destinations that this machine reaches in the same way are one line. */
function ways(routes: readonly Way[]): { way: Way; to: string[] }[] {
  const found = new Map<string, { way: Way; to: string[] }>()
  for (const way of routes) {
    const key = `${way.interface ?? ''} ${way.sourceAddress ?? ''} ${way.error ?? ''}`
    const same = found.get(key)
    if (same) same.to.push(way.address)
    else found.set(key, { way, to: [way.address] })
  }
  return [...found.values()]
}

/** A name has no way yet: it is looked up when a run starts, for before that nothing is sent. */
const isName = ({ address }: Way) => parseIp(address) === null

function WayLine({ way }: { way: Way }) {
  const { say } = useWords()
  const { sourceAddress, error } = way
  if (isName(way)) return <p>{say('site.routes.names')}</p>
  if (sourceAddress === null) return <p className="routes-way">{say('site.routes.none', { error: error ?? '' })}</p>
  return (
    <p>
      <span className="routes-way">
        {say('site.routes.line', { interface: way.interface ?? '?', address: sourceAddress })}
      </span>{' '}
      {say('site.routes.ask')}
    </p>
  )
}

function WayItem({ way, to }: { way: Way; to: readonly string[] }) {
  const { say } = useWords()
  const more = to.length - SHOWN
  const shown = to.slice(0, SHOWN).join(', ')
  const list = more > 0 ? `${shown} ${say('site.picture.more', { count: more })}` : shown
  const Mark = isName(way) ? Info : way.sourceAddress === null ? TriangleAlert : RouteIcon
  return (
    <li className="routes-item">
      <Mark size={16} aria-hidden />
      <div>
        <WayLine way={way} />
        <p className="field-note">{say('site.routes.to', { count: to.length, list })}</p>
      </div>
    </li>
  )
}

export function RouteList() {
  const { say } = useWords()
  const machine = useApp((state) => state.machine)
  const routes = machine?.routes ?? []
  return (
    <section className="site-panel" aria-labelledby="routes-heading">
      <h2 id="routes-heading">{say('site.routes')}</h2>
      {routes.length === 0 ? (
        <p className="site-panel-what">{say('site.routes.waiting')}</p>
      ) : (
        <ul className="routes">
          {ways(routes).map(({ way, to }) => (
            <WayItem key={to[0]} way={way} to={to} />
          ))}
        </ul>
      )}
    </section>
  )
}
