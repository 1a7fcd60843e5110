/**
 * A server by ssh2 itself, for what a real sshd cannot do without a user of the system with a password: password and
 * keyboard-interactive. And servers that are none.
 */
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { type AuthContext, type Connection, Server } from 'ssh2'
import { makeFolder, makeKey } from './sshd.ts'

export interface PasswordServer {
  address: string
  port: number
  /** Methods that clients tried, in order. */
  tried: string[]
  /** Ends its connections, and listens on. */
  drop(): void
  close(): void
}

/** Lets in who passes `check`; `methods` is what it tells that it accepts. */
export async function passwordServer(
  methods: ('password' | 'keyboard-interactive')[],
  check: (context: AuthContext) => void,
): Promise<PasswordServer> {
  const tried: string[] = []
  const connections = new Set<Connection>()
  const hostKey = readFileSync(makeKey(makeFolder(), 'host').file)
  const server = new Server({ hostKeys: [hostKey] }, (connection) => {
    connections.add(connection)
    connection.on('error', () => {})
    connection.on('authentication', (context) => {
      tried.push(context.method)
      if (context.method === 'password' || context.method === 'keyboard-interactive') return check(context)
      context.reject(methods)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const drop = () => {
    for (const connection of connections) connection.end()
    connections.clear()
  }
  const close = () => {
    drop()
    server.close()
  }
  return { address: '127.0.0.1', port: (server.address() as AddressInfo).port, tried, drop, close }
}
