/**
 * The node's monotonic clock on ours (`performance.now()`), and up to when its events are known here. Each look gives a bound: it was read
 * between our question and its answer. The look with the shortest round trip is the best, until it is old and the clocks have drifted.
 */

/** Crystals differ by up to 100 parts in a million: 3 ms in half a minute. */
const OLD_MS = 30_000

export class NodeClock {
  /** Half of it is what the mapping may be wrong by. Null until the first look. */
  roundTripMs: number | null = null
  /** On the node's clock: whatever happened before it has been told. */
  knownUntil = Number.NEGATIVE_INFINITY
  private offset = 0
  private learntAt = 0

  note(sentAt: number, receivedAt: number, nodeTime: number): void {
    const roundTrip = receivedAt - sentAt
    this.knownUntil = Math.max(this.knownUntil, nodeTime)
    if (this.roundTripMs !== null && roundTrip > this.roundTripMs && receivedAt - this.learntAt < OLD_MS) return
    this.roundTripMs = roundTrip
    this.offset = (sentAt + receivedAt) / 2 - nodeTime
    this.learntAt = receivedAt
  }

  toOurs(nodeTime: number): number {
    return nodeTime + this.offset
  }
}
