/**
 * The far end in the lab: one process per machine listens on many ports, each with a behaviour, good or hostile.
 * Run by plain Node in a namespace: `node listener.mjs '[{"ports":[22],"behaviour":"ssh"}]'`. Prints `ready` once all
 * ports listen, and ends when its standard input closes, so that it never outlives the lab.
 */
import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

/** RFC 9113 §6.5: an empty SETTINGS frame: length 0, type 4, no flags, stream 0. */
const HTTP2_SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])
const FLOOD = Buffer.alloc(64 * 1024, 'flood ')
/** Fixed, so that a failure repeats; begins like a TLS handshake record of an absurd length. */
const GARBAGE = Buffer.from(
  Array.from({ length: 4096 }, (_, i) => (i < 5 ? [22, 3, 3, 255, 255][i] : (i * 197 + 61) & 255)),
)

/** @param {import('node:net').Socket} socket */
function flood(socket) {
  const more = () => {
    while (!socket.destroyed && socket.write(FLOOD));
  }
  socket.on('drain', more)
  more()
}

/** @param {import('node:net').Socket} socket */
function redirect(socket) {
  socket.once('data', () => {
    socket.end(
      'HTTP/1.1 301 Moved Permanently\r\nLocation: https://psm.lab/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    )
  })
}

/** @type {Record<string, (socket: import('node:net').Socket) => void>} */
const BEHAVIOURS = {
  accept: (socket) => socket.resume(),
  // Reads nothing and writes nothing: the far end can only wait.
  never: (socket) => socket.pause(),
  ssh: (socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 lab\r\n'),
  redirect,
  http2: (socket) => socket.write(HTTP2_SETTINGS),
  flood,
  reset: (socket) => socket.resetAndDestroy(),
  garbage: (socket) => socket.write(GARBAGE),
}

/** @param {string} commonName */
async function tlsServer(commonName) {
  const { generate } = await import('selfsigned')
  const pems = await generate([{ name: 'commonName', value: commonName }], { keyType: 'ec', algorithm: 'sha256' })
  const server = createTlsServer({ key: pems.private, cert: pems.cert }, (socket) =>
    socket.on('error', () => {}).resume(),
  )
  return server.on('tlsClientError', () => {})
}

/** @param {{ behaviour: string, commonName?: string }} spec */
async function serverFor(spec) {
  if (spec.behaviour === 'tls') return tlsServer(spec.commonName ?? 'lab')
  const behave = BEHAVIOURS[spec.behaviour]
  if (!behave) throw new Error(`unknown behaviour ${spec.behaviour}`)
  return createServer((socket) => {
    socket.on('error', () => {})
    behave(socket)
  })
}

/** @param {{ ports: number[], behaviour: string, commonName?: string }} spec */
async function listen(spec) {
  await Promise.all(
    spec.ports.map(async (port) => {
      const server = await serverFor(spec)
      await new Promise((resolve, reject) =>
        server.once('error', reject).listen({ port, backlog: 1024 }, () => resolve(null)),
      )
    }),
  )
}

process.stdin.on('end', () => process.exit(0)).resume()
await Promise.all(JSON.parse(process.argv[2] ?? '[]').map(listen))
process.stdout.write('ready\n')
