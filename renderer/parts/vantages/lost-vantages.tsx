/** After a run: hosts whose link was lost or never came, what is untested for that, and the two steps that mend it. */
import { useMemo } from 'react'
import type { GroupId } from '../../../shared/catalogue/catalogue.ts'
import type { PlanView } from '../../../shared/shapes.ts'
import type { VantageState } from '../../../shared/vantage-shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import type { Run } from '../run/use-run.tsx'
import { leftOverSsh } from './left-over.ts'
import { LinkIcon, NamedLink, isBroken } from './link-state.tsx'
import './vantages.css'

/** So many are told one by one. */
const NAMED = 4
const NONE: readonly VantageState[] = []

interface Props {
  plan: PlanView
  /** What the page shows. */
  flows: Uint32Array
  /** Absent: the page shows the whole site. */
  group?: GroupId
  run: Run
}

/** Hosts of the page with something left or a broken link. */
function useLost({ plan, flows }: Props) {
  const table = useApp((state) => state.flows)
  const version = useApp((state) => state.flowsVersion)
  const links = useApp(({ check }) => check?.vantages ?? NONE)
  // The table changes in place, its version tells when.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const left = useMemo(() => leftOverSsh(plan, table, flows), [plan, table, flows, version])
  return useMemo(() => {
    const known = new Map(links.map((link) => [link.endpoint, link]))
    return [...left].flatMap(([name, count]) => {
      const link = known.get(name)
      return count > 0 || isBroken(link) ? [{ name, left: count, link }] : []
    })
  }, [left, links])
}

export function LostVantages(props: Props) {
  const { say } = useWords()
  const testVantages = useApp((state) => state.testVantages)
  const lost = useLost(props)
  if (lost.length === 0) return null
  const { group, run } = props
  const broken = lost.filter(({ link }) => link?.state !== 'ready' && link?.state !== 'connecting')
  const left = lost.reduce((sum, host) => sum + host.left, 0)
  return (
    <section className="lost-vantages" aria-labelledby="lost-vantages">
      <h2 id="lost-vantages">{say('vantage.lost')}</h2>
      <div role="status">
        <ul>
          {lost.slice(0, NAMED).map(({ name, left: count, link }) => (
            <li key={name}>
              <LinkIcon state={link?.state ?? 'idle'} />
              <span>
                {link?.state === 'ready' ? (
                  <>
                    <b>{name}</b> {say('vantage.lost.ready')}
                  </>
                ) : (
                  <NamedLink name={name} link={link} />
                )}{' '}
                {count > 0 && say('vantage.lost.left', { count })}
              </span>
              {broken.some((host) => host.name === name) && (
                <Button aria-label={say('vantage.reconnectOne', { name })} onPress={() => void testVantages([name])}>
                  {say('vantage.reconnect')}
                </Button>
              )}
            </li>
          ))}
          {lost.length > NAMED && <li>{say('vantage.run.more', { count: lost.length - NAMED })}</li>}
        </ul>
      </div>
      <div className="lost-vantages-actions">
        {broken.length > 1 && (
          <Button onPress={() => void testVantages(broken.map(({ name }) => name))}>
            {say('vantage.reconnectAll', { count: broken.length })}
          </Button>
        )}
        {left > 0 && (
          <Button
            kind="primary"
            isDisabled={!run.ready}
            onPress={() => run.start({ kind: 'untested', ...(group === undefined ? {} : { group }) })}
          >
            {say('vantage.testLeft', { count: left })}
          </Button>
        )}
      </div>
    </section>
  )
}
