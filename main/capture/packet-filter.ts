/**
 * Which packets are ours: between an address that we probe from and one of the plan, ICMP errors about such packets, and ARP for
 * such addresses. Twice: as a filter for the capturing tool, which is coarse for large plans, and packet by packet, which is exact.
 * Nothing else is ever kept.
 */
import { parseIp } from '../../shared/plan/ip-number.ts'
import { u16be } from './bytes.ts'
import { type DecodedPacket, ICMP, TCP } from './decoded-packet.ts'

/** A filter program may have 4,096 instructions in the kernel; with more addresses it looks only at ours. */
const MOST_FILTER_HOSTS = 50

/** Without a zone: `fe80::1%eth0` is `fe80::1` in a packet. */
const bare = (address: string) => address.split('%')[0] ?? address
const hosts = (addresses: readonly string[]) => [...new Set(addresses.map(bare))].map((a) => `host ${a}`).join(' or ')

/** pcap-filter(7) for the tool. */
export function captureFilter(sources: readonly string[], destinations: readonly string[]): string {
  const isLiteral = (address: string) => parseIp(bare(address)) !== null
  const [ours, theirs] = [sources.filter(isLiteral), destinations.filter(isLiteral)]
  if (ours.length === 0 || ours.length > MOST_FILTER_HOSTS) return 'tcp or icmp or icmp6 or arp'
  const tcp = theirs.length > 0 && theirs.length <= MOST_FILTER_HOSTS ? `(tcp and (${hosts(theirs)}))` : 'tcp'
  return `((${hosts(ours)}) and (${tcp} or icmp or icmp6)) or arp`
}

/** An address as it stands in packets. */
function key(address: string): string[] {
  const ip = parseIp(bare(address))
  if (!ip) return []
  const digits = ip.value.toString(16).padStart(ip.family === 4 ? 8 : 32, '0')
  return [Buffer.from(digits, 'hex').toString('latin1')]
}

export class PacketFilter {
  private readonly sources: ReadonlySet<string>
  private readonly destinations: ReadonlySet<string>

  constructor(sources: readonly string[], destinations: readonly string[]) {
    this.sources = new Set(sources.flatMap(key))
    this.destinations = new Set(destinations.flatMap(key))
  }

  /** Whether a decoded packet is ours. ICMP errors may come from any router. */
  isOurs(b: Buffer, packet: DecodedPacket): boolean {
    const { kind, family } = packet
    if (kind !== TCP && kind !== ICMP) return false
    if (this.between(b, family, packet.sourceAt, packet.destinationAt)) return true
    return packet.kind === ICMP && packet.quotesTcp && this.quoteIsOurs(b, packet)
  }

  private quoteIsOurs(b: Buffer, { family, quotedSourceAt, quotedDestinationAt }: DecodedPacket): boolean {
    return this.between(b, family, quotedSourceAt, quotedDestinationAt)
  }

  private between(b: Buffer, family: number, fromAt: number, toAt: number): boolean {
    const length = family === 4 ? 4 : 16
    const [from, to] = [b.toString('latin1', fromAt, fromAt + length), b.toString('latin1', toAt, toAt + length)]
    return (
      (this.sources.has(from) && this.destinations.has(to)) || (this.sources.has(to) && this.destinations.has(from))
    )
  }

  /** Whether the sender of an ARP packet says that an address of ours is his. */
  isOurClaim(b: Buffer, at: number): boolean {
    const sender = b.toString('latin1', at + 14, at + 18)
    return this.sources.has(sender) || this.destinations.has(sender)
  }

  /** Whether an ARP packet (RFC 826) asks or tells of an address of ours. `at`: where it starts. */
  isOurArp(b: Buffer, at: number, end: number): boolean {
    if (at + 28 > end || u16be(b, at + 2) !== 0x0800 || b[at + 4] !== 6 || b[at + 5] !== 4) return false
    return [at + 14, at + 24].some((address) => {
      const found = b.toString('latin1', address, address + 4)
      return this.sources.has(found) || this.destinations.has(found)
    })
  }
}

/** "ADDRESS is at MAC", as it stands in an ARP packet, whoever sent it. A probe (RFC 5227) claims nothing: its sender is 0.0.0.0. */
export function arpClaim(b: Uint8Array, at: number): { address: string; mac: string } {
  const mac = Array.from(b.subarray(at + 8, at + 14), (byte) => byte.toString(16).padStart(2, '0')).join(':')
  return { address: b.subarray(at + 14, at + 18).join('.'), mac }
}

/** Where an ARP packet starts in a frame of Ethernet or Linux cooked; -1: it is none. */
export function findArp(b: Uint8Array, start: number, end: number, linkType: number): number {
  const [typeAt, length] =
    linkType === 1 ? [12, 14] : linkType === 113 ? [14, 16] : linkType === 276 ? [0, 20] : [-1, 0]
  if (typeAt < 0 || start + length > end) return -1
  return u16be(b, start + typeAt) === 0x0806 ? start + length : -1
}
