/**
 * Ports that are really silent, without privileges: a listener whose queue is full and that never accepts. The kernel drops
 * further SYNs (Linux: a full accept queue; so does the BSD stack). Windows answers them with a RST, so the silence is
 * tried before it is promised.
 */
import { type Socket, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'

interface SilentPort {
  address: string
  port: number
}

const FILLERS = 8
const FILL_WAIT_MS = 150

/**
 * Runs in a worker: listens, says so, and then blocks its event loop, so that nothing is ever accepted. The worker
 * ends with the process, however that ends.
 */
const WORKER = `
const { createServer } = require('node:net')
const { parentPort, workerData } = require('node:worker_threads')
const listenOne = ({ address, port }) =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(error.code))
    server.listen({ host: address, port, backlog: 1, exclusive: true }, () => resolve(null))
  })
Promise.all(workerData.ports.map(listenOne)).then((errors) => {
  parentPort.postMessage(errors)
  Atomics.wait(workerData.gate, 0, 0)
})
`

export class SilentPorts {
  private constructor(
    /** Those that were seen to be silent. */
    readonly working: readonly SilentPort[],
    private readonly worker: Worker,
    private readonly gate: Int32Array,
    private readonly fillers: readonly Socket[],
  ) {}

  /** Throws the system's error, with address and port, where one of them cannot be listened on: a port that is missing is not silent but closed. */
  static async open(ports: readonly SilentPort[]): Promise<SilentPorts> {
    const gate = new Int32Array(new SharedArrayBuffer(4))
    const worker = new Worker(WORKER, { eval: true, workerData: { ports, gate } })
    const errors = await new Promise<(string | null)[]>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    // The worker needs a moment to reach the wait after its message was read.
    await sleep(50)
    const failed = errors.findIndex((code) => code !== null)
    if (failed >= 0) {
      await letGo(worker, gate)
      throw Object.assign(new Error('a silent port cannot be had'), { code: errors[failed], ...ports[failed] })
    }
    const fillers = ports.flatMap((port) => Array.from({ length: FILLERS }, () => fill(port)))
    await sleep(FILL_WAIT_MS)
    const working: SilentPort[] = []
    for (const port of ports) if (await isSilent(port)) working.push(port)
    return new SilentPorts(working, worker, gate, fillers)
  }

  async close(): Promise<void> {
    for (const socket of this.fillers) socket.destroy()
    await letGo(this.worker, this.gate)
  }
}

async function letGo(worker: Worker, gate: Int32Array): Promise<void> {
  Atomics.store(gate, 0, 1)
  Atomics.notify(gate, 0)
  await worker.terminate()
}

function fill({ address, port }: SilentPort): Socket {
  const socket = connect({ host: address, port, autoSelectFamily: false })
  return socket.on('error', () => {})
}

async function isSilent(port: SilentPort): Promise<boolean> {
  const socket = fill(port)
  const answered = new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(true))
  })
  const answer = await Promise.race([answered, sleep(FILL_WAIT_MS, false)])
  socket.destroy()
  return !answer
}
