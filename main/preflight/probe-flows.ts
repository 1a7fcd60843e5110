/**
 * Asks every flow from where it starts: those of this machine, and those behind each vantage, all at the same time. What is seen
 * from one place says nothing of another one.
 */
import { setMaxListeners } from 'node:events'
import type { HostEvidence } from '../../shared/observation.ts'
import type { Endpoint, Flow } from '../../shared/plan/plan.ts'
import type { ProbedFlow } from './ask-flow.ts'
import { AskingFrom, type ProbeOptions, type ProbePhase, type Seen, untested } from './ask-from.ts'
import { NOTHING_SEEN, chooseFlow } from './choose-flows.ts'
import type { Gathered, Observers } from './observers.ts'
import { type NoPlace, type Vantages, isPlace, thisMachine } from './place.ts'
import type { Shunning } from './shunning.ts'

export interface AskOptions extends ProbeOptions {
  observers: Observers
  /** Hosts that are reached by SSH; null: none is. */
  vantages: Vantages | null
}

export interface Probed {
  flows: ProbedFlow[]
  hosts: HostEvidence[]
  /** Those of them that were seen from this machine. */
  fromHere: HostEvidence[]
  /** Of each source that the network stopped answering. */
  shunnings: Shunning[]
  /** Evidence about this machine's own way out; null where none was gathered. */
  pathMtu: Gathered['pathMtu']
  /** How flows were asked from the endpoints behind SSH, as a part of a sentence, by name. */
  ways: ReadonlyMap<string, string>
  /** Answered flows whose distance was not found because the time was up. */
  withoutDistance: number
}

const NO_SSH: NoPlace = { why: 'vantage', detail: 'nothing is asked over SSH in this run' }

export async function probeFlows(options: AskOptions): Promise<Probed> {
  const { flows, observers, onPhase, signal } = options
  // Every place, and everything that is asked from it, listens to it.
  setMaxListeners(0, signal)
  const fromHere = flows.filter(({ source }) => source.vantage.kind !== 'ssh')
  const bySsh = bySource(flows)
  const phases = new PhasesOfAll(1 + bySsh.length, onPhase)
  const [here, ...remote] = await Promise.all([
    phases.of((onPhase) => new AskingFrom(thisMachine(observers), { ...options, flows: fromHere, onPhase }).ask()),
    ...bySsh.map(([source, own]) => phases.of((onPhase) => askOver(source, { ...options, flows: own, onPhase }))),
  ])
  const seen = [here, ...remote]
  const probed = new Map(seen.flatMap((s) => s.flows.map((p) => [p.flow.id, p] as const)))
  return {
    flows: flows.flatMap((flow) => probed.get(flow.id) ?? []),
    hosts: seen.flatMap((s) => s.hosts),
    fromHere: here.hosts,
    shunnings: seen.flatMap((s) => s.shunning ?? []),
    ways: new Map(bySsh.flatMap(([{ name }], i) => (remote[i]?.words ? [[name, remote[i].words] as const] : []))),
    pathMtu: here.gathered?.pathMtu ?? [],
    withoutDistance: seen.reduce((sum, s) => sum + (s.gathered?.withoutDistance ?? 0), 0),
  }
}

/** The flows that start behind SSH, by the endpoint that they start on. */
function bySource(flows: readonly Flow[]): [Endpoint, Flow[]][] {
  const found = new Map<string, [Endpoint, Flow[]]>()
  for (const flow of flows) {
    const { source } = flow
    if (source.vantage.kind !== 'ssh') continue
    const known = found.get(source.name)
    if (known) known[1].push(flow)
    else found.set(source.name, [source, [flow]])
  }
  return [...found.values()]
}

async function askOver(source: Endpoint, options: AskOptions): Promise<Seen> {
  const { vantages, signal } = options
  const reach = async () => (vantages ? await vantages.reach(source, signal) : NO_SSH)
  const place = await reach()
  if (isPlace(place)) return await new AskingFrom(place, options, reach).ask()
  const flows = options.flows.map((flow) => {
    const { address, notAsked } = chooseFlow(flow, options.names, place)
    return untested(flow, address, { ...NOTHING_SEEN, notAsked })
  })
  for (const flow of flows) options.onFlow(flow)
  return { flows, hosts: [], shunning: null, gathered: null, words: null }
}

/** One voice for several places: evidence is gathered when none asks flows any more. */
class PhasesOfAll {
  constructor(
    private asking: number,
    private readonly tell: (phase: ProbePhase) => void,
  ) {}

  async of(work: (onPhase: (phase: ProbePhase) => void) => Promise<Seen>): Promise<Seen> {
    let asks = true
    const asked = () => {
      if (asks) this.asking -= 1
      asks = false
    }
    const seen = await work((phase) => {
      if (phase !== 'evidence') return this.tell(phase)
      asked()
      if (this.asking === 0) this.tell(phase)
    })
    asked()
    return seen
  }
}
