/**
 * VMware NSX, distributed firewall: a body for PATCH /policy/api/v1/infra, which makes or deletes a tree of objects in one transaction.
 * JSON has no comments: they stand in `description`, of at most 1,024 characters. A port set takes 15 values, of which a range is two. Written after the
 * schemas of the NSX policy API (Infra, ChildGroup, IPAddressExpression, Service, L4PortSetServiceEntry, SecurityPolicy, Rule).
 */
import type { Rule, RuleHost, RuleRequest } from '../rule-request.ts'
import { type Dialect, addressesOf, headOf, partsOf, runText, runsByWeight } from './dialect.ts'

const MOST_PORTS = 15
/** Of a description. */
const MOST_TEXT = 1024

const NOTES = [
  'Policies of the categories before Application are asked first: where one denies, move these rules into it.',
  'Stateful: answers to a permitted connection pass by themselves.',
]

const groupPath = (id: string) => `/infra/domains/default/groups/${id}`

/** Objects are deleted by the same tree with a mark on each. */
const mark = (deleted: boolean) => (deleted ? { marked_for_delete: true } : {})

function group(id: string, hosts: readonly RuleHost[], deleted: boolean) {
  const expression = [{ resource_type: 'IPAddressExpression', ip_addresses: addressesOf(hosts) }]
  return {
    resource_type: 'ChildGroup',
    ...mark(deleted),
    Group: { resource_type: 'Group', id, display_name: id, ...(deleted ? {} : { expression }) },
  }
}

function service(rule: Rule, deleted: boolean) {
  const id = partsOf(rule).ports
  const entries = runsByWeight(rule.ports, MOST_PORTS).map((runs, index) => ({
    resource_type: 'L4PortSetServiceEntry',
    id: `${id}-${index + 1}`,
    display_name: `${id}-${index + 1}`,
    l4_protocol: 'TCP',
    destination_ports: runs.map((run) => runText(run)),
  }))
  return {
    resource_type: 'ChildService',
    ...mark(deleted),
    Service: { resource_type: 'Service', id, display_name: id, ...(deleted ? {} : { service_entries: entries }) },
  }
}

function ruleOf(rule: Rule) {
  const { from, to, ports } = partsOf(rule)
  return {
    resource_type: 'Rule',
    id: rule.name,
    display_name: rule.name,
    description: rule.comment,
    sequence_number: rule.number,
    source_groups: [groupPath(from)],
    destination_groups: [groupPath(to)],
    services: [`/infra/services/${ports}`],
    scope: ['ANY'],
    action: 'ALLOW',
    direction: 'IN_OUT',
    ip_protocol: rule.family === 4 ? 'IPV4' : 'IPV6',
    logged: true,
  }
}

function policy(request: RuleRequest, deleted: boolean) {
  const { tag, rules } = request
  const body = {
    description: headOf(request, '', NOTES).join(' ').trim().slice(0, MOST_TEXT),
    category: 'Application',
    stateful: true,
    rules: rules.map(ruleOf),
  }
  return {
    resource_type: 'ChildSecurityPolicy',
    ...mark(deleted),
    SecurityPolicy: { resource_type: 'SecurityPolicy', id: tag, display_name: tag, ...(deleted ? {} : body) },
  }
}

function treeOf(request: RuleRequest, deleted: boolean): string {
  const groups = request.rules.flatMap((rule) => {
    const { from, to } = partsOf(rule)
    return [group(from, rule.sources, deleted), group(to, rule.destinations, deleted)]
  })
  const domain = {
    resource_type: 'ChildResourceReference',
    id: 'default',
    target_type: 'Domain',
    children: [...groups, policy(request, deleted)],
  }
  const children = [...request.rules.map((rule) => service(rule, deleted)), domain]
  return `${JSON.stringify({ resource_type: 'Infra', children }, null, 2)}\n`
}

export const vmwareNsx: Dialect = {
  id: 'vmware-nsx',
  title: 'VMware NSX',
  file: 'vmware-nsx.json',
  rollbackFile: 'vmware-nsx.rollback.json',
  render: (request) => ({ text: treeOf(request, false), rollback: treeOf(request, true) }),
}
