/** The interfaces of this machine with what bears on a test: MTU, kind, whether it is up. Linux tells it in /sys, without a process. */
import { readFile, readdir, stat } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../../../shared/environment.ts'
import { runTool, systemProgram } from '../run-tool.ts'
import { type InterfaceKind, kindByName, kindFromSysfs } from './interface-kind.ts'
import { parseIfconfig, parseNetshSubinterfaces } from './read-interface-tools.ts'

export type InterfaceFacts = Omit<Environment['interfaces'][number], 'destinations'>

const SYS = '/sys/class/net'
const NO_MAC = '00:00:00:00:00:00'
/** A VLAN on a bond on cards; deeper than that nothing real is found. */
const MOST_LAYERS = 4

/** What is left out stays as Node tells it. */
type Details = Pick<InterfaceFacts, 'mtu' | 'kind' | 'active'> & Partial<Pick<InterfaceFacts, 'mac'>>

/** Of a tool that runs longer nothing is used. */
export const TOOL_DEADLINE_MS = 2000

export interface Interfaces {
  list: InterfaceFacts[]
  /** What could not be found out, as sentences. */
  notes: string[]
}

/** Those with an address, in the order of the system. `more`: names that are to be listed in any case. */
export async function readInterfaces(more: readonly string[], platform: NodeJS.Platform): Promise<Interfaces> {
  const known = networkInterfaces()
  const names = [...new Set([...Object.keys(known), ...more])]
  const notes: string[] = []
  const details = platform === 'linux' ? await linuxDetails(names) : await toolDetails(names, platform, notes)
  const list = names.map((name) => {
    const addresses = known[name] ?? []
    const mac = addresses.map((a) => a.mac).find((text) => text !== NO_MAC) ?? null
    const base = { mtu: null, mac, kind: kindByName(name), active: addresses.length > 0 }
    return { name, addresses: addresses.map((a) => a.cidr ?? a.address), ...base, ...details.get(name) }
  })
  return { list, notes }
}

async function linuxDetails(names: readonly string[]): Promise<Map<string, Details>> {
  const found = await Promise.all(names.map(async (name) => [name, await sysfsDetails(name)] as const))
  return new Map(found.flatMap(([name, details]) => (details ? [[name, details] as const] : [])))
}

const text = async (...path: string[]) => (await readFile(join(SYS, ...path), 'utf8').catch(() => '')).trim()
const exists = async (...path: string[]) => (await stat(join(SYS, ...path)).catch(() => null)) !== null

async function sysfsDetails(name: string): Promise<Details | null> {
  const [mtu, mac, operstate, carrier, kind] = await Promise.all([
    text(name, 'mtu'),
    text(name, 'address'),
    text(name, 'operstate'),
    text(name, 'carrier'),
    sysfsKind(name, 0),
  ])
  if (mtu === '' || kind === null) return null
  return {
    mtu: Number(mtu),
    mac: mac === '' || mac === NO_MAC ? null : mac,
    kind,
    // Tunnels, dummies and loopback have no state of their own: there the carrier tells. It cannot be read while the interface is down.
    active: operstate === 'up' || (operstate === 'unknown' && carrier === '1'),
  }
}

async function sysfsKind(name: string, depth: number): Promise<InterfaceKind | null> {
  const [type, uevent, tun, device, wireless, phy, entries] = await Promise.all([
    text(name, 'type'),
    text(name, 'uevent'),
    text(name, 'tun_flags'),
    exists(name, 'device'),
    exists(name, 'wireless'),
    exists(name, 'phy80211'),
    readdir(join(SYS, name)).catch(() => []),
  ])
  if (type === '') return null
  const below = entries.flatMap((entry) => /^lower_(.+)$/.exec(entry)?.[1] ?? [])
  const lower = depth < MOST_LAYERS ? await Promise.all(below.map((n) => sysfsKind(n, depth + 1))) : []
  return kindFromSysfs(name, {
    type: Number(type),
    devtype: /^DEVTYPE=(.*)$/m.exec(uevent)?.[1] ?? '',
    device,
    wireless: wireless || phy,
    tunFlags: tun === '' ? null : Number(tun),
    lower: lower.filter((kind) => kind !== null),
  })
}

async function toolDetails(
  names: readonly string[],
  platform: NodeJS.Platform,
  notes: string[],
): Promise<Map<string, Details>> {
  const windows = platform === 'win32'
  const run = windows
    ? await runTool(systemProgram('netsh'), ['interface', 'ipv4', 'show', 'subinterfaces'], {
        deadlineMs: TOOL_DEADLINE_MS,
      })
    : await runTool('ifconfig', ['-a'], { deadlineMs: TOOL_DEADLINE_MS })
  if (run.end !== 'exited')
    notes.push(`The MTU of the interfaces is not known: ${windows ? 'netsh' : 'ifconfig'} gave no answer.`)
  const told = windows ? parseNetshSubinterfaces(run.stdout, names) : parseIfconfig(run.stdout)
  return new Map([...told].map(([name, facts]) => [name, { kind: kindByName(name), ...facts }]))
}
