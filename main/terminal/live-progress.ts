/** Progress redrawn in place on a terminal: bar, counts, time left, a line per group. */
import { createLogUpdate } from 'log-update'
import { paintFor } from './paint.ts'
import { Counts, type Progress } from './progress.ts'
import { wrapLines } from './wrap.ts'

const REDRAW_MS = 100

export function liveProgress(stream: NodeJS.WriteStream): Progress {
  const counts = new Counts()
  const update = createLogUpdate(stream)
  const paint = paintFor(stream)
  const draw = () => {
    const columns = stream.columns ?? 80
    update(wrapLines(counts.frame(columns, paint), columns).join('\n'))
  }
  let timer: NodeJS.Timeout | null = null
  return {
    onEvent: (event) => {
      counts.take(event)
      timer ??= setInterval(draw, REDRAW_MS)
    },
    finish: () => {
      if (timer) clearInterval(timer)
      counts.end()
      draw()
      update.done()
    },
  }
}
