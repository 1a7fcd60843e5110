/** Flows of a plan set against flows of a capture: what it shows of each, and how much of it belongs to none. */
import type { CapturedFlow, PlannedCaptureFlow } from '../../shared/capture-summary.ts'
import type { Flow } from '../../shared/plan/plan.ts'

const keyOf = (source: string, destination: string, port: number) => `${source} ${destination} ${port}`

export class PlanRows {
  /** Flows and packets of the capture that are not in the plan. */
  readonly outside = { flows: 0, packets: 0 }
  private readonly byKey = new Map<string, CapturedFlow | null>()

  constructor(private readonly flows: readonly Flow[]) {
    for (const flow of flows) this.byKey.set(keyOf(flow.source.address, flow.destination.address, flow.port), null)
  }

  /** To be called with every flow of the capture. Gives whether the plan has it. */
  add(row: CapturedFlow): boolean {
    const key = keyOf(row.source, row.destination, row.port)
    const isPlanned = this.byKey.has(key)
    if (isPlanned) this.byKey.set(key, row)
    else {
      this.outside.flows += 1
      this.outside.packets += row.fromSource.packets + row.fromDestination.packets
    }
    return isPlanned
  }

  /** In the order of the plan, once all flows were added. */
  *rows(): Generator<PlannedCaptureFlow> {
    for (const flow of this.flows) {
      const { source, destination, port } = flow
      const row = this.byKey.get(keyOf(source.address, destination.address, port)) ?? null
      yield {
        id: flow.id,
        group: flow.group,
        direction: flow.direction,
        service: flow.service,
        source: source.name,
        sourceAddress: source.address,
        destination: destination.name,
        address: destination.address,
        port,
        shows: row?.state ?? 'not-seen',
        meaning: row?.meaning ?? notSeen(flow),
        syns: row?.syns ?? 0,
      }
    }
  }
}

function notSeen({ source, destination }: Flow): string {
  const named = [source, destination].filter((end) => end.isName).map((end) => end.name)
  if (named.length === 0) return 'No packet of it is in the capture.'
  return `The plan has no address of ${named.join(' and ')}: names are not looked up here.`
}
