/** Events to a browser, as server-sent events: resumed where the stream was cut, and dropped rather than stored for who does not read. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { EventLog, LoggedEvent } from './event-log.ts'

const HEARTBEAT_MS = 15_000
/** Bytes that wait for a slow reader. It opens the stream again by itself, and is told what to do then. */
const MOST_WAITING = 8_000_000

export function streamEvents(request: IncomingMessage, response: ServerResponse, log: EventLog): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  // At once: where nothing was missed there is nothing to write, and the page would think until the heartbeat that nobody answers.
  response.flushHeaders()
  const send = ({ envelope, json }: LoggedEvent) => {
    if (response.destroyed) return
    response.write(`id: ${envelope.seq}\ndata: ${json}\n\n`)
    if (response.writableLength > MOST_WAITING) response.destroy()
  }
  const last = request.headers['last-event-id']
  // Also a stream that was cut before anything was told is resumed.
  if (last === undefined) response.write(`id: ${log.seq}\n\n`)
  else {
    const missed = /^\d{1,15}$/.test(String(last)) ? log.since(Number(last)) : null
    for (const event of missed ?? [log.resync()]) send(event)
  }
  const end = log.listen(send)
  const heartbeat = setInterval(() => void response.write(': still here\n\n'), HEARTBEAT_MS)
  response.on('close', () => {
    end()
    clearInterval(heartbeat)
  })
  // A write after the other end is gone.
  response.on('error', () => response.destroy())
}
