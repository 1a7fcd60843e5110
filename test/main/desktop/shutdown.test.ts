import { expect, test, vi } from 'vitest'
import { openShutdown } from '../../../main/desktop/shutdown.ts'

const event = () => ({ preventDefault: vi.fn<() => void>() })
const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

test('the first quit waits until all is saved, further ones too, and the last one goes through', async () => {
  let saved: () => void = () => undefined
  const close = vi.fn<() => Promise<void>>(() => new Promise((resolve) => (saved = resolve)))
  const quit = vi.fn<() => void>()
  const shutdown = openShutdown(close, quit, () => undefined)
  const [first, second, last] = [event(), event(), event()]
  shutdown.onQuit(first)
  shutdown.onQuit(second)
  await settle()
  expect([close.mock.calls.length, quit.mock.calls.length]).toEqual([1, 0])
  saved()
  await settle()
  shutdown.onQuit(last)
  expect([first, second, last].map(({ preventDefault }) => preventDefault.mock.calls.length)).toEqual([1, 1, 0])
  expect(quit).toHaveBeenCalledTimes(1)
})

test('a failure to save is told, and the program ends all the same', async () => {
  const tell = vi.fn<(error: unknown) => void>()
  const quit = vi.fn<() => void>()
  openShutdown(() => Promise.reject(new Error('disk full')), quit, tell).onQuit(event())
  await settle()
  expect(tell).toHaveBeenCalledWith(new Error('disk full'))
  expect(quit).toHaveBeenCalledTimes(1)
})

test('saving that does not end is given up after its time', async () => {
  const tell = vi.fn<(error: unknown) => void>()
  const quit = vi.fn<() => void>()
  openShutdown(() => new Promise(() => undefined), quit, tell, 20).onQuit(event())
  await vi.waitFor(() => expect(quit).toHaveBeenCalledTimes(1))
  expect(String(tell.mock.calls[0]?.[0])).toContain('more than 0.02 s')
})
