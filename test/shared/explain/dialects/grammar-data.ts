/**
 * The body of PATCH /policy/api/v1/infra as the NSX API publishes it (developer.broadcom.com, NSX-T Data Center REST API 4.2: PatchInfra,
 * Group, IPAddressExpression, Service, L4PortSetServiceEntry, SecurityPolicy, Rule), with its limits, as far as we and its examples go.
 */
import { z } from 'zod'
import { ipv4, ipv4Prefix, ipv6, ipv6Prefix, portRange } from './grammar-types.ts'

const resource = {
  id: z.string().regex(/^[^/\s]{1,255}$/),
  display_name: z.string().max(255).optional(),
  description: z.string().max(1024).optional(),
}

const address = z.string().refine((word) => [ipv4, ipv4Prefix, ipv6, ipv6Prefix].some((test) => test(word)))

const expression = z.discriminatedUnion('resource_type', [
  z.strictObject({ resource_type: z.literal('IPAddressExpression'), ip_addresses: z.array(address).min(1).max(4000) }),
  z.strictObject({
    resource_type: z.literal('Condition'),
    member_type: z.enum(['VirtualMachine', 'Segment', 'SegmentPort', 'IPSet']),
    key: z.enum(['Tag', 'Name', 'OSName', 'ComputerName']),
    operator: z.enum(['EQUALS', 'CONTAINS', 'STARTSWITH', 'ENDSWITH', 'NOTEQUALS']),
    value: z.string(),
  }),
])

/** At most 15 values, of which a range is two. */
const ports = z
  .array(z.string().refine(portRange))
  .max(15)
  .refine((list) => list.flatMap((item) => item.split('-')).length <= 15)

const entry = z.strictObject({
  resource_type: z.literal('L4PortSetServiceEntry'),
  ...resource,
  id: resource.id.optional(),
  l4_protocol: z.enum(['TCP', 'UDP']),
  destination_ports: ports.optional(),
  source_ports: ports.optional(),
})

/** `ANY` only alone. */
const paths = z
  .array(z.string().regex(/^(?:ANY|\/infra\/[\w./-]+)$/))
  .min(1)
  .max(128)
  .refine((list) => list.length === 1 || !list.includes('ANY'))

const rule = z.strictObject({
  resource_type: z.literal('Rule'),
  ...resource,
  sequence_number: z.number().int().min(0).optional(),
  source_groups: paths,
  destination_groups: paths,
  services: paths,
  scope: paths.optional(),
  action: z.enum(['ALLOW', 'DROP', 'REJECT', 'JUMP_TO_APPLICATION']),
  direction: z.enum(['IN', 'OUT', 'IN_OUT']).optional(),
  ip_protocol: z.enum(['IPV4', 'IPV6', 'IPV4_IPV6']).optional(),
  logged: z.boolean().optional(),
})

const group = z.strictObject({
  resource_type: z.literal('Group'),
  ...resource,
  expression: z.array(expression).optional(),
})

const service = z.strictObject({
  resource_type: z.literal('Service'),
  ...resource,
  service_entries: z.array(entry).optional(),
})

const policy = z.strictObject({
  resource_type: z.literal('SecurityPolicy'),
  ...resource,
  category: z.enum(['Ethernet', 'Emergency', 'Infrastructure', 'Environment', 'Application']).optional(),
  sequence_number: z.number().int().min(0).optional(),
  stateful: z.boolean().optional(),
  rules: z.array(rule).optional(),
})

const marked = { marked_for_delete: z.boolean().optional() }

const inDomain = z.discriminatedUnion('resource_type', [
  z.strictObject({ resource_type: z.literal('ChildGroup'), ...marked, Group: group }),
  z.strictObject({ resource_type: z.literal('ChildSecurityPolicy'), ...marked, SecurityPolicy: policy }),
])

export const NSX = z.strictObject({
  resource_type: z.literal('Infra'),
  children: z.array(
    z.discriminatedUnion('resource_type', [
      z.strictObject({ resource_type: z.literal('ChildService'), ...marked, Service: service }),
      z.strictObject({
        resource_type: z.literal('ChildResourceReference'),
        id: resource.id,
        target_type: z.literal('Domain'),
        children: z.array(inDomain),
      }),
    ]),
  ),
})

const inReference = (...children: unknown[]) => ({
  resource_type: 'Infra',
  children: [{ resource_type: 'ChildResourceReference', id: 'default', target_type: 'Domain', children }],
})

const ruleBody = {
  resource_type: 'Rule',
  id: 'r1',
  sequence_number: 1,
  source_groups: ['/infra/domains/default/groups/g1'],
  destination_groups: ['ANY'],
  services: ['/infra/services/HTTPS'],
  action: 'ALLOW',
}

/** After "Example using ChildResourceReference in hierarchical API" and the examples of services and security policies beside it. */
export const NSX_EXAMPLES = {
  right: [
    inReference({
      resource_type: 'ChildGroup',
      Group: {
        resource_type: 'Group',
        id: 'g1',
        display_name: 'webgroup',
        expression: [
          { resource_type: 'Condition', member_type: 'VirtualMachine', key: 'Tag', operator: 'EQUALS', value: 'web' },
        ],
      },
    }),
    inReference({
      resource_type: 'ChildSecurityPolicy',
      SecurityPolicy: { resource_type: 'SecurityPolicy', id: 'p1', category: 'Application', rules: [ruleBody] },
    }),
    inReference({
      resource_type: 'ChildGroup',
      marked_for_delete: true,
      Group: { resource_type: 'Group', id: 'g1' },
    }),
  ],
  wrong: [
    inReference({
      resource_type: 'ChildSecurityPolicy',
      SecurityPolicy: {
        resource_type: 'SecurityPolicy',
        id: 'p1',
        rules: [{ ...ruleBody, source_groups: ['ANY', '/infra/domains/default/groups/g1'] }],
      },
    }),
    inReference({
      resource_type: 'ChildGroup',
      Group: { resource_type: 'Group', id: 'g1', description: 'x'.repeat(1025) },
    }),
    {
      resource_type: 'Infra',
      children: [
        {
          resource_type: 'ChildService',
          Service: {
            resource_type: 'Service',
            id: 's',
            service_entries: [
              {
                resource_type: 'L4PortSetServiceEntry',
                l4_protocol: 'TCP',
                destination_ports: Array.from({ length: 8 }, (_, n) => `${n * 10 + 1}-${n * 10 + 5}`),
              },
            ],
          },
        },
      ],
    },
  ],
}
