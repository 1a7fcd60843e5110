/** In the line of a run: how far each host behind SSH is, those without a link first, with the way back to it. */
import type { VantageProgress, VantageState } from '../../../shared/vantage-shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { LinkIcon, isBroken } from './link-state.tsx'
import './vantages.css'

/** So many are told one by one. */
const NAMED = 6
const NONE: readonly VantageState[] = []

export function RunVantages({ sources }: { sources: readonly VantageProgress[] }) {
  const { say, number } = useWords()
  const links = useApp(({ check }) => check?.vantages ?? NONE)
  if (sources.length === 0) return null
  const known = new Map(links.map((link) => [link.endpoint, link]))
  const isLost = ({ endpoint, left }: VantageProgress) => left > 0 || isBroken(known.get(endpoint))
  const lost = sources.filter(isLost)
  const rest = sources.filter((source) => !isLost(source))
  const shownRest = rest.slice(0, Math.max(0, NAMED - lost.length))
  const hidden = rest.slice(shownRest.length)
  return (
    <ul className="run-vantages" aria-label={say('vantage.run')}>
      {lost.slice(0, NAMED).map((source) => (
        <LostSource key={source.endpoint} source={source} link={known.get(source.endpoint)} />
      ))}
      {lost.length > NAMED && <li>{say('vantage.run.more', { count: lost.length - NAMED })}</li>}
      {shownRest.map(({ endpoint, flows, asked }) => (
        <li key={endpoint}>
          <LinkIcon state={known.get(endpoint)?.state} />
          {say('vantage.run.source', { name: endpoint, asked: number(asked), all: number(flows) })}
        </li>
      ))}
      {hidden.length > 0 && (
        <li>
          {say('vantage.run.summary', {
            count: hidden.length,
            asked: hidden.reduce((sum, { asked }) => sum + asked, 0),
            all: hidden.reduce((sum, { flows }) => sum + flows, 0),
          })}
        </li>
      )}
    </ul>
  )
}

function LostSource({ source, link }: { source: VantageProgress; link: VantageState | undefined }) {
  const { say } = useWords()
  const testVantages = useApp((state) => state.testVantages)
  const { endpoint: name, flows, left } = source
  return (
    <li className="run-vantage-lost">
      <LinkIcon state={link?.state ?? 'failed'} />
      {left > 0 ? say('vantage.run.left', { name, left, all: flows }) : `${name}: ${say('vantage.state.lost')}`}
      {isBroken(link) && (
        <Button aria-label={say('vantage.reconnectOne', { name })} onPress={() => void testVantages([name])}>
          {say('vantage.reconnect')}
        </Button>
      )}
    </li>
  )
}
