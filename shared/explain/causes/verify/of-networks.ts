/**
 * Checks of what lies between the machines: filters, neighbours, VLANs, translation. After the documentation of nftables and iproute2;
 * learn.microsoft.com (NetTCPIP, NetNat); the esxcli reference of vSphere 7; the AOS-CX 10.13 guides (ACLs: `show access-list hitcounts`
 * wants the name of a list) and the Cisco IOS command references.
 */
import {
  CISCO_FILTERS,
  CISCO_NEIGHBOUR,
  CX_FILTERS,
  CX_NEIGHBOUR,
  CX_TRACE,
  LINUX_FORWARD,
  ROUTE_BACK,
  ESXI_NEIGHBOUR,
} from './lines.ts'
import { ASKER, type Check, EDGE, WAY } from './platform.ts'

const CX_MACS = 'show mac-address-table'
const CISCO_MACS = 'show mac address-table'

export const OF_NETWORKS = {
  filter: {
    at: WAY,
    on: { linux: LINUX_FORWARD, windows: [], esxi: [], 'aruba-cx': CX_FILTERS, cisco: CISCO_FILTERS },
  },
  'filter-back': {
    at: WAY,
    on: {
      linux: LINUX_FORWARD,
      windows: [],
      esxi: [],
      'aruba-cx': [ROUTE_BACK, ...CX_FILTERS],
      cisco: [ROUTE_BACK, ...CISCO_FILTERS],
    },
  },
  'blocked-source': {
    at: WAY,
    on: {
      linux: ['sudo nft list ruleset | grep -n -F {source}'],
      windows: [],
      esxi: [],
      'aruba-cx': [],
      cisco: ['show logging | include {source}'],
    },
  },
  proxy: {
    at: WAY,
    on: {
      linux: [
        { 4: 'sudo iptables -t nat -vnL', 6: 'sudo ip6tables -t nat -vnL' },
        'sudo nft list ruleset | grep -n -E "synproxy|redirect|tproxy|dnat"',
      ],
      windows: ['netsh interface portproxy show all'],
      esxi: [],
      'aruba-cx': CX_FILTERS,
      cisco: ['show tcp intercept connections', 'show ip nat translations'],
    },
  },
  translation: {
    at: WAY,
    on: {
      linux: [
        'sudo nft list ruleset | grep -n -E "masquerade|snat|dnat"',
        { 4: 'sudo iptables -t nat -vnL POSTROUTING', 6: 'sudo ip6tables -t nat -vnL POSTROUTING' },
      ],
      windows: ['Get-NetNat', 'Get-NetNatSession'],
      esxi: [],
      'aruba-cx': [CX_TRACE],
      cisco: ['show ip nat translations', 'show ip nat statistics'],
    },
  },
  neighbour: {
    at: EDGE,
    on: {
      linux: ['ip neigh show {destination}'],
      windows: ['Get-NetNeighbor -IPAddress {destination}'],
      esxi: [ESXI_NEIGHBOUR],
      'aruba-cx': [CX_NEIGHBOUR, CX_MACS],
      cisco: [CISCO_NEIGHBOUR, CISCO_MACS],
    },
  },
  vlan: {
    at: EDGE,
    on: {
      linux: ['ip -d link show type vlan', 'bridge vlan show'],
      windows: ['Get-NetAdapter | Format-Table Name, Status, VlanID, MacAddress'],
      esxi: [
        'esxcli network vswitch standard portgroup list',
        'esxcli network vswitch dvs vmware list',
        'esxcli network nic list',
      ],
      'aruba-cx': ['show vlan', 'show interface brief', CX_MACS],
      cisco: ['show vlan brief', 'show interfaces trunk', CISCO_MACS],
    },
  },
  duplicate: {
    at: EDGE,
    on: {
      linux: ['ip -br address', { 4: 'sudo arping -c 5 -I NAME {destination}' }, 'ip neigh show {destination}'],
      windows: ['Get-NetNeighbor -IPAddress {destination}'],
      esxi: [ESXI_NEIGHBOUR, 'grep -i duplicate /var/log/vmkernel.log'],
      'aruba-cx': [CX_NEIGHBOUR, CX_MACS],
      cisco: [CISCO_NEIGHBOUR, CISCO_MACS, 'show logging | include DUPADDR'],
    },
  },
  'own-network': {
    at: ASKER,
    on: {
      linux: ['ip route show root 172.17.0.0/16', 'ip address'],
      windows: ["Get-NetIPAddress | Where-Object IPAddress -like '172.17.*'"],
      esxi: ['esxcli network ip interface ipv4 address list', 'esxcli network ip route ipv4 list'],
      'aruba-cx': ['show ip route 172.17.0.0/16'],
      cisco: ['show ip route 172.17.0.0 255.255.0.0 longer-prefixes'],
    },
  },
} as const satisfies Record<string, Check>
