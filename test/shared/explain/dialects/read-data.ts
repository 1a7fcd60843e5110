/** Readers of the request as data: VMware NSX (policy API), CSV, and the table. */
import Papa from 'papaparse'
import { z } from 'zod'
import { NAME, Named, PLAIN, type Reader, addressesOf, eachLine, line, nothing, portsOf, product } from './read-back.ts'

const name = z.string().regex(new RegExp(`^${NAME}$`))
const plain = z
  .string()
  .regex(new RegExp(`^${PLAIN}$`))
  .max(1024)
const named = { id: name, display_name: name }

const childGroup = z.strictObject({
  resource_type: z.literal('ChildGroup'),
  Group: z.strictObject({
    resource_type: z.literal('Group'),
    ...named,
    expression: z.tuple([
      z.strictObject({ resource_type: z.literal('IPAddressExpression'), ip_addresses: z.array(z.string()).min(1) }),
    ]),
  }),
})

const childService = z.strictObject({
  resource_type: z.literal('ChildService'),
  Service: z.strictObject({
    resource_type: z.literal('Service'),
    ...named,
    service_entries: z
      .array(
        z.strictObject({
          resource_type: z.literal('L4PortSetServiceEntry'),
          ...named,
          l4_protocol: z.literal('TCP'),
          destination_ports: z.array(z.string()).min(1),
        }),
      )
      .min(1),
  }),
})

const nsxRule = z.strictObject({
  resource_type: z.literal('Rule'),
  ...named,
  description: plain,
  sequence_number: z.number().int().min(0),
  source_groups: z.tuple([z.string()]),
  destination_groups: z.tuple([z.string()]),
  services: z.tuple([z.string()]),
  scope: z.tuple([z.literal('ANY')]),
  action: z.literal('ALLOW'),
  direction: z.literal('IN_OUT'),
  ip_protocol: z.enum(['IPV4', 'IPV6']),
  logged: z.boolean(),
})

const childPolicy = z.strictObject({
  resource_type: z.literal('ChildSecurityPolicy'),
  SecurityPolicy: z.strictObject({
    resource_type: z.literal('SecurityPolicy'),
    ...named,
    description: plain,
    category: z.literal('Application'),
    stateful: z.literal(true),
    rules: z.array(nsxRule),
  }),
})

const domain = z.strictObject({
  resource_type: z.literal('ChildResourceReference'),
  id: z.literal('default'),
  target_type: z.literal('Domain'),
  children: z.array(z.discriminatedUnion('resource_type', [childGroup, childPolicy])),
})

const infra = z.strictObject({
  resource_type: z.literal('Infra'),
  children: z.array(z.discriminatedUnion('resource_type', [childService, domain])),
})

export const readNsx: Reader = (text) => {
  const [forth, groups, services, made] = [new Set<string>(), new Named<string>(), new Named<number>(), [] as string[]]
  const { children } = infra.parse(JSON.parse(text))
  for (const child of children) {
    if (child.resource_type !== 'ChildService') continue
    const { id, service_entries: entries } = child.Service
    for (const { destination_ports: ports } of entries)
      if (ports.flatMap((port) => port.split('-')).length > 15) throw new Error('a port set takes 15 values')
    services.define(`/infra/services/${id}`, ...entries.flatMap((entry) => portsOf(entry.destination_ports)))
    made.push(id)
  }
  const inDomain = children.flatMap((child) => (child.resource_type === 'ChildResourceReference' ? child.children : []))
  for (const child of inDomain) {
    if (child.resource_type !== 'ChildGroup') continue
    const { id, expression } = child.Group
    groups.define(`/infra/domains/default/groups/${id}`, ...expression[0].ip_addresses)
    made.push(id)
  }
  for (const child of inDomain) {
    if (child.resource_type !== 'ChildSecurityPolicy') continue
    made.push(child.SecurityPolicy.id)
    for (const rule of child.SecurityPolicy.rules) {
      const family = rule.ip_protocol === 'IPV4' ? 4 : 6
      const hosts = (path: string) => groups.of(path).flatMap((address) => addressesOf(address, family, / /))
      product(forth, hosts(rule.source_groups[0]), hosts(rule.destination_groups[0]), services.of(rule.services[0]))
    }
  }
  return { forth, back: null, made }
}

export const readCsv: Reader = (text) => {
  const forth = new Set<string>()
  const { data, errors } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true })
  if (errors.length > 0) throw new Error(errors[0]?.message)
  for (const row of data) {
    for (const cell of Object.values(row)) if (!/^[A-Za-z0-9:]/.test(cell)) throw new Error(`a formula: ${cell}`)
    const family = row['family'] === 'IPv6' ? 6 : 4
    const list = (column: string) => addressesOf(row[column] ?? '', family, / /)
    product(forth, list('sources'), list('destinations'), portsOf((row['ports'] ?? '').split(' ')))
  }
  return { forth, back: null, made: [] }
}

export const readTable: Reader = (text) => {
  const forth = new Set<string>()
  let [from, to]: string[][] = [[], []]
  const both = (list = '') =>
    list.split(', ').flatMap((address) => addressesOf(address, address.includes(':') ? 6 : 4, / /))
  eachLine(text, [
    [line('# ~P'), nothing],
    [/|Rule \d+: [A-Za-z0-9 .,:_/-]*| {12}\([A-Za-z0-9 .,:_/-]*\)/, nothing],
    [/ {2}From {6}(.+)/, ([, list]) => (from = both(list))],
    [/ {2}To {8}(.+)/, ([, list]) => (to = both(list))],
    [/ {2}TCP port {2}(.+)/, ([, list = '']) => product(forth, from ?? [], to ?? [], portsOf(list.split(', ')))],
  ])
  return { forth, back: null, made: [] }
}
