/**
 * A capture on every interface of a machine during a run, and where its packets went. tcpdump writes; the few bytes that
 * are needed of each packet are read here, so that the proof of "nothing leaves the plan" does not rest on a display filter.
 */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import ipaddr from 'ipaddr.js'
import type { Network } from './network.ts'

export interface Capture {
  /** Ends tcpdump and resolves to the packets seen. Throws when tcpdump dropped any. */
  stop(): Promise<readonly CapturedPacket[]>
}

export interface CapturedPacket {
  /** The link layer's name of what is inside, e.g. 0x0800. */
  protocol: number
  /** Destination, canonical; null for what is not IP. */
  to: string | null
  from: string | null
  /** ICMPv6 type of an IPv6 packet without extension headers but hop-by-hop; null otherwise. */
  icmpv6Type: number | null
}

const STARTED_MS = 10_000
const LINUX_SLL2 = 276
const IPV4 = 0x0800
const IPV6 = 0x86dd

/** Resolves once tcpdump listens. `-i any` covers every link and the loopback; `-Z root` lets it write where we may. */
export async function startCapture(network: Network, machine: string, file: string): Promise<Capture> {
  const argv = [
    'tcpdump',
    '-i',
    'any',
    '-y',
    'LINUX_SLL2',
    '-n',
    '-U',
    '--immediate-mode',
    '-s',
    '128',
    '-B',
    '8192',
    '-Z',
    'root',
    '-w',
    file,
  ]
  const child = network.spawn(machine, argv)
  let stderr = ''
  // Not 'exit': the counts that tcpdump prints last may still be in the pipe then.
  const exit = once(child, 'close')
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`tcpdump did not start: ${stderr}`)), STARTED_MS)
    child.once('exit', () => reject(new Error(`tcpdump ended: ${stderr}`)))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      if (!stderr.includes('listening on')) return
      clearTimeout(timer)
      resolve()
    })
  })
  return {
    async stop() {
      // tcpdump hands packets on in batches; a moment lets the last one through.
      await new Promise((resolve) => setTimeout(resolve, 150))
      child.kill('SIGINT')
      await exit
      const dropped = Number(/(\d+) packets? dropped by kernel/.exec(stderr)?.[1] ?? Number.NaN)
      if (dropped !== 0) throw new Error(`the capture is not complete: ${stderr}`)
      return decode(await readFile(file))
    },
  }
}

/** Reads a classic little-endian pcap file of link type LINUX_SLL2. Throws for any other. */
export function decode(file: Buffer): CapturedPacket[] {
  if (file.length < 24 || file.readUInt32LE(0) !== 0xa1b2c3d4) throw new Error('not a little-endian pcap file')
  const linkType = file.readUInt32LE(20) & 0xffff
  if (linkType !== LINUX_SLL2) throw new Error(`link type ${linkType} is not LINUX_SLL2`)
  const packets: CapturedPacket[] = []
  for (let at = 24; at + 16 <= file.length; ) {
    const length = file.readUInt32LE(at + 8)
    packets.push(decodePacket(file.subarray(at + 16, at + 16 + length)))
    at += 16 + length
  }
  return packets
}

function decodePacket(frame: Buffer): CapturedPacket {
  const protocol = frame.length >= 2 ? frame.readUInt16BE(0) : 0
  const ip = frame.subarray(20)
  const address = (start: number, end: number) => ipaddr.fromByteArray([...ip.subarray(start, end)]).toString()
  if (protocol === IPV4 && ip.length >= 20) {
    return { protocol, from: address(12, 16), to: address(16, 20), icmpv6Type: null }
  }
  if (protocol === IPV6 && ip.length >= 40) {
    return { protocol, from: address(8, 24), to: address(24, 40), icmpv6Type: icmpv6Type(ip) }
  }
  return { protocol, from: null, to: null, icmpv6Type: null }
}

/** Multicast listener reports stand behind a hop-by-hop header (RFC 3810 §5), everything else of ours behind none. */
function icmpv6Type(ip: Buffer): number | null {
  let next = ip[6]
  let at = 40
  if (next === 0 && ip.length > at + 1) {
    next = ip[at]
    at += 8 * ((ip[at + 1] ?? 0) + 1)
  }
  return next === 58 ? (ip[at] ?? null) : null
}

/**
 * Where packets went that were sent to neither the plan nor, by the kernel itself, to find neighbours: ARP, and ICMPv6
 * router and neighbour discovery and multicast listener reports (types 130 to 137 and 143).
 */
export function outsidePlan(packets: readonly CapturedPacket[], planAddresses: ReadonlySet<string>): string[] {
  const strange = new Set<string>()
  for (const { to, icmpv6Type: type } of packets) {
    if (to === null || planAddresses.has(to)) continue
    if (type !== null && ((type >= 130 && type <= 137) || type === 143)) continue
    strange.add(to)
  }
  return [...strange]
}
