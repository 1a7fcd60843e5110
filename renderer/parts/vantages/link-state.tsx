/** How a link stands: shape, words, and what was found of it. Colours of verdicts are not used: a link is none. */
import { Circle, CircleDashed, Link, LoaderCircle, Unlink } from 'lucide-react'
import type { VantageState } from '../../../shared/vantage-shapes.ts'
import { type Words, useWords } from '../../words/words.ts'
import './vantages.css'

const ICONS = { idle: CircleDashed, connecting: LoaderCircle, ready: Link, lost: Unlink, failed: Unlink } as const

export function LinkIcon({ state }: { state: VantageState['state'] | undefined }) {
  const Icon = state === undefined ? Circle : ICONS[state]
  return <Icon size={14} aria-hidden className="link-icon" data-state={state ?? 'idle'} />
}

export const isBroken = (state: VantageState | undefined) => state?.state === 'lost' || state?.state === 'failed'

/** What is said of a link in one line. */
export function linkWords({ say, number }: Words, link: VantageState | undefined): string {
  if (!link) return say('vantage.never')
  const { state, words, facts } = link
  if (state === 'failed' || state === 'lost') return words
  if (state !== 'ready') return say(`vantage.state.${state}`)
  if (!facts) return say('vantage.state.ready')
  const { user, address, port, way, roundTripMs } = facts
  const ms = number(Math.max(0.1, Math.round(roundTripMs * 10) / 10))
  const found = say('vantage.facts', { user, address, port: String(port), way: say(`vantage.way.${way}`), ms })
  return `${say('vantage.state.ready')}: ${found}`
}

/** The name, where the words do not begin with it themselves. */
export function NamedLink({ name, link }: { name: string; link: VantageState | undefined }) {
  const said = linkWords(useWords(), link)
  return (
    <>
      {!said.includes(name) && <b>{name}</b>} {said}
    </>
  )
}

export function LinkLine({ name, link }: { name: string; link: VantageState | undefined }) {
  return (
    <span className="link-line">
      <LinkIcon state={link?.state} />
      <span>
        <NamedLink name={name} link={link} />
        {link?.state === 'ready' && link.facts && link.facts.note !== '' && (
          <span className="field-note"> {link.facts.note}</span>
        )}
      </span>
    </span>
  )
}
