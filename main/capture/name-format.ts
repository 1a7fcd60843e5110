/** What a file is that is no capture of ours, by its first bytes, and what to do with it. */
import { printable } from '../../shared/plan/faults.ts'

interface KnownFile {
  /** First bytes, hex. */
  magic: string
  what: string
  advice?: string
}

const KNOWN: readonly KnownFile[] = [
  { magic: '736e6f6f7000', what: 'a snoop capture', advice: 'convert it with "editcap -F pcapng"' },
  { magic: '474d4255', what: 'a Network Monitor capture', advice: 'convert it with "editcap -F pcapng"' },
  { magic: '52545353', what: 'a Network Monitor capture', advice: 'convert it with "editcap -F pcapng"' },
  { magic: '5452534e4946462064617461', what: 'a Sniffer capture', advice: 'convert it with "editcap -F pcapng"' },
  { magic: '28b52ffd', what: 'a file compressed by zstd', advice: 'unpack it first' },
  { magic: 'fd377a585a', what: 'a file compressed by xz', advice: 'unpack it first' },
  { magic: '425a68', what: 'a file compressed by bzip2', advice: 'unpack it first' },
  { magic: '04224d18', what: 'a file compressed by lz4', advice: 'unpack it first' },
  { magic: '504b0304', what: 'a zip archive', advice: 'unpack it first' },
  { magic: '1f8b', what: 'a file that was compressed twice', advice: 'unpack it first' },
  { magic: '25504446', what: 'a PDF' },
  { magic: '89504e47', what: 'a PNG picture' },
]

const ACCEPTED = 'accepted: a packet capture, pcap or pcapng, plain or gzip’d'

/** "found …; accepted: …". `first`: the first bytes of what was read. */
export function nameFormat(first: Buffer, name: string): string {
  if (first.length === 0) return `found nothing: the file is empty; ${ACCEPTED}`
  // An event trace has no bytes by which it could be told.
  if (/\.etl$/i.test(name)) return `found an event trace of Windows; ${ACCEPTED}. "pktmon etl2pcap" converts it`
  const hex = first.toString('hex')
  const known = KNOWN.find(({ magic }) => hex.startsWith(magic))
  if (known) return `found ${known.what}; ${ACCEPTED}${known.advice ? `. To use it, ${known.advice}` : ''}`
  return `found ${sample(first)} at its start; ${ACCEPTED}`
}

function sample(first: Buffer): string {
  const text = first.toString('latin1', 0, 24)
  if (/^[\x20-\x7e\t\r\n]+$/.test(text)) return `the text "${printable(text.replaceAll(/\s+/g, ' ').trim(), 40)}"`
  return `the bytes ${first.toString('hex', 0, 8).replaceAll(/(..)(?=.)/g, '$1 ')}`
}
