/** What the systems tell of their routes, neighbours, interfaces and rights: captured or documented text → facts. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type SysfsFacts, kindByName, kindFromSysfs } from '../../../../main/probe/environment/interface-kind.ts'
import { hasNetRaw, isElevated } from '../../../../main/probe/environment/privileges.ts'
import { parseIfconfig, parseNetshSubinterfaces } from '../../../../main/probe/environment/read-interface-tools.ts'
import {
  macOf,
  parseArpMacos,
  parseArpWindows,
  parseIpNeigh,
  parseProcArp,
} from '../../../../main/probe/environment/read-neighbours.ts'
import {
  parseNetstatRoutes,
  parseProcIpv6Route,
  parseProcRoute,
  parseRoutePrint,
} from '../../../../main/probe/environment/read-routes.ts'

/** Git keeps line feeds only; the tools of Windows end their lines as Windows does. */
function text(name: string): string {
  const stored = readFileSync(new URL(`../../../fixtures/environment/${name}`, import.meta.url), 'utf8')
  return name.includes('.windows.') ? stored.replaceAll(/\r?\n/g, '\r\n') : stored
}

describe('default gateways', () => {
  test('Linux, IPv4: an unreachable route is none', () => {
    expect(parseProcRoute(text('route.linux.txt'), 'LE')).toEqual([{ address: '10.77.10.1', interface: 'eth0' }])
  })
  test('Linux on a big-endian machine', () => {
    const row = 'Iface\tDestination\tGateway\teth0\t00000000\t0A4D0A01\t0003\t0\t0\t0\t00000000\t0\t0\t0'
    expect(parseProcRoute(row.replace('\teth0', '\neth0'), 'BE')).toEqual([
      { address: '10.77.10.1', interface: 'eth0' },
    ])
  })
  test('Linux, IPv6: the null default of loopback is none', () => {
    expect(parseProcIpv6Route(text('route-v6.linux.txt'))).toEqual([{ address: 'fd77:10::1', interface: 'eth0' }])
  })
  test('macOS, with and without the counters; a tunnel without a machine behind it is none', () => {
    expect(parseNetstatRoutes(text('netstat-routes.macos.documented.txt'))).toEqual([
      { address: '192.168.1.1', interface: 'en0' },
      { address: 'fe80::1', interface: 'en0' },
    ])
    expect(parseNetstatRoutes(text('netstat-routes-old.macos.documented.txt'))).toEqual([
      { address: '10.0.1.1', interface: 'en1' },
    ])
  })
  test('Windows in two languages; "on-link" and routes for the next start are none', () => {
    const names = { byAddress: new Map([['192.168.1.10', 'Ethernet']]), byIndex: new Map([[12, 'Ethernet']]) }
    expect(parseRoutePrint(text('route-print-english.windows.documented.txt'), names)).toEqual([
      { address: '192.168.1.1', interface: 'Ethernet' },
      { address: 'fe80::1', interface: 'Ethernet' },
    ])
    expect(parseRoutePrint(text('route-print-german.windows.documented.txt'), names)).toEqual([
      { address: '192.168.1.1', interface: 'Ethernet' },
    ])
  })
  test('nonsense gives none', () => {
    for (const nonsense of ['', '\n\n', 'eth0', 'Iface\neth0\tzz', '::/0', 'default']) {
      expect(parseProcRoute(nonsense)).toEqual([])
      expect(parseProcIpv6Route(nonsense)).toEqual([])
      expect(parseNetstatRoutes(nonsense)).toEqual([])
      expect(parseRoutePrint(nonsense, { byAddress: new Map(), byIndex: new Map() })).toEqual([])
    }
  })
})

describe('neighbours', () => {
  test('Linux, by ip', () => {
    expect(parseIpNeigh(text('neigh.linux.iproute2.json'))).toEqual([
      { address: '10.77.10.77', interface: 'eth0', mac: null, state: 'failed' },
      { address: '10.77.10.1', interface: 'eth0', mac: '8a:e6:16:a8:1a:70', state: 'reachable' },
    ])
    expect(parseIpNeigh(text('neigh-v6.linux.iproute2.json'))?.map((n) => [n.address, n.state])).toEqual([
      ['fe80::a879:98ff:feb7:780c', 'reachable'],
      ['fd77:10::1', 'reachable'],
    ])
  })
  test('Linux without ip', () => {
    expect(parseProcArp(text('arp-table.linux.txt'))).toEqual([
      { address: '10.77.10.77', interface: 'eth0', mac: null, state: 'incomplete' },
      { address: '10.77.10.1', interface: 'eth0', mac: '8a:e6:16:a8:1a:70', state: 'complete' },
    ])
  })
  test('an ip that knows no JSON is told apart from an empty table', () => {
    expect(parseIpNeigh('10.0.0.1 dev eth0 lladdr 00:00:5e:00:53:01 REACHABLE')).toBeNull()
    expect(parseIpNeigh('{"dst":"10.0.0.1"}')).toBeNull()
    expect(parseIpNeigh('')).toEqual([])
    expect(parseIpNeigh('[null, 7, {"dst":9}, {"dst":"x"}]')).toEqual([])
  })
  test('macOS', () => {
    expect(parseArpMacos(text('arp.macos.documented.txt')).slice(0, 3)).toEqual([
      { address: '192.168.1.1', interface: 'en0', mac: '00:1a:2b:03:04:05', state: 'complete' },
      { address: '192.168.1.40', interface: 'en0', mac: null, state: 'incomplete' },
      { address: '192.168.1.23', interface: 'en0', mac: 'a4:83:e7:0b:1c:2d', state: 'permanent' },
    ])
  })
  test('Windows', () => {
    const nameOf = (address: string) => (address === '10.8.0.6' ? 'VPN' : undefined)
    const found = parseArpWindows(text('arp-german.windows.documented.txt'), nameOf)
    expect(found.map((n) => [n.address, n.interface, n.mac])).toEqual([
      ['192.168.1.1', '192.168.1.10', '00:1a:2b:03:04:05'],
      ['192.168.1.255', '192.168.1.10', 'ff:ff:ff:ff:ff:ff'],
      ['10.8.0.5', 'VPN', '02:00:00:00:00:01'],
    ])
  })
  test('hardware addresses', () => {
    expect(macOf('00:00:00:00:00:00')).toBeNull()
    expect(macOf('(incomplete)')).toBeNull()
    expect(macOf('A-B-C-D-E-F')).toBe('0a:0b:0c:0d:0e:0f')
  })
})

