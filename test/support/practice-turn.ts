/**
 * The practice site has fixed addresses and ports, so that two at once cannot be on one machine: test files that use it wait for their
 * turn. The lock is that of the program itself; one that a killed test leaves behind is taken over.
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'
import { type Lock, tryLock } from '../../main/store/lock.ts'

const PATH = join(tmpdir(), 'psm-preflight-practice-turn')
const AGAIN_MS = 200
const LONGEST_MS = 300_000

/** For all tests of the file that calls it. */
export function usePracticeTurn(): void {
  let lock: Lock | null = null
  beforeAll(async () => {
    while (lock === null) {
      const trial = await tryLock(PATH)
      if ('lock' in trial) lock = trial.lock
      else await sleep(AGAIN_MS)
    }
  }, LONGEST_MS)
  afterAll(() => lock?.release())
}
