/**
 * Bounds the sessions that run at once over one link. sshd allows MaxSessions (10 unless configured) and refuses more in words that
 * tell nothing: a refusal while some of ours run is taken for that limit, and tried again when one has ended.
 */

/** MaxSessions of sshd_config(5). */
const MOST_SESSIONS = 10
/** Longer than a slow link's round trip. */
const SETTLE_MS = 1000
const AGAIN_MS = 50

export class SessionGate {
  #bound = MOST_SESSIONS
  #inUse = 0
  #leftAt = Number.NEGATIVE_INFINITY
  #waiting: (() => void)[] = []

  get bound(): number {
    return this.#bound
  }

  /** Resolves to false when there was no room within the time; without one it waits. */
  enter(waitMs?: number): Promise<boolean> {
    if (this.#inUse < this.#bound) {
      this.#inUse += 1
      return Promise.resolve(true)
    }
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer)
        resolve(true)
      }
      const giveUp = () => {
        this.#waiting = this.#waiting.filter((each) => each !== go)
        resolve(false)
      }
      const timer = waitMs === undefined ? undefined : setTimeout(giveUp, waitMs)
      this.#waiting.push(go)
    })
  }

  leave(): void {
    this.#inUse -= 1
    this.#leftAt = performance.now()
    while (this.#inUse < this.#bound && this.#waiting.length > 0) {
      this.#inUse += 1
      this.#waiting.shift()?.()
    }
  }

  /** One that had entered was refused by the server. True: it may be tried again. Leaves the gate. */
  async refused(): Promise<boolean> {
    this.#inUse -= 1
    // The server counts an ended session for a moment longer (measured: its close and the next open in one packet).
    if (performance.now() - this.#leftAt < SETTLE_MS) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      return true
    }
    if (this.#inUse === 0) return false
    this.#bound = Math.min(this.#bound, this.#inUse)
    return true
  }
}
