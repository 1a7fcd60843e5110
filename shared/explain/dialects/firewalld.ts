/**
 * firewalld 0.9 or newer on a router: one policy from any zone to any zone, with rich rules. Sources are an ipset, because a rich
 * rule takes one source; destinations are written one by one, because older versions take no ipset there. Names of policies are
 * limited to 17 characters (firewalld.policy(5), 1.2.1 and 2.1.1); rich rules checked against firewalld.richlanguage(5).
 */
import type { Rule, RuleRequest } from '../rule-request.ts'
import { type Dialect, fileOf, headOf, portTexts, rollbackHead } from './dialect.ts'

const CMD = 'firewall-cmd --permanent'

const ipsetOf = ({ id }: RuleRequest, { number }: Rule) => `${id}_${number}`

function linesOf(request: RuleRequest, rule: Rule): string[] {
  const set = ipsetOf(request, rule)
  const [family, inet] = rule.family === 4 ? ['ipv4', 'inet'] : ['ipv6', 'inet6']
  return [
    `# Rule ${rule.number}: ${rule.comment}`,
    `${CMD} --new-ipset=${set} --type=hash:ip --option=family=${inet}`,
    ...rule.sources.map(({ address }) => `${CMD} --ipset=${set} --add-entry=${address}`),
    ...rule.destinations.flatMap(({ address }) =>
      portTexts(rule.ports).map(
        (port) =>
          `${CMD} --policy=${request.id} --add-rich-rule='rule family="${family}" source ipset="${set}" destination address="${address}" port port="${port}" protocol="tcp" accept'`,
      ),
    ),
  ]
}

export const firewalld: Dialect = {
  id: 'firewalld',
  title: 'firewalld',
  file: 'firewalld.sh',
  rollbackFile: 'firewalld.rollback.sh',
  render(request) {
    const { id, rules } = request
    const notes = [
      'For a Linux router with firewalld 0.9 or newer: sh firewalld.sh',
      'Stateful: answers to a permitted connection pass by themselves.',
    ]
    const text = [
      '#!/bin/sh',
      ...headOf(request, '#', notes),
      'set -e',
      `${CMD} --new-policy=${id}`,
      `${CMD} --policy=${id} --add-ingress-zone=ANY`,
      `${CMD} --policy=${id} --add-egress-zone=ANY`,
      `${CMD} --policy=${id} --set-target=CONTINUE`,
      ...rules.flatMap((rule) => linesOf(request, rule)),
      'firewall-cmd --reload',
    ]
    const rollback = [
      '#!/bin/sh',
      ...rollbackHead(request, '#'),
      `${CMD} --delete-policy=${id}`,
      ...rules.map((rule) => `${CMD} --delete-ipset=${ipsetOf(request, rule)}`),
      'firewall-cmd --reload',
    ]
    return { text: fileOf(text), rollback: fileOf(rollback) }
  },
}
