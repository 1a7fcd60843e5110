/** A page that ends is loaded again, but one that ends at once again and again must not be loaded for ever: then the user is asked. */

const MOST = 3
const WITHIN_MS = 60_000

/** Gives a function to be told of each end; true: load again, false: ask. */
export function crashLimit(now: () => number = () => performance.now()): () => boolean {
  let ends: number[] = []
  return () => {
    const at = now()
    ends = [...ends.filter((end) => at - end < WITHIN_MS), at]
    return ends.length <= MOST
  }
}
