/**
 * The tools that capture for us: where they are, what they are called with, and what they say. Everything that is decided here
 * is pure; `live.ts` runs them. We never capture ourselves, because these have, or can be given, the rights and we have not.
 *
 * dumpcap and tcpdump were tried on Linux. Their use on macOS and Windows, and pktmon, are written by their documentation and
 * were not tried.
 */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export type CaptureToolId = 'dumpcap' | 'tcpdump' | 'pktmon'

export interface CaptureTool {
  id: CaptureToolId
  path: string
}

export interface CaptureRequest {
  /** Names as the tool knows them, or all interfaces. */
  interfaces: readonly string[] | 'any'
  /** pcap-filter(7); empty: everything. */
  filter: string
  /** The addresses that the filter is made for: pktmon has a language of its own. */
  sources: readonly string[]
}

/** What of the machine the search depends on. */
export interface SearchPlace {
  platform: NodeJS.Platform
  env: NodeJS.ProcessEnv
  /** Root: it may capture with any tool. */
  root: boolean
  isExecutable: (path: string) => boolean
}

/** Bytes of each packet: all headers, options, and of an ICMP error the whole quote. */
const SNAP_LENGTH = 256
/** MiB. The kernel keeps packets there while we are busy: at 300 connects per second it is never near full. */
const BUFFER_MIB = 8

function foldersOf({ platform, env }: SearchPlace): string[] {
  const path = (env['PATH'] ?? env['Path'] ?? '').split(platform === 'win32' ? ';' : delimiter).filter(Boolean)
  if (platform === 'win32') {
    const programs = [env['ProgramFiles'], env['ProgramW6432'], 'C:\\Program Files'].filter((p) => p !== undefined)
    const system = `${env['SystemRoot'] ?? 'C:\\Windows'}\\System32`
    return [...path, ...programs.map((p) => `${p}\\Wireshark`), system]
  }
  const usual = ['/usr/sbin', '/usr/bin', '/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin']
  return [...path, ...usual, '/Applications/Wireshark.app/Contents/MacOS']
}

/**
 * The tools that are installed, the one to be tried first first. For root that is tcpdump, which needs nothing else; for anybody
 * else dumpcap, which distributions install with the right to capture.
 */
export function findCaptureTools(place: SearchPlace = thisMachine()): CaptureTool[] {
  const { platform, root } = place
  const order: CaptureToolId[] =
    platform === 'win32' ? ['dumpcap', 'pktmon'] : root ? ['tcpdump', 'dumpcap'] : ['dumpcap', 'tcpdump']
  const folders = foldersOf(place)
  return order.flatMap((id) => {
    const name = platform === 'win32' ? `${id}.exe` : id
    const separator = platform === 'win32' ? '\\' : '/'
    const path = folders.map((folder) => `${folder}${separator}${name}`).find(place.isExecutable)
    return path === undefined ? [] : [{ id, path }]
  })
}

function thisMachine(): SearchPlace {
  const isExecutable = (path: string) => {
    try {
      accessSync(path, constants.F_OK)
      return true
    } catch {
      return false
    }
  }
  return { platform: process.platform, env: process.env, root: process.getuid?.() === 0, isExecutable }
}

/**
 * Arguments that make a tool write a live capture to stdout: each packet as it comes.
 * @param all the names of all interfaces, where the tool has no "any" (Windows, macOS)
 */
export function captureArguments(
  id: Exclude<CaptureToolId, 'pktmon'>,
  { interfaces, filter }: CaptureRequest,
  all: readonly string[] | null = null,
): string[] {
  const names = interfaces === 'any' ? (all ?? ['any']) : interfaces
  if (id === 'dumpcap') {
    const of = names.flatMap((name) => ['-i', name])
    // pcap where one interface is captured: older versions write nothing else to a pipe without delay.
    const format = names.length === 1 ? ['-P'] : []
    const limits = ['-s', String(SNAP_LENGTH), '-B', String(BUFFER_MIB)]
    // Options before the first -i hold for all interfaces.
    return [...(filter ? ['-f', filter] : []), ...limits, ...of, ...format, '-w', '-']
  }
  // One interface at a time: several are "any", of which only the probe's own packets are let through anyway.
  const name = names.length === 1 ? (names[0] ?? 'any') : 'any'
  const limits = ['-s', String(SNAP_LENGTH), '-B', String(BUFFER_MIB * 1024)]
  return ['-i', name, '-n', '-U', '--immediate-mode', ...limits, '-w', '-', ...(filter ? [filter] : [])]
}

