/**
 * What net-ping cannot be made to do for real without a second machine that lies: answers from elsewhere, sockets that break. A double
 * of the part of net-ping that is used (net-ping-session.ts).
 */
import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { NetPing, PingAnswer } from '../../../../main/probe/icmp/net-ping-session.ts'
import type { EchoWay } from '../../../../main/probe/icmp/echo-way.ts'
import { openNetPing } from '../../../../main/probe/icmp/net-ping-way.ts'

/** An IPv4 header whose TTL is 57, and nothing more: the double reads no further. */
const PACKET = Buffer.alloc(28, 0)
PACKET[0] = 0x45
PACKET[8] = 57

type Play = (session: DoubleSession, target: string, answer: PingAnswer) => void

class DoubleSession extends EventEmitter {
  timeout = 0
  socket = new EventEmitter()
  closed = false
  readonly #play: Play
  constructor(play: Play) {
    super()
    this.#play = play
  }
  pingHost(target: string, answer: PingAnswer): this {
    this.#play(this, target, answer)
    return this
  }
  close(): this {
    this.closed = true
    return this
  }
}

async function wayWith(play: Play): Promise<{ way: EchoWay; sessions: DoubleSession[] }> {
  const sessions: DoubleSession[] = []
  const netPing = {
    NetworkProtocol: { IPv4: 1, IPv6: 2 },
    createSession: () => {
      const session = new DoubleSession(play)
      sessions.push(session)
      return session
    },
  } as unknown as NetPing
  const way = await openNetPing(() => Promise.resolve({ default: netPing }))()
  if (!('echo' in way)) throw new Error(way.why)
  return { way, sessions }
}

const answers =
  (source: string): Play =>
  (session, target, answer) => {
    // As net-ping does it: its own listener calls back while the packet is handled.
    session.socket.once('message', () => answer(null, target, new Date(), new Date()))
    session.socket.emit('message', PACKET, source)
  }

const named = (name: string, source?: string) => Object.assign(new Error(name), { name }, source ? { source } : {})
const request = { address: '10.77.20.11', packets: 2, waitMs: 20 }

describe('net-ping', () => {
  test('the TTL is read from the packet', async () => {
    const { way } = await wayWith(answers('10.77.20.11'))
    expect(await way.echo(request)).toMatchObject({ by: 'net-ping', result: 'reply', ttl: 57, detail: '' })
  })

  test('a reply of another machine is none', async () => {
    const { way } = await wayWith(answers('10.77.20.99'))
    expect(await way.echo(request)).toMatchObject({ result: 'error', detail: 'the reply came from 10.77.20.99' })
  })

  test.each([
    [named('DestinationUnreachableError', '10.77.10.1'), 'error', '10.77.10.1: destination unreachable'],
    [named('TimeExceededError', '10.77.10.1'), 'error', '10.77.10.1: time exceeded'],
    [named('RequestTimedOutError'), 'silence', ''],
    [named('RedirectReceivedError', '10.77.10.1'), 'silence', ''],
    [new Error('Network is unreachable'), 'not-tested', 'net-ping: Network is unreachable'],
  ])('%s', async (error, result, detail) => {
    const { way } = await wayWith((_session, target, answer) => answer(error, target, new Date(), new Date()))
    expect(await way.echo(request)).toMatchObject({ result, detail })
  })

  test('a session that broke is replaced, and its error is not thrown', async () => {
    const { way, sessions } = await wayWith(answers('10.77.20.11'))
    sessions[0]?.emit('error', new Error('recv: No buffer space available'))
    sessions[0]?.emit('close')
    expect((await way.echo(request)).result).toBe('reply')
    expect(sessions).toHaveLength(2)
  })

  test('closing closes its sockets, and nothing is sent afterwards', async () => {
    const { way, sessions } = await wayWith(answers('10.77.20.11'))
    way.close()
    expect(sessions.map((s) => s.closed)).toEqual([true])
    expect((await way.echo(request)).result).toBe('not-tested')
    expect(sessions).toHaveLength(1)
  })

  test('it cannot choose a source, and says so instead of sending from another', async () => {
    const { way } = await wayWith(() => {
      throw new Error('sent')
    })
    expect(await way.echo({ ...request, from: '10.77.10.10' })).toMatchObject({
      result: 'not-tested',
      detail: 'net-ping cannot choose its source address',
    })
  })
})
