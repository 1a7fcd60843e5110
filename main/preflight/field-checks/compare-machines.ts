/** What is asked of machines, not between them: names, networks, clocks. */
import { type FieldCheck, fieldCheckOf, notAskedCheck } from '../../../shared/field-checks/field-check.ts'
import { type MachineClock, farthestFrom, judgeClock } from '../../../shared/field-checks/judge-clock.ts'
import { NODES_OWN_NETWORK, judgeMachineOverlap, judgePlanOverlap } from '../../../shared/field-checks/judge-overlap.ts'
import { judgeNames } from '../../../shared/field-checks/judge-names.ts'
import type { Endpoint } from '../../../shared/plan/plan.ts'
import { type Asking, STOPPED, machinesOf } from './field-asking.ts'
import type { FieldMachine } from './field-machine.ts'

const LOOPBACK = /^(?:127\.|::1$)/

const isMember = ({ role }: Endpoint) => role === 'psm-node' || role === 'dsc'

/** This machine first: it can always be asked. */
function withHere(asking: Asking, here: FieldMachine) {
  const machines = machinesOf(asking.placed)
  return machines.some(({ machine }) => machine.name === here.name)
    ? machines
    : [{ machine: here, endpoints: [] }, ...machines]
}

/** The DNS names of nodes, from every machine. */
export async function compareNames(asking: Asking, here: FieldMachine): Promise<FieldCheck[]> {
  const names = [...new Set(asking.nodes.flatMap(({ endpoint }) => (endpoint.isName ? [endpoint.address] : [])))]
  if (names.length === 0) return []
  const machines = withHere(asking, here)
  const checks = await Promise.all(
    names.map(async (name) => {
      const asked = await Promise.all(
        machines.map(async ({ machine, endpoints }) => {
          const seen = await asking.ask(name, () => machine.resolve(name))
          return { source: machine.name, isMember: endpoints.some(isMember), seen }
        }),
      )
      return asked.map(({ source, isMember, seen }): FieldCheck => {
        const question = { kind: 'names', source, target: name } as const
        if (seen === null) return notAskedCheck(question, STOPPED)
        const others = asked
          .filter((other) => other.source !== source)
          .map((other) => ({ ...other, addresses: other.seen?.addresses ?? [] }))
        return fieldCheckOf(question, judgeNames({ source, isMember, name, seen, others }), seen)
      })
    }),
  )
  return checks.flat()
}

/** What of the plan, and which network of a machine, lies where the nodes' own containers are. */
export async function lookForOverlaps(
  asking: Asking,
  literalOf: (endpoint: Endpoint) => string | null,
): Promise<FieldCheck[]> {
  const { plan, settings } = asking
  const placed = [
    ...plan.endpoints.map((endpoint) => ({ name: endpoint.name, address: literalOf(endpoint) ?? '' })),
    ...settings.ntp.servers.map((server) => ({ name: `NTP server ${server}`, address: server })),
    ...plan.rules.map(({ id, to }) => ({ name: `rule ${id}`, address: to })),
  ]
  // What is all on loopback leaves its machine through no network.
  const leaving = machinesOf(asking.placed).filter(({ endpoints }) =>
    endpoints.some((endpoint) => !LOOPBACK.test(literalOf(endpoint) ?? '')),
  )
  const machines = await Promise.all(
    leaving.map(async ({ machine }) => {
      const networks = await machine.networks()
      if (networks !== null) return judgeMachineOverlap(machine.name, networks)
      const question = { kind: 'overlap', source: machine.name, target: NODES_OWN_NETWORK } as const
      const settle = `The command ip address on ${machine.name}`
      return notAskedCheck(question, { notAsked: `${machine.name} did not tell its networks`, settle })
    }),
  )
  return [judgePlanOverlap(placed), ...machines]
}

/** Each machine's clock beside the one that is farthest from it. With one machine there is nothing to compare. */
export async function compareClocks(asking: Asking): Promise<FieldCheck[]> {
  const machines = machinesOf(asking.placed)
  if (machines.length < 2) return asking.settings.clock === 'yes' ? [aloneCheck(machines[0]?.machine.name)] : []
  const asked = await Promise.all(
    machines.map(async ({ machine }) => ({
      source: machine.name,
      seen: await asking.ask(machine.name, () => machine.clock()),
    })),
  )
  const known = asked.flatMap(({ source, seen }): MachineClock[] =>
    seen === null ? [] : [{ source, seen: { observer: 'clock', ...seen } }],
  )
  return asked.map(({ source }) => {
    const own = known.find((clock) => clock.source === source)
    const other = own && farthestFrom(own, known)
    if (!own || !other) {
      const notAsked = own ? 'no other vantage told its time' : `the clock of ${source} could not be had`
      return notAskedCheck({ kind: 'clock', source, target: 'the other vantages' }, { notAsked, settle: 'Another run' })
    }
    return fieldCheckOf({ kind: 'clock', source, target: other.source }, judgeClock(own, other), own.seen)
  })
}

const aloneCheck = (source = 'plan') =>
  notAskedCheck(
    { kind: 'clock', source, target: 'the other vantages' },
    { notAsked: 'clocks are compared between vantages, and there are not two of them', settle: 'A second vantage' },
  )