/** What the tool says once packets are really captured: the filter is set, and the file begun. */
export const isListening = (id: CaptureToolId, stderr: string) =>
  id === 'tcpdump' ? /listening on /.test(stderr) : /^File: /m.test(stderr)

/** Packets that the tool says it lost; null where it does not say. */
export function droppedPackets(stderr: string): number | null {
  const tcpdump = [...stderr.matchAll(/(\d+) packets? dropped by (?:kernel|interface)/g)]
  if (tcpdump.length > 0) return tcpdump.reduce((sum, match) => sum + Number(match[1]), 0)
  const dumpcap = [...stderr.matchAll(/received\/dropped on interface .*: \d+\/(\d+)/g)]
  return dumpcap.length === 0 ? null : dumpcap.reduce((sum, match) => sum + Number(match[1]), 0)
}

/** Why a tool ended before it captured, in words for the reader; with what to do where a right is missing. */
export function whyNotStarted({ id, path }: CaptureTool, stderr: string, platform: NodeJS.Platform): string {
  const refused = /permission|not permitted|EACCES|EPERM|access is denied/i.test(stderr)
  if (!refused) return `${path} ended: ${firstLine(stderr)}`
  return `${path} may not capture as this user: ${rightsFor(id, path, platform)}`
}

function rightsFor(id: CaptureToolId, path: string, platform: NodeJS.Platform): string {
  if (platform === 'win32')
    return 'start this program as administrator, or install Npcap without its restriction to administrators'
  if (platform === 'darwin') return 'run as root (sudo), or install ChmodBPF, which comes with Wireshark'
  const setcap = `sudo setcap cap_net_raw,cap_net_admin=eip ${path}`
  if (id === 'tcpdump') return `run as root (sudo), or give it the right: ${setcap}`
  return `run as root (sudo), or join the group that may: sudo usermod -aG wireshark $USER, and log in again (Debian: first sudo dpkg-reconfigure wireshark-common); or ${setcap}`
}

/** What is said where no tool is installed. */
export function noToolWords(platform: NodeJS.Platform): string {
  if (platform === 'win32')
    return 'no capture tool is installed: install Wireshark with Npcap (dumpcap); pktmon is part of Windows 10 2004 and later'
  if (platform === 'darwin')
    return 'no capture tool is installed: tcpdump is part of macOS, and dumpcap comes with Wireshark'
  return 'no capture tool is installed: install tcpdump or dumpcap (Debian: apt install tcpdump; Red Hat: dnf install tcpdump)'
}

function firstLine(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim())
  return lines.find((line) => line !== '' && !line.startsWith('Capturing on '))?.slice(0, 200) ?? 'without a word'
}

/** Names of interfaces by `dumpcap -D`: "1. \Device\NPF_{…} (Ethernet)". */
export function parseInterfaces(stdout: string): string[] {
  return stdout.split(/\r?\n/).flatMap((line) => /^\d+\. (\S+)/.exec(line)?.[1] ?? [])
}

export interface PktmonCommands {
  /** In order; the filters of others are removed first, and ours afterwards. */
  before: string[][]
  stop: string[]
  convert: string[]
  /** The file that the conversion makes. */
  converted: string
  after: string[][]
}

/**
 * pktmon writes an event trace, which is turned into pcapng when it is stopped: nothing is seen while it runs. Not tried: written
 * by Microsoft's documentation of Windows 11.
 */
export function pktmonCommands(sources: readonly string[], folder: string, mostMib: number): PktmonCommands {
  const [trace, converted] = [join(folder, 'capture.etl'), join(folder, 'capture.pcapng')]
  return {
    before: [
      ['filter', 'remove'],
      ...sources.flatMap((source, index) =>
        ['TCP', source.includes(':') ? 'ICMPv6' : 'ICMP'].map((protocol) => [
          'filter',
          'add',
          `psm-preflight-${index}-${protocol}`,
          '-i',
          source,
          '-t',
          protocol,
        ]),
      ),
      [
        'start',
        '--capture',
        '--comp',
        'nics',
        '--pkt-size',
        String(SNAP_LENGTH),
        '--file-name',
        trace,
        '--file-size',
        String(mostMib),
      ],
    ],
    stop: ['stop'],
    convert: ['etl2pcap', trace, '--out', converted],
    converted,
    after: [['filter', 'remove']],
  }
}
