/**
 * The rules to paste of each finding, by dialect, for the flows of it that ask for a permit. A result that is kept, sent and shown
 * whole must stay small: what has no room here is in the rules of the whole result, which are made when they are asked for.
 */
import type { Finding, FlowResult } from '../result.ts'
import { requestPart } from './blocked-flows.ts'
import { DIALECTS } from './dialects/all.ts'
import { permitFlows, ruleRequest } from './rule-request.ts'

/** Characters of all findings together, and of one text: about 400 hosts. */
const MOST_IN_ALL = 512 * 1024
const MOST_IN_ONE = 48 * 1024

/** Table and CSV are for the whole request: of one finding the words of the request say the same. */
const PASTED = DIALECTS.filter(({ rollbackFile }) => rollbackFile !== null)

function rulesOf(flows: readonly FlowResult[], site: string): [id: string, text: string][] {
  const onTheWay = permitFlows(flows)
  // What a host stops itself is opened there; a rule on the way would open what is open already.
  const stopped = onTheWay.length > 0 ? onTheWay : flows.filter((flow) => requestPart(flow) === 'host-permit')
  const request = ruleRequest(stopped, { site })
  if (request.rules.length === 0) return []
  const dialects = onTheWay.length > 0 ? PASTED : PASTED.filter(({ onHosts }) => onHosts)
  return dialects
    .map((dialect): [string, string] => [dialect.id, dialect.render(request).text])
    .filter(([, text]) => text.length <= MOST_IN_ONE)
}

/** The same findings with their rules, worst first as long as there is room: all dialects of a finding, or none. */
export function withRules(findings: readonly Finding[], flows: readonly FlowResult[], site: string): Finding[] {
  const byId = new Map(flows.map((flow) => [flow.id, flow]))
  let room = MOST_IN_ALL
  return findings.map((finding) => {
    if (room === 0) return finding
    const rules = rulesOf(
      finding.flows.flatMap((id) => byId.get(id) ?? []),
      site,
    )
    const size = rules.reduce((sum, [, text]) => sum + text.length, 0)
    if (size > room) {
      room = 0
      return finding
    }
    room -= size
    return { ...finding, rules: Object.fromEntries(rules) }
  })
}
