/**
 * Juniper SRX, set commands: a global address book and global policies, which hold for all zones. Names are limited to 63 characters,
 * an application to 8 terms (a commit fails with more: google/capirca, issue 30), so that each port or range is an application of
 * its own in one set; 1,024 addresses fit one policy. Written after the examples of the Junos "Security Policies User Guide" (global
 * policies, address books and sets, custom applications).
 */
import type { Rule, RuleHost } from '../rule-request.ts'
import { type Dialect, fileOf, headOf, partsOf, portTexts, prefixOf, rollbackHead, splitRule } from './dialect.ts'

const BOOK = 'security address-book global'
const POLICY = 'security policies global policy'
const MOST_ADDRESSES = 1000

const hostLine = (host: RuleHost) => `set ${BOOK} address ${host.object} ${prefixOf(host)}`

const applicationsOf = (rule: Rule) =>
  portTexts(rule.ports).map((port) => ({ application: `${partsOf(rule).ports}-${port}`, port }))

function linesOf(rule: Rule): string[] {
  const { from, to, ports } = partsOf(rule)
  const applications = applicationsOf(rule)
  return [
    ...rule.sources.map(({ object }) => `set ${BOOK} address-set ${from} address ${object}`),
    ...rule.destinations.map(({ object }) => `set ${BOOK} address-set ${to} address ${object}`),
    ...applications.map(
      ({ application, port }) => `set applications application ${application} protocol tcp destination-port ${port}`,
    ),
    ...applications.map(({ application }) => `set applications application-set ${ports} application ${application}`),
    `set ${POLICY} ${rule.name} description "${rule.comment}"`,
    `set ${POLICY} ${rule.name} match source-address ${from}`,
    `set ${POLICY} ${rule.name} match destination-address ${to}`,
    `set ${POLICY} ${rule.name} match application ${ports}`,
    `set ${POLICY} ${rule.name} then permit`,
    `set ${POLICY} ${rule.name} then log session-close`,
  ]
}

function rollbackLines(rule: Rule): string[] {
  const { from, to, ports } = partsOf(rule)
  return [
    `delete ${POLICY} ${rule.name}`,
    `delete applications application-set ${ports}`,
    ...applicationsOf(rule).map(({ application }) => `delete applications application ${application}`),
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
      'New policies stand at the end: where a global policy denies before, insert ours before it: insert security policies global policy NAME before policy OTHER',
      'Stateful: answers to a permitted connection pass by themselves.',
    ]
    const rules = request.rules.flatMap((rule) => splitRule(rule, MOST_ADDRESSES))
    return {
      text: fileOf([...headOf(request, '#', notes), ...request.hosts.map(hostLine), ...rules.flatMap(linesOf)]),
      rollback: fileOf([
        ...rollbackHead(request, '#', ['Then: commit']),
        ...rules.flatMap(rollbackLines),
        ...request.hosts.map(({ object }) => `delete ${BOOK} address ${object}`),
      ]),
    }
  },
}
