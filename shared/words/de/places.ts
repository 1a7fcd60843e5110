/** As the English ones: machines that stand in the way, and how that is known. */
import type { BlockedByCertainty } from '../../outcome.ts'
import type { places as en } from '../en/places.ts'

const HOW: Record<BlockedByCertainty, string> = {
  reported: 'sie sagte es selbst',
  concluded: 'bekannt aus der Entfernung ihrer Antworten',
  'last-responder': 'die zuletzt gehörte Maschine; sie sperrt, oder was gleich nach ihr kommt',
}

const CERTAINTY: Record<BlockedByCertainty, string> = {
  reported: 'gemeldet',
  concluded: 'erschlossen',
  'last-responder': 'zuletzt gehört',
}

export const places: typeof en = {
  certainty: CERTAINTY,
  through: (name) => `über ${name}`,
  noInterface: () => 'keine Schnittstelle: Dieser Rechner hat keine Route',
  inTheWay: ({ address, hop, certainty }) =>
    `${address}${hop === null ? '' : `, Hop ${hop}`} (${CERTAINTY[certainty]}): ${HOW[certainty]}`,
}
