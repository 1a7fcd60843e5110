/**
 * Whether a threshold is what makes a port silent. A device that limits its answers is silent now and then, whatever is asked: so both
 * sides of the threshold are asked in mixed order, and the silence counts only if that order explains it better than chance.
 */
import { randomInt } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Asker, Patience } from './ask-patiently.ts'
import type { ConnectTarget } from './dial.ts'
import { type LimitedAnswer, askWithin, isOfPort } from './limited-ask.ts'

/** Five answers of five have a chance of 0.4 %, five of six 0.8 %, six of twelve 0.7 %; four of five, 2.4 %, are not enough. */
const MOST_CHANCE = 0.01

export interface Sides {
  /** How often each side was asked. */
  asked: number
  within: number
  beyond: number
}

/**
 * If answers came without regard to the side, how probable is it that all of them fell to `within`? All orders are alike:
 * C(asked, n) of C(2·asked, n) choices of the n answered places.
 */
export function chanceOf({ asked, within }: Sides): number {
  let chance = 1
  for (let i = 0; i < within; i += 1) chance *= (asked - i) / (2 * asked - i)
  return chance
}

/** The answers are those of `within` alone. */
export const isTold = (sides: Sides) => sides.beyond === 0 && chanceOf(sides) <= MOST_CHANCE

/** How a port answers. */
export type Kind = 'handshake' | 'rst'

export interface PairedAnswers extends Sides {
  /** Of the answers within; null where there was none, or they differ. */
  kind: Kind | null
}

/** Asks `target` with the least TTL `minTtl` and with one more, in mixed order; ends at the first answer beyond. */
export async function askInPairs(
  asker: Asker,
  target: ConnectTarget,
  minTtl: number,
  { tries, gapMs, timeoutMs }: Patience,
): Promise<PairedAnswers> {
  const done = new AbortController()
  const signal = AbortSignal.any([asker.signal, done.signal])
  setMaxListeners(0, signal)
  const one = async (isBeyond: boolean, place: number): Promise<LimitedAnswer> => {
    // Twice as many SYNs as a patient question sends, in the same time.
    await sleep((place * gapMs) / 2, undefined, { signal }).catch(() => undefined)
    const limit = { minTtl: isBeyond ? minTtl + 1 : minTtl }
    const answer = await askWithin({ ...asker, ...target, ...limit, timeoutMs, signal }, undefined)
    if (isBeyond && isOfPort(answer)) done.abort()
    return answer
  }
  const order = mixed(tries)
  const answers = await Promise.all(order.map(one))
  const of = (isBeyond: boolean) => answers.filter((answer, i) => order[i] === isBeyond && isOfPort(answer))
  const kinds = new Set(of(false).map(({ kind }) => kind))
  const [only] = kinds
  const kind = kinds.size === 1 && (only === 'rst' || only === 'handshake') ? only : null
  return { asked: tries, within: of(false).length, beyond: of(true).length, kind }
}

/** Each side `tries` times, every order as likely as another. */
function mixed(tries: number): boolean[] {
  const order = Array.from({ length: 2 * tries }, (_, i) => i < tries)
  for (let i = order.length - 1; i > 0; i -= 1) {
    const other = randomInt(i + 1)
    const [a = false, b = false] = [order[i], order[other]]
    order[i] = b
    order[other] = a
  }
  return order
}
