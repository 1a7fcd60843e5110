/**
 * What a check is: commands for each platform, and where they are typed. They read and send what the flow itself sends; none changes a
 * setting but the capture filter of Windows, and none needs more than the systems bring along.
 */

export const PLATFORMS = ['linux', 'windows', 'esxi', 'aruba-cx', 'cisco'] as const
export type Platform = (typeof PLATFORMS)[number]

/** Names, the same in every language. */
export const PLATFORM_TITLES: Record<Platform, string> = {
  linux: 'Linux',
  windows: 'Windows (PowerShell)',
  esxi: 'VMware ESXi',
  'aruba-cx': 'Aruba CX',
  cisco: 'Cisco IOS',
}

/**
 * Where a command is typed. `way`: a router or firewall between the two machines; `edge`: the switch or router of the destination's
 * network; `asker`: the machine whose names, clock or log-in it is about.
 */
export type Place = 'source' | 'destination' | 'way' | 'edge' | 'asker'

/**
 * A line for both families of addresses, or one for each; none where the platform has none for it. `{source}`, `{destination}`, `{port}`,
 * `{endpoint}` (destination and port) and `{target}` (a name or a server) are filled in. `NAME` is typed by the reader: the line before it
 * lists what there is.
 */
export type Line = string | { readonly 4?: string; readonly 6?: string }

export interface Check {
  /** For hosts, and for switches and routers. */
  at: { host: Place; device: Place }
  on: Record<Platform, readonly Line[]>
}

export const SOURCE = { host: 'source', device: 'way' } as const
export const DESTINATION = { host: 'destination', device: 'edge' } as const
export const WAY = { host: 'way', device: 'way' } as const
export const EDGE = { host: 'edge', device: 'edge' } as const
export const ASKER = { host: 'asker', device: 'asker' } as const
