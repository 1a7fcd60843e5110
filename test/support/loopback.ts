/** Real listeners and flows on loopback, for tests of the prober. */
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net'
import type { IdentityRule } from '../../shared/catalogue/catalogue.ts'
import type { Flow } from '../../shared/plan/plan.ts'

/** Listeners that all end together. */
export class Listeners {
  private readonly servers: Server[] = []
  private readonly sockets = new Set<Socket>()

  /** Listens on an address, on a free port or on the one given; gives the port. */
  async open(onSocket: (socket: Socket) => void, host = '127.0.0.1', port = 0): Promise<number> {
    const server = createServer((socket) => {
      this.sockets.add(socket)
      socket.on('error', () => {})
      onSocket(socket)
    })
    this.servers.push(server)
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ host, port }, resolve))
    return (server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await Promise.all(this.servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
  }
}

export interface FlowSketch {
  port: number
  from?: string
  to?: string
  service?: string
  identity?: IdentityRule | null
}

/** A flow from 127.65.0.2 to 127.0.0.1, unless said otherwise. */
export function flowTo({
  port,
  from = '127.65.0.2',
  to = '127.0.0.1',
  service = 'something',
  identity = null,
}: FlowSketch): Flow {
  const vantage = { kind: 'local' } as const
  return {
    id: `user-to-psm/laptop/${to}/${port}`,
    group: 'user-to-psm',
    direction: 'user-to-psm',
    service,
    port,
    source: { name: 'laptop', role: 'user-station', address: from, isName: false, vantage },
    destination: { name: to, address: to, isName: false },
    identity,
  }
}
