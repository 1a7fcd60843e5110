/** The part of net-ping 1.2.4 that is used here. The package is optional and has no types of its own. */
declare module 'net-ping' {
  import type { EventEmitter } from 'node:events'

  export type PingAnswer = (error: Error | null, target: string, sent: Date, received: Date) => void

  export interface Session extends EventEmitter {
    /** Milliseconds, read when an echo is sent. */
    timeout: number
    /** The raw socket beneath; `message` has the packet, with its IP header for IPv4, and where it came from. */
    socket?: EventEmitter
    pingHost(target: string, answer: PingAnswer): Session
    traceRoute(
      target: string,
      options: { ttl: number; maxHopTimeouts: number; startTtl: number },
      /** A true value ends the trace. */
      onHop: (error: Error | null, target: string, ttl: number, sent: Date, received: Date) => boolean,
      onDone: (error: Error | null, target: string) => void,
    ): Session
    close(): Session
  }

  interface NetPing {
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

  const netPing: NetPing
  // CommonJS: its exports are the default.
  export { netPing as default, type NetPing }
}
