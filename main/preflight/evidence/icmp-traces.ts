/**
 * Traces by ICMP, where none by TCP can be had but raw sockets are allowed: of addresses that nobody ever heard, for a device that drops
 * all of it drops the echoes, too. Where only some ports are blocked, an echo gets through and shows nothing of the block.
 */
import { atMost } from '../../probe/at-most.ts'
import { turnOrEnd } from '../../probe/limited-ask.ts'
import { traceIcmp } from '../../probe/icmp/trace-icmp.ts'
import type { AskedPath } from './asked-path.ts'

/** Routers limit their errors (Linux: to one address six at once, then one a second): few, and one after the other. */
const MOST_TRACES = 4
const AT_ONCE = 1
const DEADLINE_MS = 3000
const HOP_MS = 250

export class IcmpTracer {
  private left = MOST_TRACES
  private readonly inTurn = atMost(AT_ONCE)

  constructor(
    private readonly turn: (address: string) => Promise<void>,
    private readonly signal: AbortSignal,
  ) {}

  async trace({ path, answered, silent }: AskedPath): Promise<void> {
    // This way cannot bind: an echo from another address would take another path.
    if (answered.length > 0 || silent.length === 0 || path.boundSource !== undefined || this.left <= 0) return
    this.left -= 1
    const { address } = path
    const found = await this.inTurn(async () => {
      await turnOrEnd(this.turn(address), this.signal)
      return this.signal.aborted
        ? null
        : traceIcmp({ address, deadlineMs: DEADLINE_MS, hopMs: HOP_MS, signal: this.signal })
    })
    if (found && found.end !== 'not-tested') path.later = { ...path.later, icmpTrace: found }
  }
}
