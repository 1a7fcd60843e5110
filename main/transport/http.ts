/**
 * The core over HTTP, on loopback only: the renderer's files, calls, events and reports, for a browser that has a session. Everything
 * that is not expected is refused early, with few words.
 */
import { createReadStream } from 'node:fs'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { KEY_FRAGMENT, KEY_HEADER } from '../../shared/contract.ts'
import type { ReportFile } from '../checks/make-report.ts'
import { dispatch } from './dispatch.ts'
import { Downloads } from './downloads.ts'
import type { EventLog } from './event-log.ts'
import { streamEvents } from './event-stream.ts'
import type { Handlers } from './handlers.ts'
import { readJsonBody } from './read-body.ts'
import { refusalPage } from './refusal-page.ts'
import { type Refusal, guardRequest } from './request-guard.ts'
import { SECURITY_HEADERS, cacheControl } from './security-headers.ts'
import { Sessions, cookieName, cookieOf, sessionCookie } from './sessions.ts'
import type { StaticFiles } from './static-files.ts'

const LOOPBACK = '127.0.0.1'
const MOST_CONNECTIONS = 64
const HEADERS_MS = 10_000
const REQUEST_MS = 30_000
const LOOK_MS = 2000
/** A browser uses a connection again; one that was just closed by us would fail its next call. */
const KEEP_MS = 30_000
const MOST_HEADER_BYTES = 16_384

export interface HttpParts {
  handlers: Handlers
  log: EventLog
  files: StaticFiles
  /** 0: any free one. */
  port: number
  /** How the user gets a new link; plain text. */
  howToNewLink: string
}

export class HttpDoor {
  private readonly sessions = new Sessions()
  private readonly downloads = new Downloads()
  private readonly server: Server

  private constructor(private readonly parts: HttpParts) {
    this.server = createServer(
      {
        headersTimeout: HEADERS_MS,
        requestTimeout: REQUEST_MS,
        connectionsCheckingInterval: LOOK_MS,
        keepAliveTimeout: KEEP_MS,
        maxHeaderSize: MOST_HEADER_BYTES,
        requireHostHeader: false,
      },
      (request, response) => void this.answer(request, response),
    )
    this.server.maxConnections = MOST_CONNECTIONS
  }

  /** Rejects with the system's error where the port cannot be had. */
  static async open(parts: HttpParts): Promise<HttpDoor> {
    const door = new HttpDoor(parts)
    await new Promise<void>((resolve, reject) => {
      door.server.once('error', reject)
      door.server.listen({ host: LOOPBACK, port: parts.port, exclusive: true }, resolve)
    })
    return door
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** An address that works once. */
  newLink(): string {
    return `http://${LOOPBACK}:${this.port}/?token=${this.sessions.newToken()}`
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    this.server.closeAllConnections()
    await closed
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    response.setHeader('cache-control', cacheControl(false))
    try {
      await this.route(request, response)
    } catch (error) {
      // The other end went away in the middle; anything else is ours.
      if (response.destroyed || request.destroyed) return
      process.stderr.write(`psm-preflight: internal error\n${error instanceof Error ? error.stack : String(error)}\n`)
      refuse(response, { status: 500, message: 'A fault of this program.' })
    }
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = guardRequest(request, this.port)
    if (refusal) return refuse(response, refusal)
    const { method = '', url = '' } = request
    const question = url.indexOf('?')
    const path = question < 0 ? url : url.slice(0, question)
    if (method === 'GET' && path === '/' && question >= 0) return this.exchange(url.slice(question + 1), response)
    if (!this.hasSession(request)) return this.refuseStranger(path, response)
    if (path.startsWith('/api/')) {
      if (method !== 'POST') return refuse(response, onlyBy('POST'))
      if (!this.hasKey(request)) return this.refuseStranger(path, response)
      return await this.call(path.slice('/api/'.length), request, response)
    }
    if (method !== 'GET') return refuse(response, onlyBy('GET'))
    if (path === '/events') {
      if (!this.hasKey(request)) return this.refuseStranger(path, response)
      return streamEvents(request, response, this.parts.log)
    }
    // Its address was given to a call with the key, works once, and cannot be guessed.
    const report = this.downloads.take(path)
    if (report) return await sendReport(report, response)
    return await this.sendFile(path, response)
  }

  private exchange(query: string, response: ServerResponse): void {
    const token = new URLSearchParams(query).get('token')
    const given = token === null ? null : this.sessions.exchange(token)
    if (given === null) return this.refuseStranger('/', response)
    const cookie = sessionCookie(cookieName(this.port), given.session)
    // A fragment is never sent: the page takes the key from it.
    response.writeHead(303, { 'set-cookie': cookie, location: `/#${KEY_FRAGMENT}${given.key}` })
    response.end()
  }

  private hasSession(request: IncomingMessage): boolean {
    const session = cookieOf(request.headers.cookie, cookieName(this.port))
    return session !== null && this.sessions.isSession(session)
  }

  private hasKey(request: IncomingMessage): boolean {
    const key = request.headers[KEY_HEADER]
    return typeof key === 'string' && this.sessions.isKey(key)
  }

  /** A page for a person, a line for everything else. */
  private refuseStranger(path: string, response: ServerResponse): void {
    if (path !== '/') return refuse(response, { status: 403, message: this.parts.howToNewLink })
    response.writeHead(403, { 'content-type': 'text/html; charset=utf-8' })
    response.end(refusalPage(this.parts.howToNewLink))
  }

  private async call(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJsonBody(request)
    if ('refusal' in body) return refuse(response, body.refusal)
    const reply = await dispatch(this.parts.handlers, name, body.value, { deliver: this.downloads.offer })
    const isUnknown = !reply.ok && reply.error.code === 'unknown-call'
    response.writeHead(isUnknown ? 404 : 200, { 'content-type': 'application/json; charset=utf-8' })
    response.end(JSON.stringify(reply))
  }

  private async sendFile(path: string, response: ServerResponse): Promise<void> {
    const { files } = this.parts
    const file = files.find(path)
    if (!file) return refuse(response, { status: 404, message: 'There is nothing at this address.' })
    const content = await files.content(file)
    response.writeHead(200, {
      'content-type': file.mediaType,
      'content-length': content.length,
      'cache-control': cacheControl(file.isHashed),
    })
    response.end(content)
  }
}

const onlyBy = (method: string): Refusal => ({ status: 405, message: `Only ${method} is accepted here.` })

/** The connection ends with it: what is still to come of the request is not read. */
function refuse(response: ServerResponse, { status, message }: Refusal): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  response.end(`${message}\n`)
}

async function sendReport({ name, mediaType, content }: ReportFile, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': mediaType, 'content-disposition': `attachment; filename="${name}"` })
  if (content instanceof Uint8Array) response.end(content)
  else await pipeline(createReadStream(content.path), response)
}
