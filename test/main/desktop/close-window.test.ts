import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { closeWindow } from '../../../main/desktop/close-window.ts'

/** `close` asks the page, as Electron does; `destroy` does not. */
class PageWindow extends EventEmitter {
  constructor(readonly onClose: (window: PageWindow) => void) {
    super()
  }
  close() {
    this.onClose(this)
  }
  destroy = vi.fn<() => void>(() => void this.emit('closed'))
}

test('the window is waited for: the page saves first', async () => {
  let isSaved = false
  const window = new PageWindow((self) => {
    setTimeout(() => {
      isSaved = true
      self.emit('closed')
    }, 20)
  })
  await closeWindow(window)
  expect([isSaved, window.destroy.mock.calls.length]).toEqual([true, 0])
})

test('a page that keeps its window for too long loses it', async () => {
  const window = new PageWindow(() => undefined)
  await closeWindow(window, 20)
  expect(window.destroy).toHaveBeenCalledOnce()
})

test('without a window there is nothing to wait for', async () => {
  await closeWindow(null)
})
