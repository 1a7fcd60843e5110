/** The time by NTP: from nodes and cards to the plan's servers, and where the plan wants it from cards to nodes. */
import { type FieldCheck, fieldCheckOf, notAskedCheck } from '../../../shared/field-checks/field-check.ts'
import { judgeNtp } from '../../../shared/field-checks/judge-ntp.ts'
import { classifyAddress } from '../../../shared/plan/address.ts'
import { parseIp } from '../../../shared/plan/ip-number.ts'
import { type Asking, type Placed, STOPPED } from './field-asking.ts'
import { type FieldMachine, isMachine } from './field-machine.ts'

interface Target {
  /** Name of the node, or the server as the plan has it. */
  name: string
  /** A literal, or the name of a server, which each machine resolves itself. */
  address: string | null
  is: 'server' | 'node'
}

export async function askTimes(asking: Asking): Promise<FieldCheck[]> {
  const { settings, placed, nodes } = asking
  const servers = settings.ntp.servers.map((server): Target => ({ name: server, address: server, is: 'server' }))
  const members = nodes.map(({ endpoint, address }): Target => ({ name: endpoint.name, address, is: 'node' }))
  const pairs = placed.flatMap((source) => {
    const { role } = source.endpoint
    if (role !== 'psm-node' && role !== 'dsc') return []
    const targets = role === 'dsc' && settings.ntp.nodes ? [...servers, ...members] : servers
    return targets.map((target) => ({ source, target }))
  })
  return await Promise.all(pairs.map(({ source, target }) => askPair(asking, source, target)))
}

async function askPair(asking: Asking, { endpoint, machine }: Placed, target: Target): Promise<FieldCheck> {
  const question = { kind: 'ntp', source: endpoint.name, target: target.name } as const
  if (!isMachine(machine)) return notAskedCheck(question, machine)
  const address = await literalFrom(machine, target, asking)
  if (typeof address !== 'string') return notAskedCheck(question, address)
  if (machine.holds(address) === true) {
    const notAsked = `${address} is an address of ${machine.name} itself, so nothing would leave it`
    return notAskedCheck(question, { notAsked, settle: `A vantage on ${endpoint.name}` })
  }
  const seen = await asking.ask(address, () => machine.ntp(address))
  if (seen === null) return notAskedCheck(question, STOPPED)
  const judged = judgeNtp({ ...question, targetIs: target.is, stage: asking.plan.stage, seen })
  return fieldCheckOf(question, judged, seen)
}

/** What the target is for this machine; or why it is not asked. */
async function literalFrom(machine: FieldMachine, { name, address, is }: Target, asking: Asking) {
  const settle = `The address of ${name} in the plan`
  if (address === null) return { notAsked: `the name of ${name} does not resolve here`, settle }
  if (is === 'node' || parseIp(address)) return address
  const seen = await asking.ask(address, () => machine.resolve(address))
  if (seen === null) return STOPPED
  const [literal] = seen.addresses
  if (literal === undefined)
    return { notAsked: `the name ${name} does not resolve there (${seen.error ?? ''})`, settle }
  // The question whether public addresses may be asked was put for what stands in the plan, before anything was sent.
  if (classifyAddress(literal) === 'public')
    return { notAsked: `${name} is the public address ${literal}, which the plan does not name`, settle }
  return literal
}
