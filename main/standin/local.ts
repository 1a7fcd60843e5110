/** A stand-in on this machine: holds the free ports of an endpoint, proves itself to whoever asks, and tells who came. */
import { randomBytes } from 'node:crypto'
import { type Server, type Socket, createServer } from 'node:net'
import { LONGEST_LINE, answerLine, greetingLine, nameWord, parseProberLine, plainAddress } from './nonce.ts'

const BACKLOG = 128
const LONGEST_TALK_MS = 2000
/** Of a client that says anything but a nonce. */
const MOST_BYTES = 256
const MOST_TALKS = 256
const NONCE_BYTES = 16

export interface LocalStandInRequest {
  name: string
  secret: Buffer
  address: string
  ports: readonly number[]
  onVisit: (visit: Visit) => void
}

/** A connection that has ended. */
export interface Visit {
  port: number
  /** Address that it came from, as this machine saw it. */
  source: string
  /** `silent`: it said nothing, as a plain connect() does; `other`: it said something that is no question for a proof. */
  end: 'proved' | 'silent' | 'other'
}

export interface HeldPort {
  port: number
  state: 'listening' | 'taken' | 'denied' | 'error'
  errno: string | null
}

export interface LocalStandIn {
  ports: HeldPort[]
  close(): Promise<void>
}

/** Tries every port; never rejects for one that it cannot have. */
export async function openLocalStandIn(request: LocalStandInRequest): Promise<LocalStandIn> {
  const talks = new Set<Socket>()
  const servers: Server[] = []
  const ports = await Promise.all(
    request.ports.map(async (port): Promise<HeldPort> => {
      const server = createServer((socket) => converse(socket, port, request, talks))
      const errno = await listen(server, request.address, port)
      if (errno === null) servers.push(server)
      return { port, state: stateOf(errno), errno }
    }),
  )
  return {
    ports,
    close: async () => {
      for (const socket of talks) socket.destroy()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

function stateOf(errno: string | null): HeldPort['state'] {
  if (errno === null) return 'listening'
  return errno === 'EADDRINUSE' ? 'taken' : errno === 'EACCES' ? 'denied' : 'error'
}

/** Null once it listens, else the system's error name. */
function listen(server: Server, host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'UNKNOWN'))
    server.listen({ host, port, backlog: BACKLOG, exclusive: true, ipv6Only: true }, () => {
      // An error of accept() later, such as EMFILE, costs a connection and not the stand-in.
      server.on('error', () => {})
      resolve(null)
    })
  })
}

function converse(socket: Socket, port: number, request: LocalStandInRequest, talks: Set<Socket>): void {
  const ends = endsOf(socket)
  socket.on('error', () => {})
  if (!ends || talks.size >= MOST_TALKS) return void socket.destroy()
  const { name, secret, onVisit } = request
  const standInNonce = randomBytes(NONCE_BYTES).toString('hex')
  let heard = ''
  let proved = false
  talks.add(socket)
  const timer = setTimeout(() => socket.destroy(), LONGEST_TALK_MS)
  socket.on('close', () => {
    clearTimeout(timer)
    talks.delete(socket)
    onVisit({ port, source: ends.source.address, end: proved ? 'proved' : heard === '' ? 'silent' : 'other' })
  })
  socket.on('data', (data: Buffer) => {
    heard = (heard + data.toString('latin1')).slice(0, LONGEST_LINE)
    const end = heard.indexOf('\n')
    if (end < 0) return heard.length >= MOST_BYTES ? void socket.destroy() : undefined
    const proberNonce = parseProberLine(heard.slice(0, end))
    if (proberNonce === null || proved) return void socket.destroy()
    proved = true
    socket.end(answerLine(secret, { nameWord: nameWord(name), standInNonce, proberNonce, ...ends }))
  })
  socket.write(greetingLine(name, standInNonce))
}

/** Null for a connection that was reset before it was looked at. */
function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket) {
  if (!remoteAddress || !remotePort || !localAddress || !localPort) return null
  return {
    source: { address: plainAddress(remoteAddress), port: remotePort },
    destination: { address: plainAddress(localAddress), port: localPort },
  }
}
