/**
 * net-ping, loaded only where it is wanted: it is an optional dependency that needs a compiler to install and root or CAP_NET_RAW
 * to run. A session is one raw ICMP socket; what net-ping does not tell of an answer is read from the packet itself.
 */
import { randomInt } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import { type Family, formatIp, parseIp } from '../../../shared/plan/ip-number.ts'

export type PingAnswer = (error: Error | null, target: string, sent: Date, received: Date) => void

/** The part of a session of net-ping 1.2.4 that is used here. */
export interface Session extends EventEmitter {
  /** Milliseconds, read when an echo is sent. */
  timeout: number
  /** The raw socket beneath; `message` has the packet, with its IP header for IPv4, and where it came from. */
  socket?: EventEmitter
  pingHost(target: string, answer: PingAnswer): unknown
  traceRoute(
    target: string,
    options: { ttl: number; maxHopTimeouts: number; startTtl: number },
    /** A true value ends the trace. */
    onHop: (error: Error | null, target: string, ttl: number, sent: Date, received: Date) => boolean,
    onDone: (error: Error | null, target: string) => void,
  ): unknown
  close(): unknown
}

export interface NetPing {
  createSession(options: {
    networkProtocol: number
    packetSize: number
    retries: number
    sessionId: number
    timeout: number
    ttl: number
  }): Session
  NetworkProtocol: { IPv4: number; IPv6: number }
}

/** A parameter, so that a machine without the package can be played in tests. */
export type LoadNetPing = () => Promise<{ default: NetPing }>

export const loadNetPing: LoadNetPing = async () => {
  const { default: netPing } = await import('net-ping')
  return { default: netPing as NetPing }
}

/** The packet behind the answer that net-ping is just telling of. */
export interface Arrival {
  source: string
  /** Null for IPv6, where the kernel keeps the header to itself. */
  ttl: number | null
}

export interface OpenSession {
  session: Session
  /** To be read inside net-ping's callback: it is called while the packet is handled. */
  arrival: () => Arrival | null
  /** Why the socket broke, where it did. */
  broken: () => string | null
}

/** Our own starting TTL: that of Linux and macOS. */
const OWN_TTL = 64
/** Header of an echo (8) and as much to carry. */
const PACKET_SIZE = 16
const IPV4_HEADER = 20
const IPV4_TTL_AT = 8

/**
 * Sessions that are open. Nothing else holds one whose echo waits to be sent: raw-socket's handle is no root for the collector, and
 * a session that was collected never calls back (measured, Node 22: a trace that never ended).
 */
const alive = new Set<Session>()

export const familyOf = (address: string): Family => (address.includes(':') ? 6 : 4)

/** The literal in one spelling and without its zone, for comparing. */
export function bareAddress(text: string): string {
  const ip = parseIp(text)
  return ip ? formatIp(ip.family, ip.value) : text
}

/** Throws what the system says where raw sockets are not allowed. */
export function openSession(netPing: NetPing, family: Family, timeoutMs: number): OpenSession {
  const session = netPing.createSession({
    networkProtocol: family === 6 ? netPing.NetworkProtocol.IPv6 : netPing.NetworkProtocol.IPv4,
    packetSize: PACKET_SIZE,
    retries: 0,
    // net-ping takes the process id: two processes in two containers with the same one would hear each other's answers.
    sessionId: randomInt(1, 65_535),
    timeout: timeoutMs,
    ttl: OWN_TTL,
  })
  alive.add(session)
  let last: Arrival | null = null
  let why: string | null = null
  // Without a listener the error would be thrown.
  session.on('error', (error: Error) => {
    why = error.message
  })
  session.on('close', () => {
    alive.delete(session)
    why ??= 'the socket was closed'
  })
  session.socket?.prependListener('message', (packet: Buffer, source: string) => {
    const ttl = family === 4 && packet.length >= IPV4_HEADER ? (packet[IPV4_TTL_AT] ?? null) : null
    last = { source: bareAddress(source), ttl }
  })
  return { session, arrival: () => last, broken: () => why }
}

/** In words for the reader: what is missing, and what would make it possible. */
export function whyNoNetPing(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const text = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)
  if (code === 'ERR_MODULE_NOT_FOUND') return 'the optional package net-ping is not installed'
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_DLOPEN_FAILED') {
    return 'raw-socket beneath net-ping is not built for this Node (npm rebuild raw-socket, with a compiler, would build it)'
  }
  if (/not permitted|permission|denied|access/i.test(text)) {
    return 'raw sockets need root, an administrator, or CAP_NET_RAW'
  }
  return `net-ping failed: ${text}`
}
