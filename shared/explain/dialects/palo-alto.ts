/**
 * Palo Alto Networks PAN-OS, set commands. Rules hold for all zones, as addresses are exact; a service takes a list of ports of at
 * most 1,023 characters, names at most 63; members of a group are added by further lines, so that none grows long. Written after the examples of "Create a Security Policy Rule" and of the PAN-OS CLI
 * quick start (set address, set service, set rulebase security rules).
 */
import type { Rule, RuleHost } from '../rule-request.ts'
import { type Dialect, fileOf, headOf, partsOf, piecesOf, portTexts, prefixOf, rollbackHead } from './dialect.ts'

/** Five digits, a hyphen, five digits, a comma. */
const MOST_PORTS = 80

const MOST_MEMBERS = 50

const hostLine = (host: RuleHost) => `set address ${host.object} ip-netmask ${prefixOf(host)}`

const servicesOf = (rule: Rule) =>
  piecesOf(portTexts(rule.ports), MOST_PORTS).map((ports, index) => ({ name: `${rule.name}-tcp${index + 1}`, ports }))

const groupLines = (group: string, hosts: readonly RuleHost[]) =>
  piecesOf(hosts, MOST_MEMBERS).map(
    (piece) => `set address-group ${group} static [ ${piece.map(({ object }) => object).join(' ')} ]`,
  )

function linesOf(rule: Rule): string[] {
  const { from, to } = partsOf(rule)
  const services = servicesOf(rule)
  const base = `set rulebase security rules ${rule.name}`
  return [
    ...groupLines(from, rule.sources),
    ...groupLines(to, rule.destinations),
    ...services.map(({ name, ports }) => `set service ${name} protocol tcp port ${ports.join(',')}`),
    `${base} from any to any source ${from} destination ${to} application any service [ ${services.map(({ name }) => name).join(' ')} ] action allow`,
    `${base} description "${rule.comment}"`,
    `${base} log-end yes`,
    `move rulebase security rules ${rule.name} top`,
  ]
}

function rollbackLines(rule: Rule): string[] {
  const { from, to } = partsOf(rule)
  return [
    `delete rulebase security rules ${rule.name}`,
    `delete address-group ${from}`,
    `delete address-group ${to}`,
    ...servicesOf(rule).map(({ name }) => `delete service ${name}`),
  ]
}

export const paloAlto: Dialect = {
  id: 'palo-alto',
  title: 'Palo Alto PAN-OS',
  file: 'palo-alto.txt',
  rollbackFile: 'palo-alto.rollback.txt',
  render(request) {
    const notes = [
      'In configuration mode, line by line without these comments, then: commit',
      'Stateful: answers to a permitted connection pass by themselves.',
    ]
    return {
      text: fileOf([...headOf(request, '#', notes), ...request.hosts.map(hostLine), ...request.rules.flatMap(linesOf)]),
      rollback: fileOf([
        ...rollbackHead(request, '#', ['Then: commit']),
        ...request.rules.flatMap(rollbackLines),
        ...request.hosts.map(({ object }) => `delete address ${object}`),
      ]),
    }
  },
}
