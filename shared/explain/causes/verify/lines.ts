/** Lines that several checks share. */
import type { Line } from './platform.ts'

export const WINDOWS_CONNECT = 'Test-NetConnection -ComputerName {destination} -Port {port} -InformationLevel Detailed'
export const CISCO_CONNECT = 'telnet {destination} {port}'
export const TLS_GREETING = 'openssl s_client -connect {endpoint} < /dev/null'
export const ESXI_NEIGHBOUR = 'esxcli network ip neighbor list | grep -F {destination}'
export const PING = { 4: 'ping {destination}', 6: 'ping6 {destination}' } as const
export const CX_TRACE = { 4: 'traceroute {destination}', 6: 'traceroute6 {destination}' } as const
export const CX_NEIGHBOUR = {
  4: 'show arp | include {destination}',
  6: 'show ipv6 neighbors | include {destination}',
} as const
export const CISCO_NEIGHBOUR = { 4: 'show ip arp {destination}', 6: 'show ipv6 neighbors {destination}' } as const
export const ROUTE_TO = { 4: 'show ip route {destination}', 6: 'show ipv6 route {destination}' } as const
export const ROUTE_BACK = { 4: 'show ip route {source}', 6: 'show ipv6 route {source}' } as const
export const ESXI_ROUTES = { 4: 'esxcli network ip route ipv4 list', 6: 'esxcli network ip route ipv6 list' } as const
export const ESXI_ADDRESSES = {
  4: 'esxcli network ip interface ipv4 address list',
  6: 'esxcli network ip interface ipv6 address list',
} as const
export const CX_FILTERS: readonly Line[] = [
  'show access-list',
  { 4: 'show access-list hitcounts ip NAME', 6: 'show access-list hitcounts ipv6 NAME' },
]
export const CISCO_FILTERS: readonly Line[] = [{ 4: 'show ip access-lists', 6: 'show ipv6 access-list' }]
export const LINUX_FORWARD: readonly Line[] = [
  'sudo nft list ruleset',
  { 4: 'sudo iptables -vnL FORWARD', 6: 'sudo ip6tables -vnL FORWARD' },
]
export const ESXI_FIREWALL: readonly Line[] = [
  'esxcli network firewall get',
  'esxcli network firewall ruleset list',
  'esxcli network firewall ruleset rule list | grep -w {port}',
  'esxcli network firewall ruleset allowedip list',
]
