/** Echoes through Linux' ping sockets: no privileges and no process, where the system allows them. */
import { type Pinger, createPinger, describeEcho } from '../native/ping-socket.ts'
import { type EchoRequest, type EchoWay, type OpenWay, echoUntilAnswered } from './echo-way.ts'
import { bareAddress } from './net-ping-session.ts'
import type { PingReading } from './read-ping.ts'

class PingSocketWay implements EchoWay {
  readonly id = 'ping-socket'
  readonly words = "Linux' ping sockets"

  constructor(private readonly pinger: Pinger) {}

  echo(request: EchoRequest) {
    const { address, from, waitMs, signal } = request
    return echoUntilAnswered('ping-socket', request, async () =>
      describeEcho(await this.pinger.ping({ address, localAddress: from }, waitMs, signal)),
    )
  }

  close(): void {
    this.pinger.close()
  }
}

export const openPingSocket: OpenWay = async () => {
  const pinger = await createPinger()
  return 'missing' in pinger ? { id: 'ping-socket', why: pinger.missing } : new PingSocketWay(pinger)
}

/** One echo of a size that may not be fragmented, in the terms of the path MTU's search. */
export async function sizedEcho(
  pinger: Pinger,
  { address, from, waitMs }: { address: string; from?: string | undefined; waitMs: number },
  bytes: number,
  signal: AbortSignal,
): Promise<PingReading> {
  const { result, rttMs, ttl, errno, icmp, mtu } = await pinger.ping(
    { address, localAddress: from, size: bytes },
    waitMs,
    signal,
  )
  if (result === 'reply') return { kind: 'reply', rttMs, ttl }
  if (result === 'silence') return { kind: 'silence' }
  if (errno === 'EMSGSIZE' || mtu !== null) {
    const by = icmp?.reporter ?? null
    return { kind: 'too-big', by: by !== null && bareAddress(by) !== bareAddress(address) ? by : null, mtu }
  }
  return { kind: 'error', from: icmp?.reporter ?? 'this machine', text: errno ?? 'an error' }
}
