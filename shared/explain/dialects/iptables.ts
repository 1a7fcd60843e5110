/**
 * iptables and ip6tables on a router: a chain of its own, asked first by FORWARD. `multiport` takes 15 ports, of which a range is
 * two; several addresses after one -s are as many rules in the kernel. Checked against iptables-extensions(8) 1.8.9, and loaded in the lab.
 */
import type { Family } from '../../plan/ip-number.ts'
import type { Rule, RuleRequest } from '../rule-request.ts'
import {
  type Dialect,
  addressesOf,
  fileOf,
  headOf,
  piecesOf,
  rollbackHead,
  rulesOf,
  runText,
  runsByWeight,
} from './dialect.ts'

const MOST_PORTS = 15
/** Of one kind in one command: a line of a shell must not grow beyond 128 KiB. */
const MOST_ADDRESSES = 400

const COMMAND: Record<Family, string> = { 4: 'iptables', 6: 'ip6tables' }
const FAMILIES = [4, 6] as const

function linesOf(chain: string, rule: Rule): string[] {
  const command = `${COMMAND[rule.family]} -w -A ${chain} -p tcp`
  const ports = runsByWeight(rule.ports, MOST_PORTS).map((runs) => runs.map((run) => runText(run, ':')).join(','))
  const tail = `-m comment --comment "${rule.comment}" -j ACCEPT`
  return piecesOf(addressesOf(rule.sources), MOST_ADDRESSES).flatMap((sources) =>
    piecesOf(addressesOf(rule.destinations), MOST_ADDRESSES).flatMap((destinations) =>
      ports.flatMap((list) => [
        `${command} -s ${sources.join(',')} -d ${destinations.join(',')} -m multiport --dports ${list} -m conntrack --ctstate NEW,ESTABLISHED ${tail}`,
        `${command} -s ${destinations.join(',')} -d ${sources.join(',')} -m multiport --sports ${list} -m conntrack --ctstate ESTABLISHED ${tail}`,
      ]),
    ),
  )
}

const usedFamilies = (request: RuleRequest) => FAMILIES.filter((family) => rulesOf(request, family).length > 0)

export const iptables: Dialect = {
  id: 'iptables',
  title: 'iptables and ip6tables',
  file: 'iptables.sh',
  rollbackFile: 'iptables.rollback.sh',
  render(request) {
    const { id } = request
    const notes = [
      'For a Linux router: sh iptables.sh',
      'The rules stand in a chain of their own, which FORWARD asks first. They are gone after a restart: save them as your system does.',
      'Stateful: answers pass only as part of a connection that a rule let through.',
    ]
    const text = usedFamilies(request).flatMap((family) => [
      `${COMMAND[family]} -w -N ${id}`,
      ...rulesOf(request, family).flatMap((rule) => linesOf(id, rule)),
      `${COMMAND[family]} -w -I FORWARD 1 -j ${id}`,
    ])
    const rollback = usedFamilies(request).flatMap((family) => [
      `${COMMAND[family]} -w -D FORWARD -j ${id}`,
      `${COMMAND[family]} -w -F ${id}`,
      `${COMMAND[family]} -w -X ${id}`,
    ])
    return {
      text: fileOf(['#!/bin/sh', ...headOf(request, '#', notes), 'set -e', ...text]),
      rollback: fileOf(['#!/bin/sh', ...rollbackHead(request, '#'), ...rollback]),
    }
  },
}
