/** The ways of sending an echo, one standing in for the other, and a machine that has none. */
import { describe, expect, test, vi } from 'vitest'
import type { EchoObservation } from '../../../../shared/observation.ts'
import {
  type EchoRequest,
  type EchoWay,
  SILENCE,
  type Seen,
  echoUntilAnswered,
  notTested,
} from '../../../../main/probe/icmp/echo-way.ts'
import { openNetPing } from '../../../../main/probe/icmp/net-ping-way.ts'
import { openEcho } from '../../../../main/probe/icmp/open-echo.ts'
import { openSystemPing } from '../../../../main/probe/icmp/system-ping-way.ts'
import { traceIcmp } from '../../../../main/probe/icmp/trace-icmp.ts'

const request: EchoRequest = { address: '127.0.0.1', packets: 3, waitMs: 1000 }

/** As `import('net-ping')` fails where the package is not installed, or was not built. */
const fails =
  (code: string, message = code) =>
  () =>
    Promise.reject(Object.assign(new Error(message), { code }))

const way = (id: EchoWay['id'], result: EchoObservation['result'], asked: string[]): EchoWay => ({
  id,
  words: id,
  echo: () => {
    asked.push(id)
    return Promise.resolve({ observer: 'echo', by: id, result, rttMs: null, ttl: null, detail: `${id} said so` })
  },
  close: () => {},
})
const opens = (one: EchoWay) => () => Promise.resolve(one)

describe('without net-ping', () => {
  test.each([
    ['ERR_MODULE_NOT_FOUND', 'the optional package net-ping is not installed'],
    ['MODULE_NOT_FOUND', 'raw-socket beneath net-ping is not built for this Node'],
    ['ERR_DLOPEN_FAILED', 'raw-socket beneath net-ping is not built for this Node'],
  ])('%s is told in words, and the next way is used', async (code, words) => {
    const netPing = openNetPing(fails(code))
    const echo = await openEcho({ netPing, systemPing: opens(way('ping', 'reply', [])) })
    expect(echo.state).toMatchObject({ id: 'echo', available: true })
    expect(echo.state.note).toContain(words)
    expect((await echo.echo(request)).by).toBe('ping')
  })

  test('no rights: the words of the system become ours', async () => {
    const refusing = () => Promise.reject(new Error('Operation not permitted'))
    expect(await openNetPing(refusing)()).toEqual({
      id: 'net-ping',
      why: 'raw sockets need root, an administrator, or CAP_NET_RAW',
    })
  })

  test('and a trace says so instead of failing', async () => {
    const trace = await traceIcmp({ address: '127.0.0.1', deadlineMs: 1000 }, fails('ERR_MODULE_NOT_FOUND'))
    expect(trace).toMatchObject({
      end: 'not-tested',
      hops: [],
      detail: 'the optional package net-ping is not installed',
    })
  })

  test('with no way at all the echo is not tested, and every reason is given', async () => {
    const systemPing = openSystemPing(() => Promise.resolve({ why: 'ping is not installed' }))
    const echo = await openEcho({ netPing: openNetPing(fails('ERR_MODULE_NOT_FOUND')), systemPing })
    expect(echo.state.available).toBe(false)
    const seen = await echo.echo(request)
    expect(seen.result).toBe('not-tested')
    for (const words of ['net-ping is not installed', 'ping is not installed']) {
      expect(seen.detail).toContain(words)
      expect(echo.state.note).toContain(words)
    }
  })
})

describe('the order of the ways', () => {
  test('the best first; a way that cannot hands over; one that was silent does not', async () => {
    for (const [first, expected] of [
      ['not-tested', ['net-ping', 'ping-socket']],
      ['silence', ['net-ping']],
      ['error', ['net-ping']],
      ['reply', ['net-ping']],
    ] as const) {
      const asked: string[] = []
      const echo = await openEcho({
        netPing: opens(way('net-ping', first, asked)),
        pingSocket: opens(way('ping-socket', 'reply', asked)),
        systemPing: opens(way('ping', 'reply', asked)),
      })
      await echo.echo(request)
      expect(asked, first).toEqual(expected)
    }
  })
})

describe('echo after echo', () => {
  const waits = async (answers: readonly { after: number; seen: Seen }[], packets = 3) => {
    vi.useFakeTimers()
    try {
      const sent: { at: number; waitMs: number }[] = []
      const start = Date.now()
      const done = echoUntilAnswered('ping', { ...request, packets }, ({ waitMs }) => {
        const { after, seen } = answers[sent.length] ?? { after: waitMs, seen: SILENCE }
        sent.push({ at: Date.now() - start, waitMs })
        return new Promise((resolve) => setTimeout(() => resolve(seen), after))
      })
      await vi.runAllTimersAsync()
      return { sent, seen: await done }
    } finally {
      vi.useRealTimers()
    }
  }
  const reply: Seen = { result: 'reply', rttMs: 1, ttl: 64, detail: '' }

  test('an answer ends it', async () => {
    const { sent, seen } = await waits([{ after: 5, seen: reply }])
    expect(sent).toHaveLength(1)
    expect(seen.result).toBe('reply')
  })

  test('an answer that takes longer than one wait still counts', async () => {
    const { sent, seen } = await waits([{ after: 2500, seen: reply }])
    expect(sent).toEqual([
      { at: 0, waitMs: 3000 },
      { at: 1000, waitMs: 2000 },
      { at: 2000, waitMs: 1000 },
    ])
    expect(seen.result).toBe('reply')
  })

  test('silence is said after the last, and never more than three are sent', async () => {
    const { sent, seen } = await waits([], 50)
    expect(sent).toHaveLength(3)
    expect(seen.result).toBe('silence')
  })

  test('what cannot be sent is not sent again', async () => {
    const { sent, seen } = await waits([{ after: 0, seen: notTested('no') }])
    expect(sent).toHaveLength(1)
    expect(seen).toMatchObject({ result: 'not-tested', detail: 'no' })
  })

  test('a stopped run waits for nothing', async () => {
    const stop = new AbortController()
    const pending = echoUntilAnswered('ping', { ...request, signal: stop.signal }, () => new Promise(() => {}))
    stop.abort()
    expect((await pending).result).toBe('not-tested')
    const late = echoUntilAnswered('ping', { ...request, signal: stop.signal }, () => Promise.resolve(reply))
    expect((await late).result).toBe('not-tested')
  })
})
