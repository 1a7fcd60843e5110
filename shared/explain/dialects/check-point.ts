/**
 * Check Point, R80 or newer: mgmt_cli on the management server. One service object holds one port or one range; `match-for-any false`
 * keeps them out of rules for any service. In names a hyphen parts words, and a word may not be one of a long list (`src`, `dst`,
 * `host`, `from`, names of colours and days: sk40179): so that ours have underscores. Written after the examples of the Management API reference (add host, add group, add
 * service-tcp, add service-group, add access-rule, publish).
 */
import type { Rule, RuleHost } from '../rule-request.ts'
import { type Dialect, fileOf, headOf, isIpv6, partsOf, portTexts, rollbackHead } from './dialect.ts'

const CLI = 'mgmt_cli -s psm-session.txt'
/** Where the rules go; a reader changes it in one place. */
const LAYER = 'LAYER="Network"'

/** That another object has the same address or port is a warning, and a warning is an error unless it is ignored. */
const ANYWAY = 'ignore-warnings true'

/** One word, that begins with a letter and not like an internal register (`sr5`). */
function wordOf(name: string): string {
  const word = name.replaceAll('-', '_')
  return /^(?:\d|sr\d)/i.test(word) ? `h_${word}` : word
}

/** The colons of an address became hyphens; dots keep it apart from the name before it. */
function objectOf({ object }: RuleHost): string {
  const [name = '', address = '', hash = ''] = object.split('_')
  return wordOf(`${name}_${address.replaceAll('-', '.')}_${hash}`)
}

const hostLine = (host: RuleHost) =>
  `${CLI} add host name "${objectOf(host)}" ${isIpv6(host) ? 'ipv6-address' : 'ip-address'} "${host.address}" ${ANYWAY} comments "${host.label}"`

const members = (names: readonly string[]) => names.map((name, index) => `members.${index + 1} "${name}"`).join(' ')

function namesOf(rule: Rule) {
  const { from, to, ports } = partsOf(rule)
  return { from: wordOf(from), to: wordOf(to), services: wordOf(ports) }
}

const servicesOf = (rule: Rule) =>
  portTexts(rule.ports).map((port) => ({ name: wordOf(`${partsOf(rule).ports}-${port}`), port }))

function linesOf(rule: Rule): string[] {
  const { from, to, services } = namesOf(rule)
  const objects = (hosts: readonly RuleHost[]) => members(hosts.map(objectOf))
  return [
    `${CLI} add group name "${from}" ${objects(rule.sources)}`,
    `${CLI} add group name "${to}" ${objects(rule.destinations)}`,
    ...servicesOf(rule).map(
      ({ name, port }) => `${CLI} add service-tcp name "${name}" port "${port}" match-for-any false ${ANYWAY}`,
    ),
    `${CLI} add service-group name "${services}" ${members(servicesOf(rule).map(({ name }) => name))}`,
    `${CLI} add access-rule layer "$LAYER" position "top" name "${rule.name}" source "${from}" destination "${to}" service "${services}" action "Accept" track.type "Log" comments "${rule.comment}"`,
  ]
}

function rollbackLines(rule: Rule): string[] {
  const { from, to, services } = namesOf(rule)
  return [
    `${CLI} delete access-rule layer "$LAYER" name "${rule.name}"`,
    `${CLI} delete service-group name "${services}"`,
    ...servicesOf(rule).map(({ name }) => `${CLI} delete service-tcp name "${name}"`),
    `${CLI} delete group name "${from}"`,
    `${CLI} delete group name "${to}"`,
  ]
}

/** Whatever fails ends the script: then nothing is published, and nothing stays locked. */
const session = (lines: readonly string[]) => [
  'set -e',
  LAYER,
  'umask 077',
  'mgmt_cli login > psm-session.txt',
  `trap '${CLI} discard || true; ${CLI} logout || true; rm -f psm-session.txt' EXIT`,
  ...lines,
  `${CLI} publish`,
]

export const checkPoint: Dialect = {
  id: 'check-point',
  title: 'Check Point',
  file: 'check-point.sh',
  rollbackFile: 'check-point.rollback.sh',
  render(request) {
    const notes = [
      'On the management server: sh check-point.sh. It asks for a login, publishes, and installs nothing: install the policy afterwards.',
      'Where one step fails nothing is published.',
      'Write the name of your access layer into LAYER.',
      'Stateful: answers to a permitted connection pass by themselves.',
    ]
    const { hosts, rules } = request
    const deleteHosts = hosts.map((host) => `${CLI} delete host name "${objectOf(host)}"`)
    return {
      text: fileOf([
        '#!/bin/sh',
        ...headOf(request, '#', notes),
        ...session([...hosts.map(hostLine), ...rules.flatMap(linesOf)]),
      ]),
      rollback: fileOf([
        '#!/bin/sh',
        ...rollbackHead(request, '#', ['It publishes: install the policy afterwards.']),
        ...session([...rules.flatMap(rollbackLines), ...deleteHosts]),
      ]),
    }
  },
}
