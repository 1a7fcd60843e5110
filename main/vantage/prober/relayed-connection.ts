/**
 * The bytes of a connection that is open on a node, both ways. At most 16 kB are under way in either direction: what nobody reads here
 * is not read there, so a far end that floods fills its own window and nothing else.
 */
import { Duplex } from 'node:stream'
import type { Connection } from '../../probe/dial.ts'
import type { NodeLink } from './node-link.ts'
import { type AttemptEvent, MOST_UNDER_WAY, PIECE } from './wire.ts'

type RelayEvent = Extract<AttemptEvent, { is: 'data' | 'end' | 'reset' | 'wrote' }>

export class RelayedConnection extends Duplex implements Connection {
  bytesRead = 0
  /** Bytes that the node may still send. */
  private allowed = 0
  private ended = false
  private unsent: Buffer = Buffer.alloc(0)
  private written: ((error?: Error | null) => void) | null = null

  constructor(
    private readonly link: NodeLink,
    private readonly id: number,
  ) {
    super({ highWaterMark: MOST_UNDER_WAY, allowHalfOpen: true })
    // Nobody may listen (yet), and a reset of the far end must not end this program.
    this.on('error', () => {})
  }

  get delayMs(): number {
    return this.link.clock.roundTripMs ?? 0
  }

  /** Gives false for what cannot come: more than was allowed, or a word on what was never written. */
  accept(event: RelayEvent): boolean {
    if (this.destroyed) return true
    switch (event.is) {
      case 'data':
        return this.takeData(Buffer.from(event.data, 'base64'))
      case 'end':
        if (this.ended) return false
        this.ended = true
        this.push(null)
        return true
      case 'reset':
        this.destroy(Object.assign(new Error(`the connection was ended (${event.errno})`), { code: event.errno }))
        return true
      case 'wrote':
        return this.takeWritten()
    }
  }

  /** A RST, as the node has set SO_LINGER. */
  resetAndDestroy(): this {
    return this.destroy()
  }

  override _read(): void {
    if (this.ended || this.allowed > MOST_UNDER_WAY / 2) return
    this.link.send({ do: 'read', id: this.id, bytes: MOST_UNDER_WAY - this.allowed })
    this.allowed = MOST_UNDER_WAY
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.unsent = chunk
    this.written = done
    this.sendPiece()
  }

  override _final(done: () => void): void {
    this.link.send({ do: 'end', id: this.id })
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.link.send({ do: 'close', id: this.id })
    this.link.release(this.id)
    const { written } = this
    this.written = null
    written?.(error ?? new Error('the connection was ended'))
    done(error)
  }

  private takeData(data: Buffer): boolean {
    if (this.ended || data.length > this.allowed) return false
    this.allowed -= data.length
    this.bytesRead += data.length
    this.push(data)
    return true
  }

  private takeWritten(): boolean {
    if (!this.written) return false
    if (this.unsent.length > 0) {
      this.sendPiece()
      return true
    }
    const done = this.written
    this.written = null
    done()
    return true
  }

  private sendPiece(): void {
    const piece = this.unsent.subarray(0, PIECE)
    this.unsent = this.unsent.subarray(PIECE)
    this.link.send({ do: 'write', id: this.id, data: piece.toString('base64') })
  }
}
