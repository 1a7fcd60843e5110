/** Machines that stand in the way, and how that is known. */
import type { BlockedBy, BlockedByCertainty } from '../../outcome.ts'

const HOW: Record<BlockedByCertainty, string> = {
  reported: 'it said so itself',
  concluded: 'known by the distance of its answers',
  'last-responder': 'the last machine that was heard; it blocks, or what comes right after it',
}

export const places = {
  certainty: {
    reported: 'reported',
    concluded: 'concluded',
    'last-responder': 'last-responder',
  } satisfies Record<BlockedByCertainty, string> as Record<BlockedByCertainty, string>,
  /** Where the probes of an endpoint left. */
  through: (name: string) => `through ${name}`,
  noInterface: () => 'no interface: this machine has no route',
  /** "10.77.10.1, hop 1 (reported): it said so itself" */
  inTheWay: ({ address, hop, certainty }: BlockedBy) =>
    `${address}${hop === null ? '' : `, hop ${hop}`} (${certainty}): ${HOW[certainty]}`,
}
