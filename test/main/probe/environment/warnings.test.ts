/** Facts about a machine → the sentences that its reader must see; and machines of which there is nothing to say. */
import { describe, expect, test } from 'vitest'
import type { Environment, Neighbour } from '../../../../shared/environment.ts'
import { duplicatesOf } from '../../../../main/probe/environment/duplicates.ts'
import { environmentWarnings } from '../../../../main/probe/environment/warnings.ts'

type Interface = Environment['interfaces'][number]

const lan = (change: Partial<Interface> = {}): Interface => ({
  name: 'eth0',
  addresses: ['10.77.10.10/24'],
  mtu: 1500,
  mac: '00:00:5e:00:53:10',
  kind: 'wired',
  active: true,
  destinations: 4,
  ...change,
})
const vpn = (change: Partial<Interface> = {}) =>
  lan({ name: 'wg0', addresses: ['10.8.0.6/32'], mtu: 1420, mac: null, kind: 'vpn', destinations: 0, ...change })
const neighbour = (state: string, address = '10.77.10.1'): Neighbour => ({
  address,
  interface: 'eth0',
  mac: null,
  state,
})
const gateway = (state: string | null = 'reachable') => ({
  address: '10.77.10.1',
  interface: 'eth0',
  neighbour: state === null ? null : neighbour(state),
})

const warnings = (change: Partial<Environment> = {}) =>
  environmentWarnings({
    platform: 'linux x64',
    user: 'root',
    privileged: true,
    interfaces: [lan()],
    gateways: [gateway()],
    neighbours: [],
    pathMtu: [],
    duplicates: [],
    names: [],
    observers: [],
    notes: [],
    ...change,
  })

describe('nothing to say', () => {
  test.each<[string, Partial<Environment>]>([
    ['a usual laptop', {}],
    ['a gateway that nobody has asked yet', { gateways: [gateway(null)] }],
    ['a gateway that was quiet for a while', { gateways: [gateway('stale')] }],
    ['loopback', { interfaces: [lan({ name: 'lo', kind: 'loopback', mtu: 65_536 })] }],
    ['a second card without a default route', { interfaces: [lan(), lan({ name: 'eth1', destinations: 0 })] }],
    ['an odd MTU where nothing is sent', { interfaces: [lan(), lan({ name: 'eth1', mtu: 9000, destinations: 0 })] }],
    ['a tunnel that is down', { interfaces: [lan(), vpn({ active: false })] }],
    ['a tunnel of macOS that leads nowhere', { interfaces: [lan(), vpn({ addresses: ['fe80::1/64'] })] }],
    ['a bridge without a carrier', { interfaces: [lan(), lan({ name: 'docker0', active: false, destinations: 0 })] }],
    [
      'a path as wide as the interface',
      { pathMtu: [{ address: '10.0.0.1', bytes: 1500, interfaceMtu: 1500, note: '' }] },
    ],
    [
      'a path that could not be measured',
      { pathMtu: [{ address: '10.0.0.1', bytes: null, interfaceMtu: 1500, note: '' }] },
    ],
    ['one default route per family', { gateways: [gateway(), { ...gateway(), address: 'fe80::1' }] }],
  ])('%s', (_what, change) => {
    expect(warnings(change)).toEqual([])
  })
})

describe('to be said', () => {
  test.each<[string, Partial<Environment>, RegExp]>([
    [
      'two ways out',
      {
        interfaces: [lan(), lan({ name: 'wlan0', destinations: 1 })],
        gateways: [gateway(), { ...gateway(), interface: 'wlan0' }],
      },
      /several active interfaces: eth0 \(4 destinations\) and wlan0 \(1 destination\)/,
    ],
    [
      'a VPN that is used',
      { interfaces: [lan(), vpn({ destinations: 1, mtu: 1500 })] },
      /1 destination of the plan is reached through it/,
    ],
    [
      'a VPN that is not used',
      { interfaces: [lan(), vpn()] },
      /^wg0 is a VPN or another tunnel and is up; no destination/,
    ],
    [
      'a dead gateway',
      { gateways: [gateway('failed')] },
      /gateway 10\.77\.10\.1 on eth0 does not answer ARP \(failed\)/,
    ],
    ['a gateway that does not answer yet', { gateways: [gateway('incomplete')] }, /does not answer ARP \(incomplete\)/],
    ['a small MTU', { interfaces: [lan({ mtu: 1400 })] }, /MTU of 1400, less than the 1500/],
    ['a large MTU', { interfaces: [lan({ mtu: 9000 })] }, /MTU of 9000 \(jumbo frames\)/],
    [
      'a dead neighbour',
      { neighbours: [neighbour('failed', '10.77.10.77')] },
      /10\.77\.10\.77 does not answer ARP or ND/,
    ],
    [
      'many dead neighbours in one sentence',
      { neighbours: [21, 22, 23, 40].map((n) => neighbour('failed', `10.77.10.${n}`)) },
      /10\.77\.10\.21–10\.77\.10\.23 and 10\.77\.10\.40 do not answer/,
    ],
    [
      'a narrow path',
      { pathMtu: [{ address: '10.77.20.11', bytes: 1400, interfaceMtu: 1500, note: 'So said a router.' }] },
      /path to 10\.77\.20\.11 takes packets of at most 1400 bytes, the interface sends up to 1500: connections open/,
    ],
    [
      'many destinations behind one narrow link',
      {
        pathMtu: [11, 12, 13].map((n) => ({ address: `10.77.20.${n}`, bytes: 1400, interfaceMtu: 1500, note: '' })),
      },
      /path to 10\.77\.20\.11–10\.77\.20\.13 takes packets of at most 1400 bytes/,
    ],
    [
      'an address that two machines claim',
      { duplicates: [{ address: '10.77.10.1', macs: ['00:00:5e:00:53:01', '00:00:5e:00:53:02'] }] },
      /Several network cards claim the address 10\.77\.10\.1: 00:00:5e:00:53:01 and 00:00:5e:00:53:02/,
    ],
  ])('%s', (_what, change, sentence) => {
    const said = warnings(change)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(sentence)
    expect(said[0]).toMatch(/\.$/)
  })
})

describe('two machines with one address', () => {
  const claim = (mac: string, name = 'eth0', address = '10.77.10.1') => ({ address, mac, interface: name })
  test('two claims on one interface, in any spelling', () => {
    expect(duplicatesOf([claim('00:00:5E:00:53:01'), claim('00:00:5e:00:53:01')])).toEqual([])
    expect(duplicatesOf([claim('00:00:5e:00:53:02'), claim('00:00:5e:00:53:01')])).toEqual([
      { address: '10.77.10.1', macs: ['00:00:5e:00:53:01', '00:00:5e:00:53:02'] },
    ])
  })
  test('the same address on two links is no duplicate', () => {
    const claims = [claim('00:00:5e:00:53:01', 'eth0', 'fe80::1'), claim('00:00:5e:00:53:02', 'eth1', 'fe80::1')]
    expect(duplicatesOf(claims)).toEqual([])
  })
})
