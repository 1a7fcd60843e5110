/**
 * FortiGate, FortiOS 6.4 or newer (one table of policies for IPv4 and IPv6). Policies have numbers, and are deleted by them: ours follow
 * from the name of the request, far above those that are given by hand. Names of policies are limited to 35 characters.
 * Written after the FortiOS CLI reference (6.0.6, 8.0: config firewall address, address6, service custom, policy).
 */
import type { Rule, RuleHost, RuleRequest } from '../rule-request.ts'
import { type Dialect, fileOf, headOf, isIpv6, partsOf, piecesOf, portTexts, rollbackHead, rulesOf } from './dialect.ts'

/** Members of one group: the smallest models take 300, and a line must not grow long. A policy takes several groups. */
const MOST_MEMBERS = 100
/** Ranges in one service object. */
const MOST_RANGES = 15
/** Policy numbers end at 4,294,967,294; below it stand 32 bits less what is counted by hand. */
const FIRST_NUMBER = 1_000_000_000
const NUMBERS = 3_000_000

function block(path: string, entries: readonly string[][]): string[] {
  if (entries.length === 0) return []
  return [`config ${path}`, ...entries.flatMap((entry) => [...entry, '    next']), 'end']
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(' ')

const addressEntry = (host: RuleHost) => [
  `    edit "${host.object}"`,
  isIpv6(host) ? `        set ip6 ${host.address}/128` : `        set subnet ${host.address} 255.255.255.255`,
]

interface Group {
  name: string
  hosts: RuleHost[]
}

const groupsOf = (name: string, hosts: readonly RuleHost[]): Group[] =>
  piecesOf(hosts, MOST_MEMBERS).map((piece, index) => ({ name: `${name}${index + 1}`, hosts: piece }))

const sidesOf = (rule: Rule) => {
  const { from, to } = partsOf(rule)
  return { sources: groupsOf(from, rule.sources), destinations: groupsOf(to, rule.destinations) }
}

const groupsOfAll = (rules: readonly Rule[]) => rules.flatMap((rule) => Object.values(sidesOf(rule)).flat())

const groupEntry = ({ name, hosts }: Group) => [
  `    edit "${name}"`,
  `        set member ${quoted(hosts.map(({ object }) => object))}`,
]

const servicesOf = (rule: Rule) =>
  piecesOf(portTexts(rule.ports), MOST_RANGES).map((ports, index) => ({
    name: `${partsOf(rule).ports}${index + 1}`,
    ports,
  }))

/** A block of a thousand numbers for each request. */
function numberOf({ id }: RuleRequest, { number }: Rule): number {
  return FIRST_NUMBER + (Number.parseInt(id.slice(-7), 36) % NUMBERS) * 1000 + number
}

function policyEntry(request: RuleRequest, rule: Rule): string[] {
  const { sources, destinations } = sidesOf(rule)
  const names = (groups: readonly Group[]) => quoted(groups.map(({ name }) => name))
  const family = rule.family === 6 ? '6' : ''
  return [
    `    edit ${numberOf(request, rule)}`,
    `        set name "${rule.name}"`,
    '        set srcintf "any"',
    '        set dstintf "any"',
    `        set srcaddr${family} ${names(sources)}`,
    `        set dstaddr${family} ${names(destinations)}`,
    '        set action accept',
    '        set schedule "always"',
    `        set service ${quoted(servicesOf(rule).map(({ name }) => name))}`,
    '        set logtraffic all',
    `        set comments "${rule.comment}"`,
  ]
}

function textOf(request: RuleRequest): string[] {
  const { hosts, rules } = request
  const services = rules.flatMap(servicesOf)
  return [
    ...block('firewall address', hosts.filter((host) => !isIpv6(host)).map(addressEntry)),
    ...block('firewall address6', hosts.filter(isIpv6).map(addressEntry)),
    ...block('firewall addrgrp', groupsOfAll(rulesOf(request, 4)).map(groupEntry)),
    ...block('firewall addrgrp6', groupsOfAll(rulesOf(request, 6)).map(groupEntry)),
    ...block(
      'firewall service custom',
      services.map(({ name, ports }) => [`    edit "${name}"`, `        set tcp-portrange ${ports.join(' ')}`]),
    ),
    ...block(
      'firewall policy',
      rules.map((rule) => policyEntry(request, rule)),
    ),
  ]
}

function deletions(path: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`config ${path}`, ...names.map((name) => `    delete ${name}`), 'end']
}

function rollbackOf(request: RuleRequest): string[] {
  const { hosts, rules } = request
  const groups = (family: Rule['family']) => groupsOfAll(rulesOf(request, family)).map(({ name }) => `"${name}"`)
  const objects = (list: readonly RuleHost[]) => list.map(({ object }) => `"${object}"`)
  return [
    ...deletions(
      'firewall policy',
      rules.map((rule) => String(numberOf(request, rule))),
    ),
    ...deletions(
      'firewall service custom',
      rules.flatMap((rule) => servicesOf(rule).map(({ name }) => `"${name}"`)),
    ),
    ...deletions('firewall addrgrp', groups(4)),
    ...deletions('firewall addrgrp6', groups(6)),
    ...deletions('firewall address', objects(hosts.filter((host) => !isIpv6(host)))),
    ...deletions('firewall address6', objects(hosts.filter(isIpv6))),
  ]
}

export const fortigate: Dialect = {
  id: 'fortigate',
  title: 'FortiGate',
  file: 'fortigate.conf',
  rollbackFile: 'fortigate.rollback.conf',
  render(request) {
    const notes = [
      'FortiOS 6.4 or newer. New policies stand at the end: move them above what denies, with move.',
      'Stateful: answers to a permitted connection pass by themselves.',
    ]
    return {
      text: fileOf([...headOf(request, '#', notes), ...textOf(request)]),
      rollback: fileOf([...rollbackHead(request, '#'), ...rollbackOf(request)]),
    }
  },
}
