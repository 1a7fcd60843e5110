/** Where tshark and we see different things in the captures of others, and why. Everything that is not listed here agrees. */

export interface Difference {
  file: string
  /** Who takes the packets for TCP or ICMP. */
  sees: 'tshark' | 'ours'
  /** Under which reason we count them as skipped. */
  ourReason: string | null
  packets: number
  why: string
}

const TUNNEL = 'inside a tunnel, which we count and do not look into'
const INSIDE_UDP = 'inside a tunnel over UDP, which we do not look into'
const LINK = 'a link type that we do not read, and say so'
const LENGTH_0 =
  'length 0 in the IPv6 header: we read to the end of the frame (segmentation by the network card), tshark does not'

export const DIFFERENCES: readonly Difference[] = [
  {
    file: 'PIM_register_register-stop.pcap',
    sees: 'tshark',
    ourReason: 'other-transport',
    packets: 1,
    why: 'inside a PIM register message, which is a tunnel',
  },
  {
    file: 'arcnet-rfc1051-arp-icmp-http.pcap',
    sees: 'tshark',
    ourReason: 'link-type',
    packets: 18,
    why: `ARCNET: ${LINK}`,
  },
  { file: 'bigtcp-ipv6.pcap', sees: 'ours', ourReason: null, packets: 1, why: LENGTH_0 },
  { file: 'erspan-type-i-1.pcap', sees: 'tshark', ourReason: 'tunnel', packets: 2, why: TUNNEL },
  { file: 'erspan-type-iii-ft-0.pcap', sees: 'tshark', ourReason: 'tunnel', packets: 9, why: TUNNEL },
  { file: 'geneve.pcap', sees: 'tshark', ourReason: 'other-transport', packets: 39, why: INSIDE_UDP },
  { file: 'gso-ipv4-vxlan-ipv4.pcap', sees: 'tshark', ourReason: 'other-transport', packets: 1, why: INSIDE_UDP },
  { file: 'gso-ipv4-vxlan-ipv6.pcap', sees: 'tshark', ourReason: 'other-transport', packets: 1, why: INSIDE_UDP },
  { file: 'gso-ipv6-geneve-ipv6.pcap', sees: 'tshark', ourReason: 'other-transport', packets: 1, why: INSIDE_UDP },
  { file: 'gso-ipv6-vxlan-ipv4.pcap', sees: 'tshark', ourReason: 'other-transport', packets: 1, why: INSIDE_UDP },
  { file: 'icmp-rfc5837.pcap', sees: 'tshark', ourReason: 'link-type', packets: 1, why: `PPP: ${LINK}` },
  { file: 'icmp_inft_name_length_zero.pcap', sees: 'tshark', ourReason: 'link-type', packets: 1, why: `PPP: ${LINK}` },
  { file: 'icmpv6-length-zero.pcapng', sees: 'ours', ourReason: null, packets: 1, why: LENGTH_0 },
  { file: 'ipoib.pcap', sees: 'tshark', ourReason: 'link-type', packets: 26, why: `IP over InfiniBand: ${LINK}` },
  { file: 'ipv6-srh-ext-header.pcap', sees: 'tshark', ourReason: 'tunnel', packets: 1, why: TUNNEL },
  { file: 'lspping-fec-ldp.pcap', sees: 'tshark', ourReason: 'link-type', packets: 3, why: `PPP with MPLS: ${LINK}` },
  {
    file: 'macsec-integonly.pcap',
    sees: 'tshark',
    ourReason: 'not-ip',
    packets: 1,
    why: 'behind a MACsec header, which we do not cross',
  },
  { file: 'nhrp-trace.pcap', sees: 'tshark', ourReason: 'tunnel', packets: 1, why: TUNNEL },
  {
    file: 'sflow_expanded.pcap',
    sees: 'tshark',
    ourReason: 'other-transport',
    packets: 1,
    why: 'a sample of a packet inside an sFlow report over UDP: it never crossed this link',
  },
  { file: 'various_gre.pcap', sees: 'tshark', ourReason: 'tunnel', packets: 10, why: TUNNEL },
]

/** Link types of the captures that tshark cannot open at all: number → what it is. Only their frames are not compared. */
export const UNKNOWN_TO_TSHARK: Readonly<Record<number, string>> = {
  20: 'PCI Express',
  164: 'Juniper monitor',
  182: 'Juniper',
  281: 'Broadcom tag',
  284: 'DSA tag',
  285: 'EDSA tag',
}
