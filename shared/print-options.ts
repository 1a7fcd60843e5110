/** How a report is printed, as the one who saves it wants it. Never read from the machine: the same run gives the same bytes everywhere. */

export const PAPERS = ['a4', 'letter'] as const
export type Paper = (typeof PAPERS)[number]

export interface PrintOptions {
  /** A4 where nothing is said. */
  paper?: Paper | undefined
}
