/**
 * Checks that send something: whether the flow works, where it ends, who answers. After the manuals of nc, traceroute, tcpdump and openssl;
 * learn.microsoft.com (Test-NetConnection, pktmon); the vSphere documentation (vmkping, tcpdump-uw, esxcli); AOS-CX and Cisco IOS guides.
 */
import { CISCO_CONNECT, CX_TRACE, ESXI_ADDRESSES, PING, TLS_GREETING, WINDOWS_CONNECT } from './lines.ts'
import { type Check, DESTINATION, SOURCE } from './platform.ts'

export const OF_TRAFFIC = {
  connect: {
    at: SOURCE,
    on: {
      linux: ['nc -vz -w 3 -s {source} {destination} {port}'],
      windows: [WINDOWS_CONNECT],
      esxi: ['nc -z -w 3 {destination} {port}'],
      'aruba-cx': [PING],
      cisco: [CISCO_CONNECT],
    },
  },
  trace: {
    at: SOURCE,
    on: {
      linux: ['sudo traceroute -n -T -p {port} {destination}'],
      windows: ['tracert -d {destination}'],
      esxi: [{ 4: 'traceroute -n {destination}', 6: 'ping -6 {destination}' }],
      'aruba-cx': [CX_TRACE],
      cisco: [{ 4: 'traceroute {destination}', 6: 'traceroute ipv6 {destination}' }],
    },
  },
  capture: {
    at: DESTINATION,
    on: {
      linux: ["sudo tcpdump -ni any 'tcp port {port} and host {source}'"],
      windows: [
        'pktmon filter add psm -i {source} -t TCP -p {port}',
        'pktmon start --capture',
        'pktmon counters',
        'pktmon stop',
        'pktmon filter remove',
      ],
      esxi: [ESXI_ADDRESSES, "tcpdump-uw -ni vmk0 'tcp port {port} and host {source}'"],
      'aruba-cx': [],
      cisco: [],
    },
  },
  'who-answers': {
    at: SOURCE,
    on: {
      linux: ['nc -v -w 3 {destination} {port} < /dev/null', TLS_GREETING],
      windows: [WINDOWS_CONNECT],
      esxi: ['nc -w 3 {destination} {port} < /dev/null', TLS_GREETING],
      'aruba-cx': [CX_TRACE],
      cisco: [CISCO_CONNECT],
    },
  },
  echo: {
    at: SOURCE,
    on: {
      linux: ['ping -c 5 {destination}'],
      windows: ['ping -n 5 {destination}'],
      esxi: [{ 4: 'vmkping -c 5 {destination}', 6: 'vmkping -6 -c 5 {destination}' }],
      'aruba-cx': [PING],
      cisco: [{ 4: 'ping {destination}', 6: 'ping ipv6 {destination}' }],
    },
  },
  loss: {
    at: SOURCE,
    on: {
      linux: ['ping -c 100 -i 0.2 {destination}', 'ip -s link show'],
      windows: ['ping -n 100 {destination}', 'Get-NetAdapterStatistics'],
      esxi: [
        { 4: 'vmkping -c 100 {destination}', 6: 'vmkping -6 -c 100 {destination}' },
        'esxcli network nic list',
        'esxcli network nic stats get -n vmnic0',
      ],
      'aruba-cx': [
        { 4: 'ping {destination} repetitions 100', 6: 'ping6 {destination} repetitions 100' },
        'show interface error-statistics',
      ],
      cisco: [
        { 4: 'ping {destination} repeat 100', 6: 'ping ipv6 {destination} repeat 100' },
        'show interfaces counters errors',
      ],
    },
  },
  mtu: {
    at: SOURCE,
    on: {
      linux: [
        { 4: 'ping -c 3 -M do -s 1472 {destination}', 6: 'ping -6 -c 3 -M do -s 1452 {destination}' },
        'tracepath -n {destination}',
        'ip link show',
      ],
      windows: [
        { 4: 'ping -f -l 1472 {destination}', 6: 'ping -6 -l 1452 {destination}' },
        { 4: 'netsh interface ipv4 show subinterfaces', 6: 'netsh interface ipv6 show subinterfaces' },
      ],
      esxi: [
        { 4: 'vmkping -d -s 1472 {destination}', 6: 'vmkping -6 -d -s 1452 {destination}' },
        'esxcli network ip interface list',
        'esxcli network vswitch standard list',
      ],
      'aruba-cx': [
        { 4: 'ping {destination} datagram-size 1472', 6: 'ping6 {destination} datagram-size 1452' },
        'show interface | include MTU',
      ],
      cisco: [
        { 4: 'ping {destination} size 1500 df-bit', 6: 'ping ipv6 {destination} size 1500' },
        'show interfaces | include MTU',
      ],
    },
  },
} as const satisfies Record<string, Check>
