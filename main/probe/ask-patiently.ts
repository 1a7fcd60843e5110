/** A question to a port, repeated until it is answered or its patience ends: for evidence about flows that were asked already. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectTarget, LimitedDial } from './dial.ts'
import { type LimitedAnswer, askWithin } from './limited-ask.ts'

/** What questions are asked with: a way to dial, a turn in the pace of the run, and the end of it. */
export interface Asker {
  dial: LimitedDial
  /** Resolves when one more SYN to the address may be sent. */
  turn: (address: string) => Promise<void>
  signal: AbortSignal
}

/** How often a question is repeated, how far apart, and how long the last one is waited for; milliseconds. */
export interface Patience {
  tries: number
  gapMs: number
  timeoutMs: number
}

/** Staggered tries, each from a new source port. Gives the first answer that is not silence. */
export async function askPatiently(
  asker: Asker,
  target: ConnectTarget & { minTtl?: number },
  { tries, gapMs, timeoutMs }: Patience,
): Promise<LimitedAnswer> {
  const done = new AbortController()
  const signal = AbortSignal.any([asker.signal, done.signal])
  const one = async (index: number): Promise<LimitedAnswer> => {
    if (index > 0) await sleep(index * gapMs, undefined, { signal }).catch(() => undefined)
    const answer = await askWithin({ ...asker, ...target, timeoutMs, signal }, undefined)
    if (answer.kind !== 'silence') done.abort()
    return answer
  }
  const all = await Promise.all(Array.from({ length: tries }, (_, i) => one(i)))
  // An answer that was let in says more than one that was turned away, though that may have come sooner.
  const said = all.filter(({ kind }) => kind !== 'silence')
  return said.find(({ kind }) => kind !== 'below') ?? said[0] ?? { kind: 'silence' }
}
