/** Opens the way of asking that keeps ICMP errors, or says why it cannot be had here. */
import type { LimitedDial, Missing } from '../dial.ts'
import { AF_INET, IPPROTO_IP, IPPROTO_TCP, IP_RECVERR, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM } from './abi.ts'
import { ErrorQueueAttempt } from './error-queue-attempt.ts'
import { type Libc, errnoName, loadLibc } from './libc.ts'
import { MessageReader } from './message-reader.ts'
import { setInt } from './options.ts'
import { SocketWatch } from './socket-watch.ts'

/** Of the quoted packet only the first bytes of its TCP header are looked at. */
const QUOTE_ROOM = 128

export interface Dialler {
  dial: LimitedDial
  /** Gives the descriptors back. Attempts that are still under way are never answered then. */
  close(): void
}

/** Never rejects. Nothing is sent; a socket is made and thrown away, so that what a sandbox forbids is known before it matters. */
export async function createDialler(): Promise<Dialler | Missing> {
  const libc = await loadLibc()
  if ('missing' in libc) return libc
  const refused = tryErrorQueue(libc)
  if (refused < 0) return { missing: `a socket that keeps ICMP errors cannot be made here (${errnoName(-refused)})` }
  const watch = SocketWatch.open(libc)
  if ('missing' in watch) return watch
  const tools = { libc, watch, reader: new MessageReader(libc, QUOTE_ROOM) }
  return {
    dial: (target, onAnswer) => new ErrorQueueAttempt(tools, target, onAnswer),
    close: () => watch.close(),
  }
}

function tryErrorQueue(libc: Libc): number {
  const fd = libc.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP)
  if (fd < 0) return fd
  const result = setInt(libc, fd, IPPROTO_IP, IP_RECVERR, 1)
  libc.close(fd)
  return result
}
