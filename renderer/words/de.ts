/** The interface in German. */
import type { Message, WordKey } from './words.ts'

export const de: Record<WordKey, Message> = {
  // Verdicts, outcomes and proofs.
  'verdict.pass': 'Bestanden',
  'verdict.fail': 'Durchgefallen',
  'verdict.warn': 'Warnung',
  'verdict.untested': 'Ungeprüft',
  'proof.proven': 'bewiesen',
  'proof.likely': 'wahrscheinlich',
  'proof.none': 'nicht geprüft',

  // The frame.
  'frame.product': 'PSM Preflight',

  // Start.

  // Site.

  // Port groups.

  // Findings and evidence.

  // Summary.

  // Keys.
}
