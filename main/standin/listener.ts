/** A temporary listener that plays a service: just enough for a handshake and a look at who answers. */
import { type Server, type Socket, createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

/** What it shows of itself. `quiet`: accepts and says nothing. */
export type Behaviour =
  | { kind: 'quiet' }
  | { kind: 'ssh-banner' }
  | { kind: 'http-redirect' }
  | { kind: 'http2-settings' }
  | { kind: 'tls'; key: string; cert: string }

const LONGEST_CONNECTION_MS = 10_000

/** An empty SETTINGS frame (RFC 9113 §6.5). */
const SETTINGS_FRAME = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])

function greet(socket: Socket, kind: Exclude<Behaviour['kind'], 'tls'>): void {
  switch (kind) {
    case 'quiet':
      return
    case 'ssh-banner':
      socket.write('SSH-2.0-practice_stand-in\r\n')
      return
    case 'http-redirect':
      socket.once('data', () => {
        socket.end('HTTP/1.1 301 Moved Permanently\r\nLocation: https://practice.invalid/\r\nContent-Length: 0\r\n\r\n')
      })
      return
    case 'http2-settings':
      socket.write(SETTINGS_FRAME)
      return
  }
}

/** Nobody keeps a connection to a stand-in; nothing that is sent to it is kept. */
function tame(socket: Socket): void {
  socket.on('error', () => {})
  socket.setTimeout(LONGEST_CONNECTION_MS, () => socket.destroy())
  socket.resume()
}

/** Listens, or rejects with the system's error (EADDRINUSE, EACCES …). */
export function listen(address: string, port: number, behaviour: Behaviour): Promise<Server> {
  const onConnection = (socket: Socket) => {
    tame(socket)
    if (behaviour.kind !== 'tls') greet(socket, behaviour.kind)
  }
  const server =
    behaviour.kind === 'tls'
      ? createTlsServer({ key: behaviour.key, cert: behaviour.cert }, tame).on('connection', (s: Socket) =>
          s.on('error', () => {}),
        )
      : createServer(onConnection)
  server.on('tlsClientError', () => {})
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: address, port, exclusive: true }, () => {
      server.off('error', reject)
      server.on('error', () => {})
      resolve(server)
    })
  })
}
