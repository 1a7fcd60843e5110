/** What `stand-in` prints: which ports it holds, who reached them as it happens, and at the end who did and who never did. */
import { compactNumbers } from '../../shared/explain/compact.ts'
import { printable } from '../../shared/plan/faults.ts'
import type { HeldPort, Visit } from '../standin/local.ts'
import { table } from '../plan/plan-table.ts'
import type { Paint } from './paint.ts'

/** A source endpoint of the plan, with the ports on which it must reach the one that is played. */
export interface Expected {
  names: string[]
  address: string
  ports: Set<number>
}

/** What came from one address to one port. */
export interface Reach {
  source: string
  port: number
  connections: number
  proved: number
}

const are = (n: number) => (n === 1 ? 'is' : 'are')
const portWords = (ports: readonly number[]) =>
  `${ports.length === 1 ? 'port' : 'ports'} ${compactNumbers(ports).join(', ')}`

const DENIED =
  'ports below a limit of the system need more rights: run it as root, or lower the limit (sysctl -w net.ipv4.ip_unprivileged_port_start=PORT, until the next start)'

/** The lines before anybody came. */
export function heldLines(name: string, address: string, ports: readonly HeldPort[]): string[] {
  const of = (state: HeldPort['state']) => ports.filter((p) => p.state === state).map((p) => p.port)
  const [listening, taken, denied] = [of('listening'), of('taken'), of('denied')]
  const others = ports.filter((p) => p.state === 'error')
  return [
    `Playing ${printable(name)} at ${address}: ${listening.length} of ${ports.length} ports.`,
    ...(listening.length > 0 ? [`Listening on ${portWords(listening)}.`] : []),
    ...(taken.length > 0
      ? [`! Taken: ${portWords(taken)} ${are(taken.length)} held by a service, or by another stand-in, and left alone.`]
      : []),
    ...(denied.length > 0 ? [`! Not allowed: ${portWords(denied)}; ${DENIED}.`] : []),
    ...others.map(({ port, errno }) => `! Port ${port}: the system says ${errno}.`),
  ]
}

const NAMED_END: Record<Visit['end'], string> = {
  proved: 'asked for a proof, and got it',
  silent: 'connected, and asked for no proof',
  other: 'connected, and sent something that is no question for a proof',
}

/** "10:21:07 psm-2 (10.77.20.12) reached 9010: asked for a proof, and got it" */
export function visitLine({ source, port, end }: Visit, expected: readonly Expected[], at: Date, paint: Paint): string {
  const text = `${who(source, expected)} reached ${port}: ${NAMED_END[end]}`
  return `${paint.dim(at.toTimeString().slice(0, 8))} ${end === 'proved' ? paint.green(text) : text}`
}

function who(source: string, expected: readonly Expected[]): string {
  const known = expected.find(({ address }) => address === source)
  return known ? `${printable(known.names.join(', '))} (${source})` : `${source} (not in the plan)`
}

/** The summary: for each source of the plan what it reached and what it never did; then who else came. */
export function summaryLines(
  expected: readonly Expected[],
  reached: readonly Reach[],
  held: ReadonlySet<number>,
  columns: number,
): string[] {
  const of = (source: string) => reached.filter((r) => r.source === source)
  const list = (ports: readonly number[]) => (ports.length === 0 ? 'none' : compactNumbers(ports).join(', '))
  const rows = expected.map(({ names, address, ports }) => {
    const came = new Set(of(address).map((r) => r.port))
    const all = [...ports].filter((port) => held.has(port))
    const proofs = of(address).filter((r) => r.proved > 0).length
    const never = all.filter((port) => !came.has(port))
    return [
      printable(names.join(', ')),
      address,
      list(all.filter((port) => came.has(port))),
      String(proofs),
      list(never),
    ]
  })
  const strangers = reached.filter(({ source }) => !expected.some(({ address }) => address === source))
  return [
    'Who reached which port, of those that were held:',
    ...table([['from', 'address', 'reached', 'proved', 'never'], ...rows], columns, [3]),
    ...strangers.map((r) => `! ${r.source}, which is not in the plan, reached ${r.port} (${r.connections} times).`),
  ]
}
