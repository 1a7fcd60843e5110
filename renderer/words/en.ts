/**
 * Every word of the interface in English. A second language is one file more, with the same keys. `{name}` is put in; a message with
 * `one` and `other` is chosen by `count` and the plural rules of the language. Sentences about flows come from the core.
 */
import type { Message } from './words.ts'

export const en = {
  // Verdicts, outcomes and proofs.
  'verdict.pass': 'Pass',
  'verdict.fail': 'Fail',
  'verdict.warn': 'Warning',
  'verdict.untested': 'Untested',
  'proof.proven': 'proven',
  'proof.likely': 'likely',
  'proof.none': 'not tested',

  // The frame.
  'frame.product': 'PSM Preflight',

  // Start.

  // Site.

  // Port groups.

  // Findings and evidence.

  // Summary.

  // Keys.
} as const satisfies Record<string, Message>
