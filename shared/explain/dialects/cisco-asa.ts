/**
 * Cisco ASA: object groups and one access list. Groups of all kinds share one space of names, so that each kind has its own ending.
 * Written after the examples of "Objects for Access Control" and "Access Control Lists" (ASA firewall CLI guide, 8.2 and 9.17 to 9.22).
 */
import type { Rule, RuleHost, RuleRequest } from '../rule-request.ts'
import { COPIED_ENTRIES, type Dialect, fileOf, headOf, partsOf, portRuns, rollbackHead } from './dialect.ts'

const hostLines = (group: string, hosts: readonly RuleHost[]) => [
  `object-group network ${group}`,
  ...hosts.map(({ address }) => ` network-object host ${address}`),
]

function groupLines(rule: Rule): string[] {
  const { from, to, ports } = partsOf(rule)
  return [
    ...hostLines(from, rule.sources),
    ...hostLines(to, rule.destinations),
    `object-group service ${ports} tcp`,
    ...portRuns(rule.ports).map(([first, last]) =>
      first === last ? ` port-object eq ${first}` : ` port-object range ${first} ${last}`,
    ),
  ]
}

function entryLines(list: string, rule: Rule): string[] {
  const { from, to, ports } = partsOf(rule)
  return [
    `access-list ${list} remark ${rule.number}: ${rule.comment.slice(0, 90)}`,
    `access-list ${list} extended permit tcp object-group ${from} object-group ${to} object-group ${ports}`,
  ]
}

export const ciscoAsa: Dialect = {
  id: 'cisco-asa',
  title: 'Cisco ASA',
  file: 'cisco-asa.txt',
  rollbackFile: 'cisco-asa.rollback.txt',
  render(request: RuleRequest) {
    const { tag, rules } = request
    const notes = [
      'In configuration mode. Do not bind the list of its own: it ends by denying all else. Copy its entries into the list that is',
      'bound to the interface of the sources, above what denies there.',
      'Stateful: answers to a permitted connection pass by themselves.',
      'Save when it works: write memory',
    ]
    const rollback = [
      `clear configure access-list ${tag}`,
      ...rules.flatMap((rule) => {
        const { from, to, ports } = partsOf(rule)
        return [`no object-group network ${from}`, `no object-group network ${to}`, `no object-group service ${ports}`]
      }),
    ]
    return {
      text: fileOf([
        ...headOf(request, '!', notes),
        ...rules.flatMap(groupLines),
        ...rules.flatMap((rule) => entryLines(tag, rule)),
      ]),
      rollback: fileOf([...rollbackHead(request, '!', [COPIED_ENTRIES]), ...rollback]),
    }
  },
}
