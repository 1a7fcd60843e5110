/**
 * What the far end shows of itself on a connection that is open already. At most one read per flow; never a POST, never
 * SNI (the gRPC ports mint a certificate for any name that is asked for), never more than a few kilobytes.
 */
import { Socket } from 'node:net'
import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls'
import type { IdentityKind } from '../../shared/catalogue/catalogue.ts'
import type { IdentityObservation } from '../../shared/observation.ts'
import type { NonceAnswer } from '../standin/ask-nonce.ts'
import { GREETING_WORD } from '../standin/greeting.ts'
import { type Connection, endConnection } from './dial.ts'

/** A banner fits into the first, the headers of a redirect into the second. */
const ENOUGH_BYTES = 1024
const ENOUGH_HEADER_BYTES = 8192
const DETAIL_LENGTH = 200
const GREETING_MS = 80
/** Once a stand-in has greeted: time for packets that are lost and sent again. */
const PROOF_MS = 2500

type Asked = IdentityKind | 'listen'
type Sight = Pick<IdentityObservation, 'saw' | 'detail' | 'certificate'> & {
  /** The first bytes, where they are those of a stand-in. */
  greeting?: Buffer
}

/** What proves that a stand-in of this check answers. */
export interface NonceKey {
  /** Asked for when a stand-in has greeted: most checks meet none. */
  secret: () => Buffer | Promise<Buffer>
  /** Name of the endpoint that was dialled. */
  name: string
  /** So long a greeting may take; from a stand-in it comes without being asked, after about one round trip. */
  greetingMs: number
}

export interface IdentityRequest {
  socket: Connection
  address: string
  asked: Asked
  deadlineMs: number
  /** Milliseconds between the first attempt of the flow and now. */
  at: number
  /** Absent: a stand-in that greets is named, and not asked for its proof. */
  key?: NonceKey | undefined
}

export interface FarEnd {
  identity: IdentityObservation
  /** Null where no stand-in greeted, or none is asked. */
  nonce: NonceAnswer | null
}

/** Reads the identity and ends the connection. Never rejects; ends within the deadline. */
export const readIdentity = async (request: IdentityRequest): Promise<IdentityObservation> =>
  (await lookAtFarEnd(request)).identity

/** The same; and a stand-in that greets is asked for its proof. */
export async function lookAtFarEnd(request: IdentityRequest): Promise<FarEnd> {
  const { asked, at, socket, key } = request
  const startedAt = performance.now()
  const { greeting, ...sight } = await readSight(request)
  const elapsedMs = Math.round((performance.now() - startedAt) * 100) / 100
  const nonce = greeting && key ? await askProof(request, key, greeting) : null
  endConnection(socket)
  const identity = { observer: 'identity', at: Math.round(at * 100) / 100, elapsedMs, asked, ...sight } as const
  return { identity, nonce }
}

async function askProof({ socket, deadlineMs }: IdentityRequest, { secret, name }: NonceKey, already: Buffer) {
  const [{ askNonce }, known] = await Promise.all([import('../standin/ask-nonce.ts'), secret()])
  return askNonce({ connection: socket, secret: known, name, deadlineMs: Math.max(deadlineMs, PROOF_MS), already })
}

/** A stand-in speaks first, and takes our first bytes for its answer: where one may be, its greeting is waited for. */
function readSight(request: IdentityRequest): Promise<Sight> {
  const { asked, key } = request
  if (asked === 'tls') return readGreeting(request, Math.max(GREETING_MS, key?.greetingMs ?? 0), readTls)
  if (asked === 'http-redirect' && key) return readGreeting(request, key.greetingMs, readBytes)
  return readBytes({
    ...request,
    deadlineMs: Math.max(request.deadlineMs, key?.greetingMs ?? 0) + (request.socket.delayMs ?? 0),
  })
}

