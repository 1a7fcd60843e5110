/** Capture tools without running them: where they are found, their arguments and filters, and what their messages mean. */
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { FrameDecoder } from '../../../main/capture/decode-frame.ts'
import { PacketFilter, captureFilter, findArp } from '../../../main/capture/packet-filter.ts'
import {
  type SearchPlace,
  captureArguments,
  droppedPackets,
  findCaptureTools,
  isListening,
  noToolWords,
  parseInterfaces,
  pktmonCommands,
  whyNotStarted,
} from '../../../main/capture/tools.ts'
import { ethernet, icmp, ip4, ip6, tcp } from '../../support/packets.ts'

function place(changes: Partial<SearchPlace>, ...files: string[]): SearchPlace {
  const isExecutable = (path: string) => files.includes(path)
  return { platform: 'linux', env: { PATH: '/usr/bin:/bin' }, root: false, isExecutable, ...changes }
}

describe('finding', () => {
  const both = ['/usr/sbin/tcpdump', '/usr/bin/dumpcap']
  test('dumpcap first, which has rights of its own; tcpdump first for root', () => {
    expect(findCaptureTools(place({}, ...both)).map((t) => t.path)).toEqual(['/usr/bin/dumpcap', '/usr/sbin/tcpdump'])
    expect(findCaptureTools(place({ root: true }, ...both)).map((t) => t.id)).toEqual(['tcpdump', 'dumpcap'])
    expect(findCaptureTools(place({}))).toEqual([])
  })
  test('Windows: Wireshark’s folder, then pktmon', () => {
    const env = { Path: 'C:\\Windows', ProgramFiles: 'C:\\Program Files', SystemRoot: 'C:\\Windows' }
    const files = ['C:\\Program Files\\Wireshark\\dumpcap.exe', 'C:\\Windows\\System32\\pktmon.exe']
    expect(findCaptureTools(place({ platform: 'win32', env }, ...files)).map((t) => t.path)).toEqual(files)
  })
  test('where nothing is found, the words name what to install', () => {
    expect(noToolWords('linux')).toMatch(/apt install tcpdump/)
    expect(noToolWords('win32')).toMatch(/Npcap/)
  })
})

describe('arguments', () => {
  const sources = ['10.0.0.1']
  test('tcpdump', () => {
    expect(captureArguments('tcpdump', { interfaces: ['eth0'], filter: 'tcp', sources }).join(' ')).toBe(
      '-i eth0 -n -U --immediate-mode -s 256 -B 8192 -w - tcp',
    )
    expect(captureArguments('tcpdump', { interfaces: 'any', filter: '', sources }).join(' ')).toBe(
      '-i any -n -U --immediate-mode -s 256 -B 8192 -w -',
    )
    expect(captureArguments('tcpdump', { interfaces: ['a', 'b'], filter: '', sources }).slice(0, 2)).toEqual([
      '-i',
      'any',
    ])
  })
  test('dumpcap: options before the interfaces, so that they hold for all', () => {
    expect(captureArguments('dumpcap', { interfaces: ['a', 'b'], filter: 'tcp', sources }).join(' ')).toBe(
      '-f tcp -s 256 -B 8 -i a -i b -w -',
    )
    expect(captureArguments('dumpcap', { interfaces: 'any', filter: '', sources }, ['x']).join(' ')).toBe(
      '-s 256 -B 8 -i x -P -w -',
    )
  })
  test('pktmon', () => {
    const { before, convert, after } = pktmonCommands(['10.0.0.1', 'fd00::1'], '/t', 64)
    expect(before.map((command) => command.join(' '))).toEqual([
      'filter remove',
      'filter add psm-preflight-0-TCP -i 10.0.0.1 -t TCP',
      'filter add psm-preflight-0-ICMP -i 10.0.0.1 -t ICMP',
      'filter add psm-preflight-1-TCP -i fd00::1 -t TCP',
      'filter add psm-preflight-1-ICMPv6 -i fd00::1 -t ICMPv6',
      'start --capture --comp nics --pkt-size 256 --file-name /t/capture.etl --file-size 64',
    ])
    expect([convert, after]).toEqual([
      ['etl2pcap', '/t/capture.etl', '--out', '/t/capture.pcapng'],
      [['filter', 'remove']],
    ])
  })
})

describe('messages', () => {
  const tcpdump = { id: 'tcpdump', path: '/usr/bin/tcpdump' } as const
  const dumpcap = { id: 'dumpcap', path: '/usr/bin/dumpcap' } as const
  test.each([
    [
      'tcpdump',
      'tcpdump: listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes\n',
      true,
    ],
    ['tcpdump', 'tcpdump: data link type LINUX_SLL2\n', false],
    ['dumpcap', "Capturing on 'any'\nFile: -\n", true],
    ['dumpcap', "Capturing on 'any'\n", false],
  ] as const)('%s %j: listening %s', (id, text, expected) => expect(isListening(id, text)).toBe(expected))
  test.each([
    ['12 packets captured\n14 packets received by filter\n3 packets dropped by kernel\n', 3],
    ['1 packet captured\n1 packet dropped by kernel\n2 packets dropped by interface\n', 3],
    ["Packets received/dropped on interface 'eth0': 5/2 (pcap:2/dumpcap:0/flushed:0/ps_ifdrop:0) (71.4%)\n", 2],
    ["Packets received/dropped on interface 'a': 5/2 (x)\nPackets received/dropped on interface 'b': 5/0 (x)", 2],
    ['', null],
  ])('%j: %s dropped', (text, expected) => expect(droppedPackets(text)).toBe(expected))
  test('a missing right is told with what gives it', () => {
    const words =
      "tcpdump: lo: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)"
    expect(whyNotStarted(tcpdump, words, 'linux')).toMatch(
      /may not capture as this user.*setcap.* \/usr\/bin\/tcpdump$/,
    )
    expect(whyNotStarted(dumpcap, 'dumpcap: You do not have permission', 'linux')).toMatch(/usermod -aG wireshark/)
    expect(whyNotStarted(dumpcap, 'spawn EACCES', 'win32')).toMatch(/administrator/)
    expect(whyNotStarted(tcpdump, 'permission', 'darwin')).toMatch(/ChmodBPF/)
  })
  test('any other reason is told as it is', () => {
    expect(whyNotStarted(tcpdump, 'tcpdump: eth9: No such device exists\n', 'linux')).toBe(
      '/usr/bin/tcpdump ended: tcpdump: eth9: No such device exists',
    )
  })
  test('interfaces', () => {
    expect(parseInterfaces('1. \\Device\\NPF_{A-B} (Ethernet)\r\n2. eth0\n\nother')).toEqual([
      '\\Device\\NPF_{A-B}',
      'eth0',
    ])
  })
})

