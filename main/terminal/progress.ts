/**
 * Progress of a check, counted by group: as a plain line per finished group, and as the lines of a live frame. Goes to
 * stderr, so that stdout stays for results.
 */
import { performance } from 'node:perf_hooks'
import type { CheckEvent } from '../preflight/run-check.ts'
import { OUTCOMES, type Outcome } from '../../shared/outcome.ts'
import { type Paint, paintFor } from './paint.ts'

interface GroupCount {
  title: string
  total: number
  done: number
  outcomes: Map<Outcome, number>
}

const BAR_CELLS = 28
/** Until this share is done, a guess at the time left would jump about. */
const FIRST_GUESS = 0.05

const GOOD = new Set<Outcome>(['open', 'closed'])

export interface Progress {
  onEvent: (event: CheckEvent) => void
  /** Draws the last state and leaves it there. */
  finish: () => void
}

export const NO_PROGRESS: Progress = { onEvent: () => {}, finish: () => {} }

export function plainProgress(stream: NodeJS.WritableStream): Progress {
  const counts = new Counts()
  return {
    onEvent: (event) => {
      const finished = counts.take(event)
      if (event.type === 'started') stream.write(`Testing ${event.flows} ${event.flows === 1 ? 'flow' : 'flows'}.\n`)
      if (finished)
        stream.write(`${finished.title}: ${finished.done}/${finished.total} asked: ${outcomeWords(finished)}\n`)
    },
    finish: () => {},
  }
}

function outcomeWords({ outcomes }: GroupCount, paint: Paint = paintFor(null)): string {
  return OUTCOMES.filter((outcome) => outcomes.has(outcome))
    .map((outcome) => {
      const words = `${outcomes.get(outcome)} ${outcome}`
      if (outcome === 'not-tested') return paint.dim(words)
      return GOOD.has(outcome) ? words : paint.red(words)
    })
    .join(', ')
}

export class Counts {
  private readonly groups = new Map<string, GroupCount>()
  private total = 0
  private done = 0
  private readonly startedAt = performance.now()

  /** Counts the event; gives the group that it completed, if any. */
  take(event: CheckEvent): GroupCount | null {
    if (event.type === 'started') {
      this.total = event.flows
      for (const { id, title, flows } of event.groups) {
        this.groups.set(id, { title, total: flows, done: 0, outcomes: new Map() })
      }
      return null
    }
    const group = this.groups.get(event.group)
    if (!group) return null
    this.done += 1
    group.done += 1
    group.outcomes.set(event.outcome, (group.outcomes.get(event.outcome) ?? 0) + 1)
    return group.done === group.total ? group : null
  }

  frame(columns: number, paint: Paint): string[] {
    const share = this.total === 0 ? 1 : this.done / this.total
    const full = Math.round(share * BAR_CELLS)
    const bar = `${'█'.repeat(full)}${paint.dim('░'.repeat(BAR_CELLS - full))}`
    const head = `${bar} ${this.done}/${this.total} flows  ${this.timeWords(share)}`
    const width = Math.max(...[...this.groups.values()].map((g) => g.title.length), 0)
    const lines = [...this.groups.values()].map((group) => {
      const count = `${group.done}/${group.total}`.padStart(11)
      return `  ${group.title.padEnd(width)} ${count}  ${outcomeWords(group, paint)}`
    })
    return [head, ...lines].map((line) => (columns < 60 ? line.slice(0, columns) : line))
  }

  private timeWords(share: number): string {
    const elapsed = (performance.now() - this.startedAt) / 1000
    if (share >= 1 || share < FIRST_GUESS) return `${elapsed.toFixed(1)} s`
    return `${elapsed.toFixed(1)} s, about ${Math.ceil((elapsed * (1 - share)) / share)} s left`
  }
}