/** A server that speaks before it is asked is no TLS server: waiting a moment for that names what it is. */
async function readGreeting(
  request: IdentityRequest,
  waitMs: number,
  otherwise: (request: IdentityRequest) => Promise<Sight>,
): Promise<Sight> {
  const deadlineMs = Math.min(waitMs, request.deadlineMs) + (request.socket.delayMs ?? 0)
  const greeting = await readBytes({ ...request, asked: 'listen', deadlineMs })
  if (greeting.saw === 'silence') return otherwise(request)
  // In TLS the client speaks first (RFC 8446 §2): records before our hello are somebody's imitation.
  return greeting.saw === 'tls' ? { ...greeting, saw: 'bytes', detail: 'TLS records before a hello' } : greeting
}

/** Sends the question, if any, and reads until there is enough to name what came. */
function readBytes({ socket, address, asked, deadlineMs }: IdentityRequest): Promise<Sight> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0)
    const finish = (end: 'silence' | 'closed' | 'reset') => {
      clearTimeout(timer)
      for (const event of ['data', 'end', 'error', 'close']) socket.removeAllListeners(event)
      socket.on('error', () => {})
      socket.pause()
      resolve(seen.length === 0 ? { saw: end, detail: '', certificate: null } : nameBytes(seen))
    }
    // Timers run before sockets are read: after a stall a RST or a banner may be waiting in the kernel.
    const timer = setTimeout(() => setImmediate(() => finish('silence')), deadlineMs)
    const enough = asked === 'http-redirect' ? ENOUGH_HEADER_BYTES : ENOUGH_BYTES
    socket.on('data', (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk.subarray(0, enough - seen.length)])
      if (seen.length >= enough || isEnough(asked, seen)) finish('silence')
    })
    socket.on('end', () => finish('closed'))
    socket.on('error', () => finish('reset'))
    // Also when the run is stopped and the connection with it.
    socket.on('close', () => finish('reset'))
    if (asked === 'http-redirect') {
      const host = address.includes(':') ? `[${address}]` : address
      socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: psm-preflight\r\nConnection: close\r\n\r\n`)
    }
    socket.resume()
  })
}

const headersEnded = (bytes: Buffer) => bytes.includes('\r\n\r\n')
const lineEnded = (bytes: Buffer) => bytes.includes('\n')

/** The moment from which more bytes would not change the name. */
function isEnough(asked: Asked, bytes: Buffer): boolean {
  if (isSettings(bytes)) return true
  return asked === 'http-redirect' ? headersEnded(bytes) : lineEnded(bytes)
}

/** An HTTP/2 frame header: length (3), type 4 = SETTINGS, flags, stream 0; length in steps of six (RFC 9113 §6.5). */
function isSettings(bytes: Buffer): boolean {
  if (bytes.length < 9) return false
  const length = bytes.readUIntBE(0, 3)
  return bytes[3] === 4 && length % 6 === 0 && length <= 600 && bytes.readUInt32BE(5) === 0
}

/** A TLS record of type alert or handshake, version 3.x (RFC 8446 §5.1). */
function isTlsRecord(bytes: Buffer): boolean {
  return bytes.length >= 3 && (bytes[0] === 21 || bytes[0] === 22) && bytes[1] === 3
}

function nameBytes(bytes: Buffer): Sight {
  const text = bytes.toString('latin1')
  const firstLine = printable(text.split(/\r?\n/, 1)[0] ?? '')
  if (text.startsWith(`${GREETING_WORD} `)) {
    return { saw: 'stand-in', detail: 'the greeting of a stand-in', certificate: null, greeting: bytes }
  }
  if (/^SSH-\d/.test(text)) return { saw: 'ssh-banner', detail: firstLine, certificate: null }
  if (/^HTTP\/1\.[01] \d{3}/.test(text)) {
    const location = /\r\nlocation:\s*([^\r\n]*)/i.exec(text)?.[1] ?? ''
    // A Location that did not fit into what was read may still be the right one.
    const cut = location === '' && !headersEnded(bytes)
    const redirected = /^HTTP\/1\.[01] 30[1278]/.test(text) && (cut || /^https:/i.test(location))
    const detail = location === '' ? firstLine : `${firstLine} → ${printable(location)}`
    return { saw: redirected ? 'http-redirect' : 'http', detail: detail.slice(0, DETAIL_LENGTH), certificate: null }
  }
  if (isSettings(bytes)) return { saw: 'http2-settings', detail: 'HTTP/2 SETTINGS', certificate: null }
  if (isTlsRecord(bytes)) return { saw: 'tls', detail: 'a TLS record', certificate: null }
  return { saw: 'bytes', detail: bytes.subarray(0, 32).toString('hex'), certificate: null }
}

/** Banners are hostile: only printable ASCII is kept, and not much of it. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '·').slice(0, DETAIL_LENGTH)
}

/** Error codes of OpenSSL that mean "what came was not TLS at all". */
const NOT_TLS =
  /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE|BAD_RECORD_TYPE|RECORD_TOO|UNSUPPORTED_PROTOCOL_VERSION|INVALID_PACKET|EPROTO/

/** A handshake without SNI and without trust: the certificate is evidence, not a credential. */
async function readTls({ socket, deadlineMs }: IdentityRequest): Promise<Sight> {
  const { connect: connectTls } = await import('node:tls')
  return new Promise((resolve) => {
    const tls = connectTls({
      socket,
      rejectUnauthorized: false,
      ALPNProtocols: ['h2', 'http/1.1'],
      minVersion: 'TLSv1',
    })
    const spoke = watchBytes(socket)
    let settled = false
    const finish = (sight: Sight) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      resolve(sight)
      tls.destroy()
    }
    const nothing = (saw: 'silence' | 'closed' | 'reset') => finish({ saw, detail: '', certificate: null })
    const giveUp = () => {
      if (spoke()) finish({ saw: 'silence', detail: 'an unfinished TLS handshake', certificate: null })
      else nothing('silence')
    }
    const timer = setTimeout(() => setImmediate(giveUp), deadlineMs)
    tls.once('secureConnect', () => finish(nameCertificate(tls.getPeerCertificate(true))))
    tls.on('end', () => nothing('closed'))
    tls.on('close', () => nothing('closed'))
    tls.on('error', (error: NodeJS.ErrnoException) => finish(nameTlsError(error, spoke())))
  })
}

/** Whether any bytes came from now on. TLS takes the handle of a socket of this machine away, which then tells of no data itself. */
function watchBytes(socket: Connection): () => boolean {
  if (socket instanceof Socket) {
    const before = socket.bytesRead
    return () => socket.bytesRead > before
  }
  let came = false
  socket.once('data', () => {
    came = true
  })
  return () => came
}

function nameTlsError(error: NodeJS.ErrnoException, spoke: boolean): Sight {
  const code = error.code ?? error.message
  if (!spoke) return { saw: code === 'ECONNRESET' ? 'reset' : 'closed', detail: '', certificate: null }
  if (NOT_TLS.test(code)) return { saw: 'bytes', detail: 'bytes that are not TLS', certificate: null }
  // An alert, a missing client certificate, an old version: it is a TLS server that did not like ours.
  return { saw: 'tls', detail: printable(code), certificate: null }
}

function nameCertificate(certificate: DetailedPeerCertificate | PeerCertificate): Sight {
  const subject = nameLine(certificate.subject)
  const issuer = nameLine(certificate.issuer)
  if (subject === '' && issuer === '') return { saw: 'tls', detail: 'TLS without a certificate', certificate: null }
  return { saw: 'tls', detail: `certificate ${subject}`.slice(0, DETAIL_LENGTH), certificate: { subject, issuer } }
}

function nameLine(name: object | undefined): string {
  return printable(
    Object.entries(name ?? {})
      .map(([key, value]) => `${key}=${[value].flat().join('+')}`)
      .join(', '),
  )
}