describe('filters', () => {
  test('for the tool', () => {
    expect(captureFilter(['10.0.0.1'], ['10.0.0.2', 'fd00::2', 'name.example'])).toBe(
      '((host 10.0.0.1) and ((tcp and (host 10.0.0.2 or host fd00::2)) or icmp or icmp6)) or arp',
    )
    const many = Array.from({ length: 60 }, (_, i) => `10.0.1.${i}`)
    expect(captureFilter(['fe80::1%eth0'], many)).toBe('((host fe80::1) and (tcp or icmp or icmp6)) or arp')
    expect(captureFilter(many, many)).toBe('tcp or icmp or icmp6 or arp')
  })
  const missing = (() => {
    try {
      execFileSync('tcpdump', ['--version'], { stdio: 'ignore' })
      return false
    } catch {
      console.warn('filters compiled by tcpdump: skipped, because tcpdump is not installed')
      return true
    }
  })()
  test.skipIf(missing)('libpcap compiles them, the largest within the kernel’s 4,096 instructions', () => {
    const fifty = Array.from({ length: 25 }, (_, i) => [`10.0.1.${i}`, `fd00::${i + 1}`]).flat()
    for (const [sources, destinations] of [
      [['10.0.0.1'], ['fd00::2']],
      [fifty, fifty],
      [fifty, []],
    ] as const) {
      const program = execFileSync('tcpdump', ['-y', 'EN10MB', '-ddd', captureFilter(sources, destinations)], {
        encoding: 'utf8',
      })
      expect(Number(program.split('\n')[0])).toBeLessThan(4096)
    }
  })

  const [LAPTOP, PSM, OTHER] = ['10.77.10.10', '10.77.20.11', '10.99.0.1']
  const filter = new PacketFilter([LAPTOP, 'fd77:10::10'], [PSM, 'fd77:20::11'])
  const isOurs = (packet: Buffer) => {
    const decoder = new FrameDecoder()
    decoder.decode(packet, 0, packet.length, packet.length, 101, true)
    return filter.isOurs(packet, decoder.packet)
  }
  const error = (from: string, to: string, quoted: Buffer) => ip4(icmp(3, 13, quoted), { protocol: 1, from, to })
  test.each([
    ['there', ip4(tcp(), { from: LAPTOP, to: PSM }), true],
    ['back', ip4(tcp(), { from: PSM, to: LAPTOP }), true],
    ['IPv6', ip6(tcp()), true],
    ['to another', ip4(tcp(), { from: LAPTOP, to: OTHER }), false],
    ['from another', ip4(tcp(), { from: OTHER, to: PSM }), false],
    ['between two destinations', ip4(tcp(), { from: PSM, to: PSM }), false],
    ['UDP', ip4(Buffer.alloc(8), { from: LAPTOP, to: PSM, protocol: 17 }), false],
    ['an error about ours', error(OTHER, LAPTOP, ip4(tcp(), { from: LAPTOP, to: PSM })), true],
    ['an error about another’s', error(OTHER, LAPTOP, ip4(tcp(), { from: LAPTOP, to: OTHER })), false],
    ['echo of a destination', ip4(icmp(0, 0, Buffer.alloc(0)), { protocol: 1, from: PSM, to: LAPTOP }), true],
  ])('packet by packet: %s', (_, packet, expected) => expect(isOurs(packet)).toBe(expected))

  const arp = (sender: string, target: string) => {
    const ip = (text: string) => Buffer.from(text.split('.').map(Number))
    const head = Buffer.from('0001080006040001020000000001', 'hex')
    return ethernet(Buffer.concat([head, ip(sender), Buffer.alloc(6), ip(target)]), [], 0x0806)
  }
  test('ARP for our addresses only', () => {
    const ours = (frame: Buffer) => filter.isOurArp(frame, findArp(frame, 0, frame.length, 1), frame.length)
    expect([ours(arp(LAPTOP, OTHER)), ours(arp(OTHER, PSM)), ours(arp(OTHER, '10.99.0.2'))]).toEqual([
      true,
      true,
      false,
    ])
    expect(findArp(ip4(tcp()), 0, 40, 1)).toBe(-1)
    expect(filter.isOurArp(arp(LAPTOP, OTHER).subarray(0, 30), 14, 30)).toBe(false)
  })
})
