/**
 * What was seen of destinations, of several runs as one list: the newest for each pair of source and destination. A flow that is kept from an
 * older run keeps what that run saw, too, for it was judged by that, and a joined result may be judged again.
 */
import { entry } from '../../shared/entry.ts'
import { hostsOf } from '../../shared/host-of.ts'
import type { HostEvidence } from '../../shared/observation.ts'
import type { FlowResult } from '../../shared/result.ts'

export class JoinedHosts {
  /** As it stands in the list, and as its run has it. */
  private readonly joined = new Map<HostEvidence, HostEvidence>()
  private readonly taken = new Set<string>()
  private readonly judgedBy = new Map<string, { flow: FlowResult; host: HostEvidence }>()

  /** Of one run; the newest comes first. */
  add(hosts: readonly HostEvidence[]): void {
    const before = new Set(this.taken)
    for (const host of hosts) {
      const names = (host.sources ?? [host.source]).filter((name) => !before.has(`${host.address} ${name}`))
      if (names.length === 0) continue
      for (const name of names) this.taken.add(`${host.address} ${name}`)
      this.joined.set(host.sources ? { ...host, sources: names } : host, host)
    }
  }

  /** By what a flow that is kept was judged; one that is kept later takes its place. */
  keep(flow: FlowResult, host: HostEvidence | null): void {
    if (host) this.judgedBy.set(flow.id, { flow, host })
    else this.judgedBy.delete(flow.id)
  }

  all(): HostEvidence[] {
    const hostOf = hostsOf([...this.joined.keys()])
    const older = new Map<HostEvidence, string[]>()
    for (const [id, { flow, host }] of this.judgedBy) {
      const newest = hostOf(flow)
      if (newest === null || this.joined.get(newest) !== host) entry(older, host, () => [] as string[]).push(id)
    }
    return [...this.joined.keys(), ...[...older].map(([host, flows]) => ({ ...host, flows }))]
  }
}
