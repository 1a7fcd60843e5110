/**
 * Juniper SRX, set commands: a global address book and global policies, which hold for all zones. Names are limited to 63 characters.
 * Written after the examples of the Junos "Security Policies User Guide" (global policies, address books and sets, custom applications).
 */
import type { Rule, RuleHost } from '../rule-request.ts'
import { type Dialect, fileOf, headOf, portTexts, rollbackHead } from './dialect.ts'

const BOOK = 'security address-book global'
const POLICY = 'security policies global policy'

const hostLine = ({ object, address }: RuleHost) =>
  `set ${BOOK} address ${object} ${address}/${address.includes(':') ? 128 : 32}`

const namesOf = ({ name }: Rule) => ({ from: `${name}-src`, to: `${name}-dst`, application: `${name}-tcp` })

function linesOf(rule: Rule): string[] {
  const { from, to, application } = namesOf(rule)
  return [
    ...rule.sources.map(({ object }) => `set ${BOOK} address-set ${from} address ${object}`),
    ...rule.destinations.map(({ object }) => `set ${BOOK} address-set ${to} address ${object}`),
    ...portTexts(rule.ports).map(
      (port, index) =>
        `set applications application ${application} term t${index + 1} protocol tcp destination-port ${port}`,
    ),
    `set ${POLICY} ${rule.name} description "${rule.comment}"`,
    `set ${POLICY} ${rule.name} match source-address ${from}`,
    `set ${POLICY} ${rule.name} match destination-address ${to}`,
    `set ${POLICY} ${rule.name} match application ${application}`,
    `set ${POLICY} ${rule.name} then permit`,
    `set ${POLICY} ${rule.name} then log session-close`,
  ]
}

function rollbackLines(rule: Rule): string[] {
  const { from, to, application } = namesOf(rule)
  return [
    `delete ${POLICY} ${rule.name}`,
    `delete applications application ${application}`,
    `delete ${BOOK} address-set ${from}`,
    `delete ${BOOK} address-set ${to}`,
  ]
}

export const juniperSrx: Dialect = {
  id: 'juniper-srx',
  title: 'Juniper SRX',
  file: 'juniper-srx.set',
  rollbackFile: 'juniper-srx.rollback.set',
  render(request) {
    const notes = [
      'In configuration mode, then: commit. Policies between zones are asked before global ones: where such a policy denies, move ours into it.',
      'Stateful: answers to a permitted connection pass by themselves.',
    ]
    return {
      text: fileOf([...headOf(request, '#', notes), ...request.hosts.map(hostLine), ...request.rules.flatMap(linesOf)]),
      rollback: fileOf([
        rollbackHead(request, '#'),
        ...request.rules.flatMap(rollbackLines),
        ...request.hosts.map(({ object }) => `delete ${BOOK} address ${object}`),
      ]),
    }
  },
}
