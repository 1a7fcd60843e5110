/**
 * The conclusion of a whole check in one or two sentences: the same on the terminal, on the screen and on page 1 of the
 * report. It never says more than the counts do.
 */
import type { RunResult, Summary } from '../result.ts'

const count = (n: number) => n.toLocaleString('en-US')
const flows = (n: number) => `${count(n)} ${n === 1 ? 'flow' : 'flows'}`

/** " 66 are untested." */
const also = (n: number, one: string, many: string) => (n === 0 ? '' : ` ${count(n)} ${n === 1 ? one : many}.`)

function passWords({ flows: all, pass, proven }: Summary): string {
  const likely = pass - proven
  if (likely === 0) return `All ${flows(all)} pass, and all are proven.`
  if (proven === 0) return `All ${flows(all)} pass; none of them is proven, all are likely.`
  return `All ${flows(all)} pass: ${count(proven)} proven, ${count(likely)} likely.`
}

function words(s: Summary): string {
  const untested = also(s.untested, 'is untested', 'are untested')
  if (s.flows === 0) return 'Nothing was tested: no flow was asked for.'
  if (s.fail > 0)
    return `Not ready: ${count(s.fail)} of ${flows(s.flows)} fail.${also(s.warn, 'warns', 'warn')}${untested}`
  if (s.warn > 0) return `Nothing fails, but ${count(s.warn)} of ${flows(s.flows)} warn.${untested}`
  if (s.pass === 0) return `Nothing was tested: all ${flows(s.flows)} are untested.`
  if (s.untested > 0) return `Not shown to be ready:${untested} The other ${flows(s.pass)} pass.`
  return passWords(s)
}

/** "Not ready: 10 of 231 flows fail. 1 warns. 66 are untested." */
export function verdictSentence(run: Pick<RunResult, 'summary' | 'complete'>): string {
  const stopped = run.complete ? '' : ' The check was stopped before its end.'
  return `${words(run.summary)}${stopped}`
}
