/** What tshark sees of packets: an oracle that shares no code with our decoder. Debian: tshark. */
import { execFileSync, spawnSync } from 'node:child_process'

const MOST_BYTES = 512 * 1024 * 1024

/** Why tshark cannot be used, or null. */
export function tsharkMissing(): string | null {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' })
    return null
  } catch (error) {
    return `tshark is not usable: ${error instanceof Error ? error.message : String(error)}`
  }
}

export interface TsharkPacket {
  /** Counted from 0. */
  interface: number
  protocols: string
  /** `source>destination`; for TCP with ports, for ICMP with its type. Null for what is neither. */
  flow: string | null
}

const FIELDS = [
  'frame.interface_id',
  'frame.protocols',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'tcp.srcport',
  'tcp.dstport',
  'icmp.type',
  'icmpv6.type',
]

/** Without reassembly: each packet stands for itself. */
const ALONE = [
  '-o',
  'ip.defragment:FALSE',
  '-o',
  'ipv6.defragment:FALSE',
  '-o',
  'tcp.desegment_tcp_streams:FALSE',
  '-n',
]

/** What tshark sees in each packet of a file. The first occurrence of every field: the outermost header. */
export function tsharkPackets(file: string, more: readonly string[] = []): TsharkPacket[] {
  const fields = FIELDS.flatMap((field) => ['-e', field])
  const args = ['-r', file, ...ALONE, ...more, '-T', 'fields', '-E', 'separator=|', '-E', 'occurrence=f', ...fields]
  const { stdout, status, stderr } = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: MOST_BYTES })
  if (status !== 0) throw new Error(`tshark ended with ${status}: ${stderr}`)
  return stdout.trimEnd().split('\n').filter(Boolean).map(packetOf)
}

function packetOf(line: string): TsharkPacket {
  const [id = '', protocols = '', s4 = '', d4 = '', s6 = '', d6 = '', sport = '', dport = '', type4 = '', type6 = ''] =
    line.split('|')
  const layers = protocols.split(':')
  const ip = layers.find((layer) => layer === 'ip' || layer === 'ipv6')
  const [source, destination] = ip === 'ipv6' ? [s6, d6] : [s4, d4]
  const transport = layers.find((layer) => layer === 'tcp' || layer === 'icmp' || layer === 'icmpv6')
  const flow = () => {
    if (transport === 'tcp' && sport !== '') return `${source}>${destination} ${sport}>${dport}`
    if (transport === 'icmp' && type4 !== '') return `${source}>${destination} icmp ${type4}`
    return transport === 'icmpv6' && type6 !== '' ? `${source}>${destination} icmpv6 ${type6}` : null
  }
  return { interface: Number(id || 0), protocols, flow: flow() }
}

/** Packets of each file by capinfos, which comes with tshark; files that it cannot open or read to the end are left out. */
export function tsharkFrameCounts(files: readonly string[]): Map<string, number> {
  const { stdout } = spawnSync('capinfos', ['-T', '-M', '-r', '-c', ...files], {
    encoding: 'utf8',
    maxBuffer: MOST_BYTES,
  })
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
  return new Map(rows.map(([path = '', count]) => [path.split('/').at(-1) ?? '', Number(count)]))
}
