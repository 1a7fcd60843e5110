/** Which clock the one of a machine is compared with: a near one must not hide one that may be far. */
import { expect, test } from 'vitest'
import { farthestFrom, judgeClock } from '../../../shared/field-checks/judge-clock.ts'

const clock = (source: string, offsetMs: number, uncertaintyMs: number) => ({
  source,
  seen: { observer: 'clock' as const, offsetMs, uncertaintyMs },
})

const NEAR = clock('near', 200, 50)

test.each([
  ['certainly near, and none may be far', [NEAR, clock('nearer', 100, 20)], 'near', 'pass'],
  ['near one, and maybe far from another', [NEAR, clock('slow link', 500, 2000)], 'slow link', 'untested'],
  ['certainly far from one', [NEAR, clock('slow link', 500, 2000), clock('far', 9000, 10)], 'far', 'fail'],
])('%s', (_, others, expected, verdict) => {
  const own = clock('own', 0, 10)
  const other = farthestFrom(own, [own, ...others])
  if (!other) throw new Error('there are others')
  expect([other.source, judgeClock(own, other).verdict]).toEqual([expected, verdict])
})
