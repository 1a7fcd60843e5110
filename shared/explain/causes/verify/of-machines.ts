/**
 * Checks of one machine: its firewall, what listens, its routes, names, clock. After the documentation of iproute2, nftables and chrony;
 * learn.microsoft.com (NetSecurity, NetTCPIP, DnsClient, w32tm); the esxcli reference of vSphere 7; AOS-CX and Cisco IOS guides.
 */
import {
  CISCO_FILTERS,
  CISCO_NEIGHBOUR,
  CX_FILTERS,
  CX_NEIGHBOUR,
  ESXI_ADDRESSES,
  ESXI_FIREWALL,
  ESXI_ROUTES,
  PING,
  ROUTE_BACK,
  ROUTE_TO,
} from './lines.ts'
import { ASKER, type Check, DESTINATION, SOURCE } from './platform.ts'

export const OF_MACHINES = {
  'host-firewall': {
    at: DESTINATION,
    on: {
      linux: ['sudo nft list ruleset', { 4: 'sudo iptables -vnL INPUT', 6: 'sudo ip6tables -vnL INPUT' }],
      windows: [
        'Get-NetFirewallProfile | Format-Table Name, Enabled, DefaultInboundAction',
        'Get-NetFirewallPortFilter -Protocol TCP | Where-Object LocalPort -eq {port} | Get-NetFirewallRule',
      ],
      esxi: ESXI_FIREWALL,
      'aruba-cx': CX_FILTERS,
      cisco: CISCO_FILTERS,
    },
  },
  'local-policy': {
    at: { host: 'source', device: 'way' },
    on: {
      linux: [
        { 4: 'ip rule', 6: 'ip -6 rule' },
        'sudo nft list ruleset',
        { 4: 'sudo iptables -vnL OUTPUT', 6: 'sudo ip6tables -vnL OUTPUT' },
      ],
      windows: [
        'Get-NetFirewallProfile | Format-Table Name, Enabled, DefaultOutboundAction',
        'Get-NetFirewallRule -Direction Outbound -Action Block -Enabled True',
      ],
      esxi: ESXI_FIREWALL,
      'aruba-cx': CX_FILTERS,
      cisco: CISCO_FILTERS,
    },
  },
  listen: {
    at: DESTINATION,
    on: {
      linux: ["sudo ss -ltnp 'sport = :{port}'"],
      windows: ['Get-NetTCPConnection -State Listen -LocalPort {port}'],
      esxi: ["esxcli network ip connection list | grep -E ':{port} .*LISTEN'"],
      'aruba-cx': [],
      cisco: [],
    },
  },
  connections: {
    at: DESTINATION,
    on: {
      linux: ["ss -tn 'sport = :{port}'"],
      windows: ['Get-NetTCPConnection -LocalPort {port}'],
      esxi: ['esxcli network ip connection list | grep -w {port}'],
      'aruba-cx': [],
      cisco: [],
    },
  },
  address: {
    at: DESTINATION,
    on: {
      linux: ['ip address', { 4: 'ip route', 6: 'ip -6 route' }],
      windows: ['Get-NetIPConfiguration -Detailed'],
      esxi: [ESXI_ADDRESSES, ESXI_ROUTES],
      'aruba-cx': [PING, CX_NEIGHBOUR],
      cisco: [{ 4: 'ping {destination}', 6: 'ping ipv6 {destination}' }, CISCO_NEIGHBOUR],
    },
  },
  'address-here': {
    at: SOURCE,
    on: {
      linux: ['ip address'],
      windows: ['Get-NetIPConfiguration -Detailed'],
      esxi: [ESXI_ADDRESSES],
      'aruba-cx': [{ 4: 'show ip interface brief', 6: 'show ipv6 interface brief' }],
      cisco: [{ 4: 'show ip interface brief', 6: 'show ipv6 interface brief' }],
    },
  },
  'own-gateway': {
    at: SOURCE,
    on: {
      linux: [
        { 4: 'ip route', 6: 'ip -6 route' },
        { 4: 'ip -4 neigh', 6: 'ip -6 neigh' },
      ],
      windows: ['Get-NetRoute | Where-Object NextHop -notin "0.0.0.0", "::"', 'Get-NetNeighbor'],
      esxi: [ESXI_ROUTES, 'esxcli network ip neighbor list'],
      'aruba-cx': [{ 4: 'show arp', 6: 'show ipv6 neighbors' }, 'show vlan'],
      cisco: [{ 4: 'show ip arp', 6: 'show ipv6 neighbors' }, 'show vlan brief'],
    },
  },
  route: {
    at: SOURCE,
    on: {
      linux: ['ip route get {destination}'],
      windows: ['Find-NetRoute -RemoteIPAddress {destination}'],
      esxi: [ESXI_ROUTES],
      'aruba-cx': [ROUTE_TO],
      cisco: [ROUTE_TO],
    },
  },
  'route-back': {
    at: DESTINATION,
    on: {
      linux: ['ip route get {source}'],
      windows: ['Find-NetRoute -RemoteIPAddress {source}'],
      esxi: [ESXI_ROUTES],
      'aruba-cx': [ROUTE_BACK],
      cisco: [ROUTE_BACK],
    },
  },
  'way-back-check': {
    at: DESTINATION,
    on: {
      linux: [{ 4: 'sysctl -a -r rp_filter' }],
      windows: [],
      esxi: [],
      'aruba-cx': [],
      cisco: [],
    },
  },
  name: {
    at: ASKER,
    on: {
      linux: ['getent ahosts {target}', 'cat /etc/resolv.conf', 'cat /etc/hosts'],
      windows: [
        'Resolve-DnsName {target}',
        'Get-DnsClientServerAddress',
        String.raw`Get-Content $env:windir\System32\drivers\etc\hosts`,
      ],
      esxi: ['nslookup {target}', 'esxcli network ip dns server list', 'cat /etc/hosts'],
      'aruba-cx': ['show ip dns', 'ping {target}'],
      cisco: ['show hosts', 'ping {target}'],
    },
  },
  clock: {
    at: ASKER,
    on: {
      linux: ['date -u', 'timedatectl', 'chronyc tracking'],
      windows: ['Get-Date -Format o', 'w32tm /query /status'],
      esxi: ['esxcli system time get', 'esxcli system ntp get', 'ntpq -pn'],
      'aruba-cx': ['show clock', 'show ntp status'],
      cisco: ['show clock detail', 'show ntp status'],
    },
  },
  'ntp-server': {
    at: ASKER,
    on: {
      linux: ["chronyd -Q -t 5 'server {target} iburst'", 'chronyc sources'],
      windows: ['w32tm /stripchart /computer:{target} /samples:3 /dataonly'],
      esxi: ['ntpq -pn {target}', 'esxcli network firewall ruleset list --ruleset-id ntpClient'],
      'aruba-cx': ['show ntp associations'],
      cisco: ['show ntp associations'],
    },
  },
  'log-in': {
    at: ASKER,
    on: {
      linux: ["sudo ss -ltnp 'sport = :22'", 'sudo sshd -T | grep -i allowtcpforwarding'],
      windows: ['Get-Service sshd', 'Get-NetTCPConnection -State Listen -LocalPort 22'],
      esxi: [
        '/etc/init.d/SSH status',
        'esxcli network firewall ruleset list --ruleset-id sshServer',
        'esxcli network firewall ruleset allowedip list --ruleset-id sshServer',
      ],
      'aruba-cx': ['show ssh server all-vrfs'],
      cisco: ['show ip ssh'],
    },
  },
} as const satisfies Record<string, Check>
