/** The client of a browser's tab against a real served core: where it has its key from, and events that go on after a cut. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Connection, connectClient } from '../../renderer/client.ts'
import { Served } from '../support/served.ts'

let served: Served
let stored: Map<string, string>
let cut: AbortController
/** Times that the stream of events was asked for. */
let streams: number
beforeEach(async () => {
  served = await Served.open()
  stored = new Map()
  cut = new AbortController()
  streams = 0
  vi.stubGlobal('window', {})
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => stored.set(name, value),
  })
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await served.close()
})

/** A browser follows the link, and keeps the cookie. */
async function arrive(): Promise<{ addresses: string[] }> {
  const { headers } = await fetch(served.door.newLink(), { redirect: 'manual' })
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? ''
  const addresses: string[] = []
  vi.stubGlobal('location', new URL(headers.get('location') ?? '', served.origin))
  vi.stubGlobal('history', { replaceState: (_: unknown, __: string, path: string) => addresses.push(path) })
  const plain = fetch
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (path === '/events') streams += 1
    const signals = [cut.signal, ...(init.signal ? [init.signal] : [])]
    const signal = path === '/events' ? AbortSignal.any(signals) : null
    return plain(`${served.origin}${path}`, { ...init, headers: { ...init.headers, cookie }, signal })
  })
  return { addresses }
}

test('the key comes from the address, which forgets it, and outlives a reload', async () => {
  const { addresses } = await arrive()
  expect(await connectClient()?.call('checks.list', {})).toEqual({ checks: [] })
  expect(addresses).toEqual(['/'])
  vi.stubGlobal('location', new URL('/', served.origin))
  expect(await connectClient()?.call('checks.list', {})).toEqual({ checks: [] })
})

test('a tab without a key has no client', async () => {
  await arrive()
  vi.stubGlobal('location', new URL('/', served.origin))
  expect(connectClient()).toBeNull()
})

test('a key that is not known any more: the words say what to do', async () => {
  await arrive()
  vi.stubGlobal('location', new URL('/#key=old', served.origin))
  await expect(connectClient()?.call('checks.list', {})).rejects.toThrow(/open a new link/)
})

test('nothing is missed: neither before the first answer of a call, nor while the stream was cut', async () => {
  await arrive()
  const client = connectClient()
  const heard: number[] = []
  const connection: Connection[] = []
  const end = client?.listen(
    ({ seq }) => heard.push(seq),
    (state) => connection.push(state),
  )
  await client?.call('checks.list', {})
  expect(served.core.log.listeners).toBe(2)
  cut.abort()
  cut = new AbortController()
  await vi.waitFor(() => expect(connection).toEqual(['open', 'lost']))
  served.core.log.emit('check.changed', { check: 'a' })
  await vi.waitFor(() => expect(heard).toEqual([1]), 5000)
  served.core.log.emit('check.changed', { check: 'b' })
  await vi.waitFor(() => expect(heard).toEqual([1, 2]))
  expect(connection).toEqual(['open', 'lost', 'open'])
  end?.()
  await vi.waitFor(() => expect(served.core.log.listeners).toBe(1))
  expect(streams).toBe(2)
})

/** Of FileReader, which Node has not, only what the client uses of it. */
class NodeFileReader extends EventTarget {
  result: string | null = null
  error: Error | null = null
  readAsDataURL(blob: Blob): void {
    void this.load(blob)
  }

  private async load(blob: Blob): Promise<void> {
    this.result = `data:;base64,${Buffer.from(await blob.arrayBuffer()).toString('base64')}`
    this.dispatchEvent(new Event('load'))
  }
}

test('a capture goes over in pieces, and each tells how far it has come', async () => {
  await arrive()
  vi.stubGlobal('FileReader', NodeFileReader)
  const client = connectClient()
  const empty = Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex')
  const record = Buffer.concat([Buffer.from('00000000000000006000000060000000', 'hex'), Buffer.alloc(96)])
  const file = new File([empty, Buffer.alloc(record.length * 60_000, record)], 'a.pcap')
  const begun = await client?.call('capture.begin', { name: file.name, bytes: file.size, check: null })
  const read: number[] = []
  await client?.sendCapture(begun?.capture ?? '', file, (bytes) => read.push(bytes))
  expect(read).toEqual([3_000_000, 6_000_000, file.size])
  const view = await client?.call('capture.show', { capture: begun?.capture ?? '' })
  expect(view?.totals.packets).toBe(60_000)
})

test('a program that says it ends is not asked on; once more when the user says so', async () => {
  await arrive()
  const client = connectClient()
  const connection: Connection[] = []
  const heard: string[] = []
  const end = client?.listen(
    ({ event }) => heard.push(event),
    (state) => connection.push(state),
  )
  await client?.call('checks.list', {})
  served.core.log.emit('program.ending', {})
  await vi.waitFor(() => expect(heard).toEqual(['program.ending']))
  cut.abort()
  cut = new AbortController()
  await vi.waitFor(() => expect(connection).toEqual(['open', 'ended']))
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(streams).toBe(1)
  client?.tryAgain()
  await vi.waitFor(() => expect(connection).toEqual(['open', 'ended', 'open']))
  end?.()
})

test('a program that was started anew knows this page no more: it is given up at once', async () => {
  await arrive()
  vi.stubGlobal('location', new URL('/#key=old', served.origin))
  const connection: Connection[] = []
  const end = connectClient()?.listen(
    () => {},
    (state) => connection.push(state),
  )
  await vi.waitFor(() => expect(connection).toEqual(['ended']))
  expect(streams).toBe(1)
  end?.()
})
