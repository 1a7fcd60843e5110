/** How far a run is with the flows of each source behind SSH. */
import type { VantageProgress } from '../../../shared/vantage-shapes.ts'
import type { NotAsked } from '../../../shared/observation.ts'
import type { Flow } from '../../../shared/plan/plan.ts'

export class SourceProgress {
  private readonly bySource = new Map<string, VantageProgress>()
  private readonly sourceOf = new Map<string, VantageProgress>()

  constructor(flows: readonly Flow[]) {
    for (const { id, source } of flows) {
      if (source.vantage.kind !== 'ssh') continue
      const known = this.bySource.get(source.name) ?? { endpoint: source.name, flows: 0, asked: 0, left: 0 }
      known.flows += 1
      this.bySource.set(source.name, known)
      this.sourceOf.set(id, known)
    }
  }

  onFlow(id: string, notAsked: NotAsked['why'] | null): void {
    const source = this.sourceOf.get(id)
    if (!source) return
    if (notAsked === 'vantage' || notAsked === 'vantage-lost') source.left += 1
    else source.asked += 1
  }

  list(): VantageProgress[] {
    return [...this.bySource.values()].map((source) => ({ ...source }))
  }
}
