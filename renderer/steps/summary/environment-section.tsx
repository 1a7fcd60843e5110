/** The machine that sent: how it is connected, and which evidence it could gather. */
import { Check, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Environment } from '../../../shared/environment.ts'
import { useApp } from '../../store/store.ts'
import { type Words, useWords } from '../../words/words.ts'

export function EnvironmentSection() {
  const words = useWords()
  const { say } = words
  const environment = useApp((state) => state.check?.result.environment ?? null)
  const practice = useApp((state) => state.check?.practice ?? false)
  // Its machines are played on loopback: nothing was sent by any interface.
  if (practice) return null
  return (
    <section className="summary-section" aria-labelledby="summary-environment">
      <h2 id="summary-environment">{say('summary.environment')}</h2>
      {environment ? <Facts environment={environment} words={words} /> : <p>{say('summary.environment.none')}</p>}
    </section>
  )
}

function Facts({ environment, words }: { environment: Environment; words: Words }) {
  const { say } = words
  const { interfaces, gateways, pathMtu, observers } = environment
  return (
    <dl className="facts">
      <Fact name={say('summary.interfaces')}>
        {interfaces
          .filter(({ kind }) => kind !== 'loopback')
          .map((one) => (
            <p key={one.name}>
              <b>{one.name}</b> {one.addresses.join(', ')} · {interfaceWords(words, one)}
            </p>
          ))}
      </Fact>
      {gateways.length > 0 && (
        <Fact name={say('summary.gateways')}>
          {gateways.map(({ address, interface: name }) => (
            <p key={`${address} ${name}`}>{say('summary.gateway', { address, interface: name })}</p>
          ))}
        </Fact>
      )}
      {pathMtu.length > 0 && (
        <Fact name={say('summary.pathMtu')}>
          {mtuWords(words, pathMtu).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </Fact>
      )}
      <Fact name={say('summary.observers')}>
        <ul className="observers">
          {observers.map(({ id, available, note }) => (
            <li key={id} data-available={available}>
              {available ? (
                <Check size={15} aria-label={say('summary.available')} />
              ) : (
                <Minus size={15} aria-label={say('summary.missing')} />
              )}
              <span>
                <b>{say(`frame.observer.${id}`)}</b> <small>{note}</small>
              </span>
            </li>
          ))}
        </ul>
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function interfaceWords({ say }: Words, { active, mtu, destinations }: Environment['interfaces'][number]): string {
  return [
    ...(mtu === null ? [] : [`MTU ${mtu}`]),
    active ? say('summary.interface.reaches', { count: destinations }) : say('summary.interface.down'),
  ].join(' · ')
}

/** One line for each size: a thousand cards mostly have the same. */
function mtuWords({ say }: Words, measured: Environment['pathMtu']): string[] {
  const bySize = new Map<number | null, string[]>()
  for (const { address, bytes } of measured) bySize.set(bytes, [...(bySize.get(bytes) ?? []), address])
  return [...bySize]
    .sort(([a], [b]) => (b ?? 0) - (a ?? 0))
    .map(([bytes, addresses]) => {
      const values = { count: addresses.length, address: addresses[0] ?? '' }
      return bytes === null
        ? say('summary.mtu.unknown', values)
        : say('summary.mtu', { ...values, bytes: String(bytes) })
    })
}
