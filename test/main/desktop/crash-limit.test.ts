import { expect, test } from 'vitest'
import { crashLimit } from '../../../main/desktop/crash-limit.ts'

test('three ends within a minute are loaded again; the fourth asks; later ones count anew', () => {
  let now = 0
  const mayLoadAgain = crashLimit(() => now)
  const after = (ms: number) => {
    now += ms
    return mayLoadAgain()
  }
  expect([after(0), after(1000), after(1000), after(1000)]).toEqual([true, true, true, false])
  expect(after(61_000)).toBe(true)
})
