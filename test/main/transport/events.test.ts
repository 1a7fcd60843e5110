/** Events over HTTP: in order, resumed without a gap, and dropped rather than stored for who does not read. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EventLog } from '../../../main/transport/event-log.ts'
import { type EventEnvelope, KEY_HEADER } from '../../../shared/contract.ts'
import type { Leave } from '../../support/enter.ts'
import { Served } from '../../support/served.ts'

let served: Served
let leave: Leave
beforeEach(async () => {
  served = await Served.open()
  leave = await served.signIn()
})
afterEach(() => served.close())

class Stream {
  readonly envelopes: EventEnvelope[] = []
  readonly ids: string[] = []
  private readonly controller = new AbortController()
  private wake = () => {}

  async open(lastId?: string): Promise<this> {
    const headers = { ...leave, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) }
    const response = await fetch(`${served.origin}/events`, { headers, signal: this.controller.signal })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
    void this.read(response)
    return this
  }

  private async read(response: Response): Promise<void> {
    const decoder = new TextDecoder()
    let text = ''
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true })
        const blocks = text.split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) this.take(block)
        this.wake()
      }
    } catch {
      // Closed by this test.
    }
  }

  private take(block: string): void {
    const data = /^data: (.*)$/m.exec(block)?.[1]
    if (data === undefined) return
    this.ids.push(/^id: (.*)$/m.exec(block)?.[1] ?? '')
    this.envelopes.push(JSON.parse(data))
  }

  async until(count: number): Promise<EventEnvelope[]> {
    while (this.envelopes.length < count) {
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
    return this.envelopes
  }

  close(): void {
    this.controller.abort()
  }
}

const tell = (check: string) => served.core.log.emit('check.changed', { check })

test('what is told comes with its number', async () => {
  const stream = await new Stream().open()
  tell('a')
  tell('b')
  const envelopes = await stream.until(2)
  expect(envelopes.map(({ seq, data }) => [seq, data])).toEqual([
    [1, { check: 'a' }],
    [2, { check: 'b' }],
  ])
  expect(stream.ids).toEqual(['1', '2'])
  stream.close()
})

test('a stream that was cut goes on where it was, without a gap and without a repetition', async () => {
  for (let n = 0; n < 10; n += 1) tell(`n${n}`)
  const stream = await new Stream().open('4')
  tell('after')
  const seqs = (await stream.until(7)).map(({ seq }) => seq)
  expect(seqs).toEqual([5, 6, 7, 8, 9, 10, 11])
  stream.close()
})

test('a stream says where it begins: one that was cut before anything was told is resumed too', async () => {
  tell('before')
  const controller = new AbortController()
  const { body } = await fetch(`${served.origin}/events`, { headers: { ...leave }, signal: controller.signal })
  const { value } = (await body?.getReader().read()) ?? {}
  expect(new TextDecoder().decode(value)).toBe('id: 1\n\n')
  controller.abort()
})

test.each(['99999', 'x', '-1', '0; DROP'])('from "%s", which is no number of this life: open again', async (last) => {
  tell('a')
  const stream = await new Stream().open(last)
  expect((await stream.until(1))[0]).toMatchObject({ event: 'resync', seq: 1 })
  stream.close()
})

test('what is forgotten cannot be resumed', () => {
  const log = new EventLog()
  for (let n = 0; n < 5000; n += 1) log.emit('checks.changed', {})
  expect(log.since(10)).toBeNull()
  expect(log.since(4990)?.length).toBe(10)
  expect(log.since(5000)).toEqual([])
  const large = new EventLog()
  const message = 'x'.repeat(1_000_000)
  for (let n = 0; n < 40; n += 1) large.emit('run.failed', { check: 'a', run: 1, message })
  expect(large.since(1)).toBeNull()
  expect(large.since(30)?.length).toBe(10)
})

test('who does not read is dropped, and others go on', async () => {
  const stream = await new Stream().open()
  const deaf = served.socket()
  const dropped = new Promise<void>((resolve) => deaf.on('close', () => resolve()))
  deaf.on('error', () => {})
  deaf.write(
    `GET /events HTTP/1.1\r\nHost: 127.0.0.1:${served.door.port}\r\nCookie: ${leave.cookie}\r\n${KEY_HEADER}: ${leave[KEY_HEADER]}\r\n\r\n`,
  )
  await new Promise((resolve) => deaf.once('readable', resolve))
  deaf.pause()
  const message = 'x'.repeat(1_000_000)
  for (let n = 0; n < 40; n += 1) {
    served.core.log.emit('run.failed', { check: 'a', run: 1, message })
    await stream.until(n + 1)
  }
  deaf.resume()
  await dropped
  expect(stream.envelopes.length).toBe(40)
  expect(served.core.log.listeners).toBe(2)
  stream.close()
})
