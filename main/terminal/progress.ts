/**
 * Progress of a check, counted by group: as a plain line per finished group, and as the lines of a live frame. Goes to
 * stderr, so that stdout stays for results. Flows that cannot be tested from here are counted apart: nobody asked them. It tells
 * first answers and no outcomes, because evidence that comes later may take an outcome back.
 */
import { FIRST_ANSWERS, type FirstAnswer } from '../preflight/answer-kind.ts'
import type { ProbePhase } from '../preflight/ask-from.ts'
import type { CheckEvent } from '../preflight/run-check.ts'
import type { NotAsked } from '../../shared/observation.ts'
import type { Stage } from '../../shared/plan/plan.ts'
import { type Paint, paintFor } from './paint.ts'
import { leastSecondsLeft } from '../preflight/time-left.ts'
import { timeLeft } from './time-left.ts'

interface GroupCount {
  title: string
  total: number
  done: number
  /** Of those that are done: asked, and why the others were not. */
  asked: number
  left: Map<LeftWord, number>
  answers: Map<FirstAnswer, number>
}

type LeftWord = 'not testable from here' | 'stopped' | 'without resources' | 'without a link'

const PHASE_WORDS: Record<ProbePhase, string> = {
  evidence: 'every flow is asked; looking who answered, and where the blocked ones end.',
  shunned: 'the network has stopped answering this machine; waiting whether that passes.',
}

const BAR_CELLS = 28
/** A plain log says that it is alive this often. */
const ALIVE_MS = 15_000

export interface Progress {
  onEvent: (event: CheckEvent) => void
  /** Draws the last state and leaves it there. */
  finish: () => void
}

export const NO_PROGRESS: Progress = { onEvent: () => {}, finish: () => {} }

export function plainProgress(stream: NodeJS.WritableStream): Progress {
  const counts = new Counts()
  const alive = setInterval(() => void stream.write(`${counts.stateWords()}\n`), ALIVE_MS).unref()
  return {
    onEvent: (event) => {
      const finished = counts.take(event)
      if (event.type === 'started') stream.write(`${counts.startWords()}\n`)
      // Looking at evidence seldom takes longer than the wait for the next sign of life.
      if (event.type === 'phase' && event.phase === 'shunned') stream.write(`${counts.stateWords()}\n`)
      if (finished) stream.write(`${finished.title}: ${counts.groupWords(finished)}\n`)
    },
    finish: () => clearInterval(alive),
  }
}

function leftWord(why: NotAsked['why']): LeftWord {
  if (why === 'cancelled') return 'stopped'
  if (why === 'vantage-lost') return 'without a link'
  return why === 'resources' ? 'without resources' : 'not testable from here'
}

const number = (n: number) => n.toLocaleString('en-US')
const flowWords = (n: number) => `${number(n)} ${n === 1 ? 'flow' : 'flows'}`

export class Counts {
  private readonly groups = new Map<string, GroupCount>()
  private started: Extract<CheckEvent, { type: 'started' }> | null = null
  private total = 0
  private asked = 0
  private left = 0
  private ended = false
  private readonly startedAt = performance.now()
  private phase: ProbePhase | null = null

  /** Counts the event; gives the group that it completed, if any. */
  take(event: CheckEvent): GroupCount | null {
    if (event.type === 'started') {
      this.started = event
      this.total = event.flows
      for (const { id, title, flows } of event.groups) {
        this.groups.set(id, { title, total: flows, done: 0, asked: 0, left: new Map(), answers: new Map() })
      }
      return null
    }
    if (event.type === 'phase') {
      this.phase = event.phase
      return null
    }
    if (event.type === 'loss') return null
    const group = this.groups.get(event.group)
    if (!group) return null
    group.done += 1
    if (event.notAsked === null) {
      this.asked += 1
      group.asked += 1
      group.answers.set(event.answer, (group.answers.get(event.answer) ?? 0) + 1)
    } else {
      this.left += 1
      const word = leftWord(event.notAsked)
      group.left.set(word, (group.left.get(word) ?? 0) + 1)
    }
    return group.done === group.total ? group : null
  }

  /** The run has ended: nothing is waited for any more. */
  end(): void {
    this.ended = true
  }

  /** "Testing 231 flows before the install (preinstall), at the pace normal." */
  startWords(): string {
    const when = this.started ? `, ${STAGE_TIME[this.started.stage]}, at the pace ${this.started.pace}` : ''
    return `Testing ${flowWords(this.total)}${when}.`
  }

  /**
   * "65 asked, first answers: 50 connected, 10 refused, 5 none; 144 not testable from here". Nothing of it is good or bad yet: what
   * connected may turn out to be a proxy.
   */
  groupWords({ asked, left, answers }: GroupCount, paint: Paint = paintFor(null)): string {
    const found = FIRST_ANSWERS.filter((a) => answers.has(a)).map((a) => `${number(answers.get(a) ?? 0)} ${a}`)
    const apart = [...left].map(([word, n]) => paint.dim(`${number(n)} ${word}`))
    const first = asked > 0 ? [`${number(asked)} asked, first answers: ${found.join(', ')}`] : []
    return [...first, ...apart].join('; ')
  }

  /** Where it is now, in one line. While no flow has ended, or all have, only the control ports are under way. */
  stateWords(): string {
    const { asked, askable, seconds } = this
    const so = `${seconds.toFixed(0)} s`
    if (askable === 0) return `${so}: nothing can be tested from here.`
    if (this.ended) return `${number(asked)} of ${flowWords(askable)} asked in ${this.seconds.toFixed(1)} s.`
    if (this.phase !== null) return `${so}: ${PHASE_WORDS[this.phase]}`
    if (asked === 0) return `${so}: asking a control port of each destination first, which nothing should serve.`
    if (asked >= askable) return `${so}: every flow is asked; waiting for the last control ports.`
    return `${so}: ${number(asked)} of ${flowWords(askable)} asked.${this.timeWords()}`
  }

  frame(columns: number, paint: Paint): string[] {
    const share = this.askable === 0 ? 1 : this.asked / this.askable
    const full = Math.floor(share * BAR_CELLS)
    const bar = `${'█'.repeat(full)}${paint.dim('░'.repeat(BAR_CELLS - full))}`
    const width = Math.max(...[...this.groups.values()].map((g) => g.title.length), 0)
    const wide = columns >= 60
    const lines = [...this.groups.values()].flatMap((group) => {
      const words = group.done === 0 ? paint.dim('waiting') : this.groupWords(group, paint)
      return wide ? [`  ${group.title.padEnd(width)}  ${words}`] : [`  ${group.title}`, `    ${words}`]
    })
    return [this.startWords(), `${bar} ${this.stateWords()}`, ...lines]
  }

  private get askable(): number {
    return this.total - this.left
  }

  private get seconds(): number {
    return (performance.now() - this.startedAt) / 1000
  }

  private timeWords(): string {
    const least = this.started ? leastSecondsLeft(this.started.pace, this.askable - this.asked) : 0
    const words = timeLeft({ done: this.asked, total: this.askable, seconds: this.seconds, least })
    return words === null ? '' : ` ${words}`
  }
}

const STAGE_TIME: Record<Stage, string> = {
  preinstall: 'before the install (preinstall)',
  operational: 'in the formed cluster (operational)',
}
