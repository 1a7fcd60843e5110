/**
 * The practice site has fixed addresses and ports, so that two at once cannot be on one machine: whoever uses it in a test or for pictures
 * waits for a turn. The lock is that of the program itself; one that a killed process leaves behind is taken over.
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Lock, tryLock } from '../../main/store/lock.ts'

const PATH = join(tmpdir(), 'psm-preflight-practice-turn')
const AGAIN_MS = 200

/** To be released by the caller. */
export async function takePracticeTurn(): Promise<Lock> {
  for (;;) {
    const trial = await tryLock(PATH)
    if ('lock' in trial) return trial.lock
    await sleep(AGAIN_MS)
  }
}