describe('interfaces', () => {
  test('macOS', () => {
    const found = parseIfconfig(text('ifconfig.macos.documented.txt'))
    expect([...found.keys()]).toEqual(['lo0', 'en0', 'en5', 'utun3'])
    expect(found.get('en0')).toEqual({ mtu: 1500, mac: 'a4:83:e7:0b:1c:2d', active: true })
    expect(found.get('en5')).toMatchObject({ mtu: 9000, active: false })
    expect(found.get('utun3')).toEqual({ mtu: 1380, mac: null, active: true })
  })
  test('Windows: by columns, also where the name is not ASCII', () => {
    const names = ['Loopback Pseudo-Interface 1', 'Ethernet', 'Ethernet 2', 'Büro-VPN']
    const found = parseNetshSubinterfaces(text('netsh-subinterfaces-german.windows.documented.txt'), names)
    expect(Object.fromEntries(found)).toEqual({
      'Loopback Pseudo-Interface 1': { mtu: null, active: true },
      Ethernet: { mtu: 1500, active: true },
      'Ethernet 2': { mtu: 9000, active: false },
      'Büro-VPN': { mtu: 1400, active: true },
    })
  })
  const plain: SysfsFacts = { type: 1, devtype: '', device: false, wireless: false, tunFlags: null, lower: [] }
  test.each<[string, Partial<SysfsFacts>, string]>([
    ['lo', { type: 772 }, 'loopback'],
    ['eth0', { device: true }, 'wired'],
    ['wlp2s0', { device: true, devtype: 'wlan' }, 'wireless'],
    ['wlan0', { device: true, wireless: true }, 'wireless'],
    ['wwan0', { device: true, devtype: 'wwan', type: 65_534 }, 'wireless'],
    ['tun0', { type: 65_534, tunFlags: 0x1001 }, 'vpn'],
    ['tap0', { tunFlags: 0x1002 }, 'vpn'],
    ['vnet3', { tunFlags: 0x1002 }, 'virtual'],
    ['wg0', { type: 65_534, devtype: 'wireguard' }, 'vpn'],
    ['office', { type: 65_534, devtype: 'wireguard' }, 'vpn'],
    ['ppp0', { type: 512 }, 'vpn'],
    ['gre1', { type: 778 }, 'vpn'],
    ['ipsec0', { type: 65_534 }, 'vpn'],
    ['docker0', { devtype: 'bridge' }, 'virtual'],
    ['docker0', { devtype: 'bridge', lower: ['virtual'] }, 'virtual'],
    ['br0', { devtype: 'bridge', lower: ['virtual', 'wired'] }, 'wired'],
    ['eth0.20', { devtype: 'vlan', lower: ['wired'] }, 'wired'],
    ['veth1a2b', {}, 'virtual'],
  ])('Linux: %s %j is %s', (name, facts, kind) => {
    expect(kindFromSysfs(name, { ...plain, ...facts })).toBe(kind)
  })
  test.each([
    ['lo0', 'loopback'],
    ['Loopback Pseudo-Interface 1', 'loopback'],
    ['utun4', 'vpn'],
    ['Cisco AnyConnect Secure Mobility Client Connection', 'vpn'],
    ['Ethernet 3 (VPN)', 'vpn'],
    ['vEthernet (Default Switch)', 'virtual'],
    ['VMware Network Adapter VMnet8', 'virtual'],
    ['bridge100', 'virtual'],
    ['Wi-Fi', 'wireless'],
    ['WLAN', 'wireless'],
    ['Ethernet 2', 'wired'],
    ['en0', 'unknown'],
    ['Büro', 'unknown'],
  ])('elsewhere: %s is %s', (name, kind) => {
    expect(kindByName(name)).toBe(kind)
  })
})

describe('rights', () => {
  test('Linux: the capability counts, not the user', () => {
    expect(hasNetRaw('Uid:\t0\nCapEff:\t000001ffffffffff\n')).toBe(true)
    expect(hasNetRaw('CapEff:\t0000000000002000\n')).toBe(true)
    expect(hasNetRaw('CapEff:\t00000000a80425fb\n')).toBe(true)
    expect(hasNetRaw('CapEff:\t00000000a80405fb\n')).toBe(false)
    expect(hasNetRaw('CapEff:\t0000000000000000\n')).toBe(false)
    expect(hasNetRaw('')).toBe(false)
  })
  test('Windows: an administrator who was not asked has no rights yet', () => {
    expect(isElevated(text('whoami-groups-german.windows.documented.txt'))).toBe(true)
    expect(isElevated(text('whoami-groups-unelevated.windows.documented.txt'))).toBe(false)
  })
})
