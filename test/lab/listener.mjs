/**
 * The far ends in the lab: one process listens in all namespaces of a network, on many ports, each with a behaviour, good or hostile. Starting
 * one for each machine took a third of the processor time of a scenario (measured). Run by plain Node as root:
 * `node listener.mjs '[{"netns":"NAME","listeners":[{"ports":[22],"behaviour":"ssh"}]}]'`. Prints `ready` once all ports listen, and ends when
 * its standard input closes, so that it never outlives the lab.
 */
import { closeSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import koffi from 'koffi'

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

const setns = koffi.load(null).func('int setns(int fd, int nstype)')
/** linux/sched.h */
const CLONE_NEWNET = 0x40000000

/** Moves this thread into a network namespace; sockets that it makes stay in the one where they were made. @param {string} path */
function enter(path) {
  const fd = openSync(path, 'r')
  try {
    if (setns(fd, CLONE_NEWNET) !== 0) throw new Error(`${path} could not be entered (errno ${koffi.errno()})`)
  } finally {
    closeSync(fd)
  }
}

/**
 * @param {string} netns
 * @param {{ ports: number[], behaviour: string, commonName?: string }} spec
 */
async function listen(netns, { ports, ...spec }) {
  const servers = await Promise.all(ports.map(async (port) => ({ port, server: await serverFor(spec) })))
  // From here to the last socket nothing is waited for, so that nothing else gets into this namespace.
  enter(`/run/netns/${netns}`)
  await Promise.all(
    servers.map(
      ({ port, server }) =>
        new Promise((resolve, reject) =>
          server.once('error', reject).listen({ port, backlog: 1024 }, () => resolve(null)),
        ),
    ),
  )
}

/** @type {{ netns: string, listeners: { ports: number[], behaviour: string, commonName?: string }[] }[]} */
const machines = JSON.parse(process.argv[2] ?? '[]')
process.stdin.on('end', () => process.exit(0)).resume()
await Promise.all(machines.flatMap(({ netns, listeners }) => listeners.map((spec) => listen(netns, spec))))
process.stdout.write('ready\n')
