/** How a group stands, in one sentence. */
import type { Words } from '../../words/words.ts'
import type { FlowCounts } from '../../parts/matrix/flow-counts.ts'

/** What is only likely is never lost behind a pass. */
const restWords = (say: Words['say'], proven: number, likely: number) =>
  likely === 0 ? say('group.sentence.rest') : say('group.sentence.restLikely', { likely, count: proven + likely })

export function conclusionOf({ say }: Words, counts: FlowCounts): string {
  const { all, proven, likely, warn, fail, untested, never } = counts
  if (never === all) return say('group.sentence.nothing', { count: all })
  if (untested === all) return say('group.sentence.couldNot', { count: all })
  if (fail > 0 || warn > 0) {
    const said = [
      fail > 0
        ? say('group.sentence.fail', { count: fail, all })
        : say('group.sentence.onlyWarn', { count: warn, all }),
      ...(fail > 0 && warn > 0 ? [say('group.sentence.warn', { count: warn })] : []),
      ...(untested > 0 ? [say('group.sentence.untested', { count: untested })] : []),
      ...(proven + likely > 0 ? [restWords(say, proven, likely)] : []),
    ]
    return said.join(' ')
  }
  if (untested > 0) return say('group.sentence.onlyUntested', { count: untested, all })
  if (likely === 0) return say('group.sentence.proven', { count: all })
  return say('group.sentence.pass', { count: all, proven, likely })
}
