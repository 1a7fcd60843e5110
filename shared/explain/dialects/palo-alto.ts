/**
 * Palo Alto Networks PAN-OS, set commands. Rules hold for all zones, as addresses are exact; a service takes a list of ports of at
 * most 1,023 characters, names at most 63. Written after the examples of "Create a Security Policy Rule" and of the PAN-OS CLI
 * quick start (set address, set service, set rulebase security rules).
 */
import type { Rule, RuleHost } from '../rule-request.ts'
import { type Dialect, fileOf, headOf, piecesOf, portTexts, rollbackHead } from './dialect.ts'

/** Five digits, a hyphen, five digits, a comma. */
const MOST_PORTS = 80

const hostLine = ({ object, address }: RuleHost) =>
  `set address ${object} ip-netmask ${address}/${address.includes(':') ? 128 : 32}`

const servicesOf = (rule: Rule) =>
  piecesOf(portTexts(rule.ports), MOST_PORTS).map((ports, index) => ({ name: `${rule.name}-tcp${index + 1}`, ports }))

const groupsOf = ({ name }: Rule) => ({ from: `${name}-src`, to: `${name}-dst` })

const members = (hosts: readonly RuleHost[]) => `[ ${hosts.map(({ object }) => object).join(' ')} ]`

function linesOf(rule: Rule): string[] {
  const { from, to } = groupsOf(rule)
  const services = servicesOf(rule)
  const base = `set rulebase security rules ${rule.name}`
  return [
    `set address-group ${from} static ${members(rule.sources)}`,
    `set address-group ${to} static ${members(rule.destinations)}`,
    ...services.map(({ name, ports }) => `set service ${name} protocol tcp port ${ports.join(',')}`),
    `${base} from any to any source ${from} destination ${to} application any service [ ${services.map(({ name }) => name).join(' ')} ] action allow`,
    `${base} description "${rule.comment}"`,
    `${base} log-end yes`,
    `move rulebase security rules ${rule.name} top`,
  ]
}

function rollbackLines(rule: Rule): string[] {
  const { from, to } = groupsOf(rule)
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
        rollbackHead(request, '#'),
        ...request.rules.flatMap(rollbackLines),
        ...request.hosts.map(({ object }) => `delete address ${object}`),
      ]),
    }
  },
}
