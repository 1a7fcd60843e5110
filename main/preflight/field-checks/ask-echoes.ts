/** ICMP echo from every PSM node to every other one. */
import {
  type EchoSeen,
  type FieldCheck,
  fieldCheckOf,
  notAskedCheck,
} from '../../../shared/field-checks/field-check.ts'
import { judgeEcho } from '../../../shared/field-checks/judge-echo.ts'
import type { Wanted } from '../../../shared/plan/field-checks.ts'
import { type Asking, type Placed, STOPPED } from './field-asking.ts'
import { type FieldMachine, isMachine } from './field-machine.ts'

export async function askEchoes(asking: Asking): Promise<FieldCheck[]> {
  const { settings, placed, nodes } = asking
  if (settings.echo === 'no') return []
  const sources = placed.filter(({ endpoint, machine }) => {
    const isSilentDefault = settings.echo === 'where-possible' && endpoint.vantage.kind === 'none'
    return endpoint.role === 'psm-node' && (isMachine(machine) || !isSilentDefault)
  })
  const pairs = sources.flatMap((source) =>
    nodes
      .filter((target) => target.endpoint.name !== source.endpoint.name && !isUnasked(settings.echo, source, target))
      .map((target) => ({ source, target })),
  )
  return await Promise.all(pairs.map(({ source, target }) => askPair(asking, source, target)))
}

/** A site that is all on one machine, such as one on loopback, has no path between its nodes. */
const isUnasked = (wanted: Wanted, { machine }: Placed, { address }: Pick<Placed, 'address'>) =>
  wanted === 'where-possible' && address !== null && isMachine(machine) && machine.holds(address) === true

async function askPair(asking: Asking, source: Placed, target: Asking['nodes'][number]): Promise<FieldCheck> {
  const question = { kind: 'echo', source: source.endpoint.name, target: target.endpoint.name } as const
  const { machine } = source
  const { address } = target
  if (!isMachine(machine)) return notAskedCheck(question, machine)
  if (address === null) {
    const notAsked = `the name ${target.endpoint.address} does not resolve here`
    return notAskedCheck(question, { notAsked, settle: `The address of ${question.target} in the plan` })
  }
  if (machine.holds(address) === true) {
    const notAsked = `${address} is an address of ${machine.name} itself, so nothing would leave it`
    return notAskedCheck(question, { notAsked, settle: `A vantage on ${question.source}` })
  }
  const seen = await asking.ask(address, () => echoTwice(machine, address))
  if (seen === null) return notAskedCheck(question, STOPPED)
  return fieldCheckOf(question, judgeEcho({ ...question, address, seen }), seen)
}

/** With 5 % loss each way three echoes stay without an answer once in a thousand, six once in a million. */
async function echoTwice(machine: FieldMachine, address: string): Promise<EchoSeen> {
  const first = await machine.echo(address)
  if (first.result !== 'silence') return first
  const again = await machine.echo(address)
  // What was sent is known from the first: a stop in between does not make it unsent.
  return again.result === 'not-sent' ? first : { ...again, sent: first.sent + again.sent }
}
