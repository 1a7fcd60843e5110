/**
 * Check Point, R80 or newer: mgmt_cli on the management server. One service object holds one port or one range; `match-for-any false`
 * keeps them out of rules for any service. Written after the examples of the Management API reference (add host, add group, add
 * service-tcp, add service-group, add access-rule, publish).
 */
import type { Rule, RuleHost } from '../rule-request.ts'
import { type Dialect, fileOf, headOf, portTexts, rollbackHead } from './dialect.ts'

const CLI = 'mgmt_cli -s psm-session.txt'
/** Where the rules go; a reader changes it in one place. */
const LAYER = 'LAYER="Network"'

const hostLine = ({ object, address, label }: RuleHost) =>
  `${CLI} add host name "${object}" ${address.includes(':') ? 'ipv6-address' : 'ip-address'} "${address}" comments "${label}"`

const members = (names: readonly string[]) => names.map((name, index) => `members.${index + 1} "${name}"`).join(' ')

const groupsOf = ({ name }: Rule) => ({ from: `${name}-src`, to: `${name}-dst`, services: `${name}-tcp` })

const servicesOf = (rule: Rule) => portTexts(rule.ports).map((port) => ({ name: `${rule.name}-tcp-${port}`, port }))

function linesOf(rule: Rule): string[] {
  const { from, to, services } = groupsOf(rule)
  const objects = (hosts: readonly RuleHost[]) => members(hosts.map(({ object }) => object))
  return [
    `${CLI} add group name "${from}" ${objects(rule.sources)}`,
    `${CLI} add group name "${to}" ${objects(rule.destinations)}`,
    ...servicesOf(rule).map(
      ({ name, port }) => `${CLI} add service-tcp name "${name}" port "${port}" match-for-any false`,
    ),
    `${CLI} add service-group name "${services}" ${members(servicesOf(rule).map(({ name }) => name))}`,
    `${CLI} add access-rule layer "$LAYER" position "top" name "${rule.name}" source "${from}" destination "${to}" service "${services}" action "Accept" track.type "Log" comments "${rule.comment}"`,
  ]
}

function rollbackLines(rule: Rule): string[] {
  const { from, to, services } = groupsOf(rule)
  return [
    `${CLI} delete access-rule layer "$LAYER" name "${rule.name}"`,
    `${CLI} delete service-group name "${services}"`,
    ...servicesOf(rule).map(({ name }) => `${CLI} delete service-tcp name "${name}"`),
    `${CLI} delete group name "${from}"`,
    `${CLI} delete group name "${to}"`,
  ]
}

const session = (lines: readonly string[]) => [
  'set -e',
  LAYER,
  'umask 077',
  'mgmt_cli login > psm-session.txt',
  ...lines,
  `${CLI} publish`,
  `${CLI} logout`,
  'rm -f psm-session.txt',
]

export const checkPoint: Dialect = {
  id: 'check-point',
  title: 'Check Point',
  file: 'check-point.sh',
  rollbackFile: 'check-point.rollback.sh',
  render(request) {
    const notes = [
      'On the management server: sh check-point.sh. It asks for a login, publishes, and installs nothing: install the policy afterwards.',
      'Write the name of your access layer into LAYER.',
      'Stateful: answers to a permitted connection pass by themselves.',
    ]
    const { hosts, rules } = request
    const deleteHosts = hosts.map(({ object }) => `${CLI} delete host name "${object}"`)
    return {
      text: fileOf([
        '#!/bin/sh',
        ...headOf(request, '#', notes),
        ...session([...hosts.map(hostLine), ...rules.flatMap(linesOf)]),
      ]),
      rollback: fileOf([
        '#!/bin/sh',
        rollbackHead(request, '#'),
        ...session([...rules.flatMap(rollbackLines), ...deleteHosts]),
      ]),
    }
  },
}
