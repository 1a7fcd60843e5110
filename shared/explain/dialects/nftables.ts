/**
 * nftables on a router: a chain of its own, and one jump to it from the chain that forwards. A table of its own would not do: what
 * one base chain accepts, the next one may still drop. Checked against the examples of nft(8) 1.0.6, and loaded in the lab.
 */
import type { Rule, RuleHost, RuleRequest } from '../rule-request.ts'
import { type Dialect, addressesOf, fileOf, headOf, portTexts, rollbackHead } from './dialect.ts'

const TABLE = 'inet filter'
const CHAIN = 'forward'

const setOf = (items: readonly string[]) => `{ ${items.join(', ')} }`

function ruleLine(chain: string, rule: Rule, [from, to]: readonly RuleHost[][], port: string, state: string): string {
  const ip = rule.family === 4 ? 'ip' : 'ip6'
  const ends = `${ip} saddr ${setOf(addressesOf(from ?? []))} ${ip} daddr ${setOf(addressesOf(to ?? []))}`
  return `add rule ${TABLE} ${chain} ${ends} tcp ${port} ${setOf(portTexts(rule.ports))} ct state ${state} counter accept comment "${rule.comment}"`
}

function linesOf(chain: string, rule: Rule): string[] {
  const { sources, destinations } = rule
  return [
    ruleLine(chain, rule, [sources, destinations], 'dport', setOf(['new', 'established'])),
    ruleLine(chain, rule, [destinations, sources], 'sport', 'established'),
  ]
}

/** A rule is deleted by its handle only, which the kernel gives: a script looks it up. */
function rollbackOf(request: RuleRequest): string {
  const { id } = request
  return fileOf([
    '#!/bin/sh',
    ...rollbackHead(request, '#'),
    `nft -a list chain ${TABLE} ${CHAIN} | sed -n 's/.*jump ${id} # handle \\([0-9]*\\)$/\\1/p' | while read -r handle; do`,
    `  nft delete rule ${TABLE} ${CHAIN} handle "$handle"`,
    'done',
    `nft flush chain ${TABLE} ${id}`,
    `nft delete chain ${TABLE} ${id}`,
  ])
}

export const nftables: Dialect = {
  id: 'nftables',
  title: 'nftables',
  file: 'nftables.nft',
  rollbackFile: 'nftables.rollback.sh',
  render(request) {
    const notes = [
      'For a Linux router: nft -f nftables.nft',
      `The rules stand in a chain of their own, which the chain ${CHAIN} of the table ${TABLE} asks first. Where yours have other names, write those.`,
      'Stateful: answers pass only as part of a connection that a rule let through.',
    ]
    const text = [
      ...headOf(request, '#', notes),
      `add chain ${TABLE} ${request.id}`,
      ...request.rules.flatMap((rule) => linesOf(request.id, rule)),
      `insert rule ${TABLE} ${CHAIN} jump ${request.id}`,
    ]
    return { text: fileOf(text), rollback: rollbackOf(request) }
  },
}
