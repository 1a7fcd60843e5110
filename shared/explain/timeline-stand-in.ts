/** What the stand-in at the other end held, proved and counted, beside the clock. */
import type { SocketEnd, StandInObservation } from '../stand-in-observation.ts'
import type { TimelineEntry } from '../shapes.ts'
import { beside } from './timeline-entry.ts'

const STATE: Record<StandInObservation['state'], string> = {
  listening: 'A stand-in listens on the port',
  taken: 'A service holds the port, so no stand-in was put there',
  denied: 'A stand-in may not listen on the port without more rights there',
  none: 'No stand-in is known on the port',
}

const BY = { ssh: 'started over SSH', hand: 'started there by hand' } as const

const end = ({ address, port }: SocketEnd) => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)

export function standInEntries(standIn: StandInObservation | undefined): TimelineEntry[] {
  if (!standIn) return []
  const { state, by } = standIn
  const listening = state === 'listening' ? ` (${BY[by]})` : ''
  return [beside('stand-in', `${STATE[state]}${listening}.`), ...proofEntries(standIn), ...countEntries(standIn)]
}

function proofEntries({ nonce, detail, seenSource, seenDestination, otherName }: StandInObservation): TimelineEntry[] {
  const why = detail === '' ? '' : `: ${detail}`
  switch (nonce) {
    case 'answered': {
      const who = otherName === undefined ? 'It proved itself' : `What answered proved to be ${otherName}`
      const ends = seenSource && seenDestination ? `, and saw ${end(seenSource)} reach ${end(seenDestination)}` : ''
      return [beside('proof', `${who}${ends}.`, 'answer')]
    }
    case 'wrong':
      return [beside('proof', `What answered did not prove itself${why}.`, 'error')]
    case 'none':
      return [beside('proof', `No proof came${why}.`, 'silence')]
    case 'not-asked':
      return []
  }
}

const times = (n: number, one: string) => (n === 0 ? `no ${one}` : n === 1 ? `1 ${one}` : `${n} ${one}s`)

function countEntries({ accepted, syns: { listener, wire } }: StandInObservation): TimelineEntry[] {
  const counts = [
    ...(wire === null ? [] : [`${times(wire, 'SYN')} on the wire there`]),
    ...(listener === null ? [] : [`${times(listener, 'SYN')} at the port`]),
    ...(accepted === null ? [] : [`${times(accepted, 'connection')} accepted`]),
  ]
  if (counts.length === 0) return []
  return [beside('other end', `Counted at the destination meanwhile: ${counts.join(', ')}.`)]
}
