/**
 * What the machine that sends is like, as it was when the run began: facts for the reader of a report, and reasons why some
 * evidence is missing. Part of the result.
 */
import { z } from 'zod'

/** Every observer that this version knows, in the order in which a report lists them. */
export const OBSERVERS = ['connect', 'error-queue', 'tcp-trace', 'raw', 'echo', 'capture'] as const
export type ObserverId = (typeof OBSERVERS)[number]

export const observerState = z.object({
  id: z.enum(OBSERVERS),
  available: z.boolean(),
  /** How it is done here, or why it cannot be and what would make it possible; one plain sentence. */
  note: z.string(),
})
export type ObserverState = z.infer<typeof observerState>

export const neighbour = z.object({
  address: z.string(),
  interface: z.string(),
  mac: z.string().nullable(),
  /** As the system calls it: reachable, stale, incomplete, failed … */
  state: z.string(),
})

export type Neighbour = z.infer<typeof neighbour>

export const environment = z.object({
  platform: z.string(),
  user: z.string(),
  /** Root, administrator, or CAP_NET_RAW. */
  privileged: z.boolean(),
  /** Those that have an address, and those of the default gateways. */
  interfaces: z.array(
    z.object({
      name: z.string(),
      /** With prefix length. */
      addresses: z.array(z.string()),
      mtu: z.number().int().nullable(),
      mac: z.string().nullable(),
      /** Told by its driver (Linux) or its name. `vpn`: a tunnel of any sort. */
      kind: z.enum(['wired', 'wireless', 'vpn', 'virtual', 'loopback', 'unknown']),
      /** Up, and with a carrier where it has such a thing. */
      active: z.boolean(),
      /** Destinations of the plan that this machine reaches through it. */
      destinations: z.number().int(),
    }),
  ),
  /** Of the default routes; the neighbour is what the system knew of it. */
  gateways: z.array(z.object({ address: z.string(), interface: z.string(), neighbour: neighbour.nullable() })),
  /** Destinations that lie in a network of this machine and that it looked for there. */
  neighbours: z.array(neighbour),
  /** Path MTU of each destination, by echoes that may not be fragmented; null where it could not be measured. */
  pathMtu: z.array(
    z.object({
      address: z.string(),
      bytes: z.number().int().nullable(),
      /** What was asked first: the MTU of the interface. */
      interfaceMtu: z.number().int().nullable(),
      note: z.string(),
    }),
  ),
  /** Two machines that claimed one address in this machine's own network. */
  duplicates: z.array(z.object({ address: z.string(), macs: z.array(z.string()) })),
  names: z.array(z.object({ name: z.string(), addresses: z.array(z.string()), error: z.string().nullable() })),
  observers: z.array(observerState),
  /** What could not be found out about the machine, and why. */
  notes: z.array(z.string()),
  /** Plain sentences: several active interfaces, a VPN, a gateway that does not answer … */
  warnings: z.array(z.string()),
})
export type Environment = z.infer<typeof environment>
