/**
 * Cisco IOS and IOS XE: entries of extended access lists. A list is stateless, so that every entry has its counterpart for the answers:
 * from the port, back, only where ACK or RST is set (`established`). IPv4 uses object groups (IOS 12.4(20)T or newer); IPv6
 * lists take none, so that each pair of hosts is written. Written after the configuration examples of Cisco's "Object
 * Groups for ACLs" (Security Configuration Guide, 15.1 and IOS XE 17) and of "IPv6 Access Control Lists".
 */
import type { Rule, RuleHost, RuleRequest } from '../rule-request.ts'
import {
  COPIED_ENTRIES,
  type Dialect,
  type PortRun,
  fileOf,
  headOf,
  partsOf,
  portRuns,
  rollbackHead,
  rulesOf,
} from './dialect.ts'

const portOf = ([first, last]: PortRun) => (first === last ? `eq ${first}` : `range ${first} ${last}`)

/** One entry each way; `from` and `to` as the list writes them. */
function pairOf(from: string, to: string, run: PortRun): string[] {
  return [` permit tcp ${from} ${to} ${portOf(run)}`, ` permit tcp ${to} ${portOf(run)} ${from} established`]
}

const groupLines = (name: string, hosts: readonly RuleHost[]) => [
  `object-group network ${name}`,
  ...hosts.map(({ address }) => ` host ${address}`),
  'exit',
]

function ipv4Lines(request: RuleRequest): string[] {
  const rules = rulesOf(request, 4)
  if (rules.length === 0) return []
  return [
    ...rules.flatMap((rule) => {
      const { from, to } = partsOf(rule)
      return [...groupLines(from, rule.sources), ...groupLines(to, rule.destinations)]
    }),
    `ip access-list extended ${request.tag}-v4`,
    ...rules.flatMap((rule) => {
      const { from, to } = partsOf(rule)
      const pairs = portRuns(rule.ports).flatMap((run) => pairOf(`object-group ${from}`, `object-group ${to}`, run))
      return [` remark ${rule.number}: ${rule.comment.slice(0, 90)}`, ...pairs]
    }),
    'exit',
  ]
}

function ipv6Pairs({ sources, destinations, ports }: Rule): string[] {
  return sources.flatMap((source) =>
    destinations.flatMap((destination) =>
      portRuns(ports).flatMap((run) => pairOf(`host ${source.address}`, `host ${destination.address}`, run)),
    ),
  )
}

function ipv6Lines(request: RuleRequest): string[] {
  const rules = rulesOf(request, 6)
  if (rules.length === 0) return []
  return [
    `ipv6 access-list ${request.tag}-v6`,
    ...rules.flatMap((rule) => [` remark ${rule.number}: ${rule.comment.slice(0, 90)}`, ...ipv6Pairs(rule)]),
    'exit',
  ]
}

function rollbackOf(request: RuleRequest): string {
  const [v4, v6] = [rulesOf(request, 4), rulesOf(request, 6)]
  return fileOf([
    ...rollbackHead(request, '!', [COPIED_ENTRIES]),
    ...(v4.length > 0 ? [`no ip access-list extended ${request.tag}-v4`] : []),
    ...(v6.length > 0 ? [`no ipv6 access-list ${request.tag}-v6`] : []),
    ...v4.flatMap((rule) => {
      const { from, to } = partsOf(rule)
      return [`no object-group network ${from}`, `no object-group network ${to}`]
    }),
  ])
}

export const ciscoIos: Dialect = {
  id: 'cisco-ios',
  title: 'Cisco IOS ACL',
  file: 'cisco-ios.txt',
  rollbackFile: 'cisco-ios.rollback.txt',
  render(request) {
    const notes = [
      'In configuration mode. Do not bind a list of its own: it ends by denying all else. Copy its entries into the lists that are',
      'bound in the path, above what denies there.',
      'Stateless: every entry is followed by one for the answers, with established. Each stands in the list of the side that sends it.',
      'Save when it works: copy running-config startup-config',
    ]
    return {
      text: fileOf([...headOf(request, '!', notes), ...ipv4Lines(request), ...ipv6Lines(request)]),
      rollback: rollbackOf(request),
    }
  },
}
