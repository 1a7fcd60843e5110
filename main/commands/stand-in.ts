/** `psm-preflight stand-in PLAN --as NAME`: plays an endpoint until Ctrl-C, so that others can prove that they reach it. */
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { expand } from '../../shared/plan/expand.ts'
import type { Endpoint, Flow } from '../../shared/plan/plan.ts'
import type { Names } from '../preflight/choose-flows.ts'
import { isThisMachine, localAddresses } from '../probe/route.ts'
import { type Visit, openLocalStandIn } from '../standin/local.ts'
import { secretOf } from '../standin/secret.ts'
import { paintFor } from '../terminal/paint.ts'
import { type Expected, type Reach, heldLines, summaryLines, visitLine } from '../terminal/stand-in-text.ts'
import { writeLines } from '../terminal/wrap.ts'
import { EXIT, UsageError } from '../terms.ts'
import { loadPlan } from './check.ts'
import { endpointAs } from './part-asked.ts'

export interface StandInOptions {
  as: string
  key?: string | undefined
  ports?: number[] | undefined
}

/** A check connects before it asks: what asks within this time is told in one line. */
const UNPROVED_AFTER_MS = 2500
const WIDE = 200

/** Gives the exit status. Throws {@link UsageError} when nothing can be held. */
export async function standIn(planPath: string, options: StandInOptions): Promise<number> {
  const { plan, sha256, names } = await loadPlan(planPath, {})
  const endpoint = endpointAs(plan, options.as)
  if (plan.stage === 'operational') {
    throw new UsageError(
      'stage: found operational; a stand-in would make a port pass that no service holds; accepted: preinstall',
    )
  }
  const address = ownAddress(endpoint, names)
  const flows = expand(plan, APPENDIX_B).filter((flow) => flow.destination.name === endpoint.name)
  const ports = portsAsked(flows, endpoint, options.ports)
  const log = new VisitLog(expectedOf(flows, names))
  const stop = untilStopped()
  const held = await openLocalStandIn({
    name: endpoint.name,
    secret: secretOf(options.key, sha256),
    address,
    ports,
    onVisit: (visit) => log.take(visit),
  })
  const lines = heldLines(endpoint.name, address, held.ports)
  const listening = held.ports.filter(({ state }) => state === 'listening').map(({ port }) => port)
  if (listening.length === 0) throw new UsageError(`no port could be held\n${lines.join('\n')}`)
  writeLines([...lines, 'Ctrl-C ends it, and tells who came.'], process.stdout)
  await stop
  await held.close()
  const columns = process.stdout.isTTY ? process.stdout.columns - 1 : WIDE
  writeLines(['', ...summaryLines(log.expected, log.reached(), new Set(listening), columns)], process.stdout)
  return EXIT.passed
}

const literalOf = ({ address, isName }: Pick<Endpoint, 'address' | 'isName'>, names: Names): string => {
  const resolution = isName ? names.get(address) : undefined
  return resolution && 'literal' in resolution ? resolution.literal : address
}

/** The address of the endpoint, which this machine must hold: a stand-in elsewhere would prove nothing of it. */
function ownAddress(endpoint: Endpoint, names: Names): string {
  const address = literalOf(endpoint, names)
  const here = localAddresses()
  if (isThisMachine(address, here)) return address
  const own = [...here.keys()].filter((one) => !/^(127\.|::1$|fe80:)/i.test(one))
  const has = own.length > 0 ? own.join(', ') : 'none but loopback'
  throw new UsageError(
    `--as: ${endpoint.name} is ${address}, which is no address of this machine (it has ${has}): run the stand-in on ${endpoint.name} itself, or give this machine the address`,
  )
}

function portsAsked(flows: readonly Flow[], { name }: Endpoint, only: readonly number[] | undefined): number[] {
  const needed = [...new Set(flows.map(({ port }) => port))].toSorted((a, b) => a - b)
  if (needed.length === 0) throw new UsageError(`--as: nothing of the plan leads to ${name}, so it needs no stand-in`)
  const chosen = needed.filter((port) => !only || only.includes(port))
  const unknown = (only ?? []).filter((port) => !needed.includes(port))
  if (unknown.length > 0)
    throw new UsageError(
      `--ports: found ${unknown.join(', ')}; accepted: ports that ${name} needs: ${needed.join(', ')}`,
    )
  return chosen
}

function expectedOf(flows: readonly Flow[], names: Names): Expected[] {
  const byAddress = new Map<string, Expected>()
  for (const { source, port } of flows) {
    const address = literalOf(source, names).replace(/%.*$/, '')
    const known = byAddress.get(address) ?? { names: [], address, ports: new Set() }
    if (!known.names.includes(source.name)) known.names.push(source.name)
    known.ports.add(port)
    byAddress.set(address, known)
  }
  return [...byAddress.values()]
}

/** One line for each source and port; all of them counted. */
class VisitLog {
  private readonly seen = new Map<string, Reach>()
  private readonly printed = new Set<string>()
  private readonly paint = paintFor(process.stdout)

  constructor(readonly expected: readonly Expected[]) {}

  take(visit: Visit): void {
    const key = `${visit.port} ${visit.source}`
    const known = this.seen.get(key) ?? { source: visit.source, port: visit.port, connections: 0, proved: 0 }
    known.connections += 1
    if (visit.end === 'proved') known.proved += 1
    this.seen.set(key, known)
    if (visit.end === 'proved') this.print(key, visit)
    else setTimeout(() => this.print(key, visit), UNPROVED_AFTER_MS).unref()
  }

  reached(): Reach[] {
    return [...this.seen.values()].toSorted((a, b) => a.source.localeCompare(b.source) || a.port - b.port)
  }

  private print(key: string, visit: Visit): void {
    if (this.printed.has(key)) return
    this.printed.add(key)
    process.stdout.write(`${visitLine(visit, this.expected, new Date(), this.paint)}\n`)
  }
}

const untilStopped = () =>
  new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve())
  })
