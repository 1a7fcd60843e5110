/** A test file that uses the practice site has it alone, see practice-lock.ts. */
import { afterAll, beforeAll } from 'vitest'
import type { Lock } from '../../main/store/lock.ts'
import { takePracticeTurn } from './practice-lock.ts'

const LONGEST_MS = 300_000

/** For all tests of the file that calls it. */
export function usePracticeTurn(): void {
  let lock: Lock | null = null
  beforeAll(async () => {
    lock = await takePracticeTurn()
  }, LONGEST_MS)
  afterAll(() => lock?.release())
}
