/**
 * Link headers: where the IP packet starts in a frame. Numbers of link types: tcpdump.org/linktypes. Tags of VLANs are crossed;
 * MPLS, PPPoE and SNAP are not.
 */
import { u16be, u32, u8 } from './bytes.ts'
import { LINK_TYPE, MALFORMED, NOT_IP, TRUNCATED } from './decoded-packet.ts'

/** Link types that are read, with the names by which people know them. */
export const LINK_TYPE_NAMES: Readonly<Record<number, string>> = {
  0: 'null/loopback',
  1: 'Ethernet',
  12: 'raw IP',
  14: 'raw IP',
  101: 'raw IP',
  108: 'OpenBSD loopback',
  113: 'Linux cooked v1',
  228: 'raw IPv4',
  229: 'raw IPv6',
  276: 'Linux cooked v2',
}

const ETHERTYPE_IPV4 = 0x0800
const ETHERTYPE_IPV6 = 0x86dd
/** 802.1Q, 802.1ad, and the number that was used before 802.1ad. */
const isTag = (type: number) => type === 0x8100 || type === 0x88a8 || type === 0x9100
/** Deeper than any switch stacks them. */
const MOST_TAGS = 8

/** AF_INET6 of NetBSD and OpenBSD, FreeBSD, Darwin, Linux; AF_INET is 2 everywhere. */
const isAfInet6 = (family: number) => family === 24 || family === 28 || family === 30 || family === 10

/** Follows tags from an EtherType; `after` is where its payload starts. */
function afterTags(b: Uint8Array, first: number, after: number, end: number): number {
  let [type, at] = [first, after]
  for (let tags = 0; isTag(type); tags += 1) {
    if (at + 4 > end) return TRUNCATED
    if (tags === MOST_TAGS) return MALFORMED
    type = u16be(b, at + 2)
    at += 4
  }
  return type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6 ? at : NOT_IP
}

/** The family stands in the byte order of the machine that captured, which need not be that of the file's writer. */
function afterNull(b: Uint8Array, start: number, end: number, little: boolean): number {
  if (start + 4 > end) return TRUNCATED
  const family = u32(b, start, little)
  const swapped = u32(b, start, !little)
  return family === 2 || swapped === 2 || isAfInet6(family) || isAfInet6(swapped) ? start + 4 : NOT_IP
}

/**
 * Where the IP packet starts, or the negative code of a reason.
 * @param little byte order of the file
 */
export function findIp(b: Uint8Array, start: number, end: number, linkType: number, little: boolean): number {
  switch (linkType) {
    case 1: {
      if (start + 14 > end) return TRUNCATED
      const type = u16be(b, start + 12)
      if (type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6) return start + 14
      return afterTags(b, type, start + 14, end)
    }
    case 113:
      return start + 16 > end ? TRUNCATED : afterTags(b, u16be(b, start + 14), start + 16, end)
    case 276:
      return start + 20 > end ? TRUNCATED : afterTags(b, u16be(b, start), start + 20, end)
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return start < end && isIpVersion(u8(b, start) >> 4) ? start : start < end ? NOT_IP : TRUNCATED
    case 0:
    case 108:
      return afterNull(b, start, end, little && linkType === 0)
    default:
      return LINK_TYPE
  }
}

const isIpVersion = (version: number) => version === 4 || version === 6
