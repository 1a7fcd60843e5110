import { expect, test } from 'vitest'
import { isOwnFrame } from '../../../main/transport/sender.ts'

const top = (url: string) => ({ url, parent: null })

test('the top frame of the page itself is answered', () => {
  expect(isOwnFrame(top('app://psm-preflight/'))).toBe(true)
  expect(isOwnFrame(top('app://psm-preflight/index.html?x#/check/a'))).toBe(true)
})

test.each([
  ['a frame that is gone', null],
  ['a frame below it', { url: 'app://psm-preflight/', parent: top('app://psm-preflight/') }],
  ['another host', top('app://psm-preflight.example/')],
  ['another port', top('app://psm-preflight:8080/')],
  ['another scheme', top('https://psm-preflight/')],
  ['a user before the host', top('app://x@psm-preflight/')],
  ['a file', top('file:///srv/psm-preflight/index.html')],
  ['an empty frame', top('about:blank')],
  ['no address', top('')],
])('%s is not', (_name, frame) => {
  expect(isOwnFrame(frame)).toBe(false)
})

test('a frame that goes while it is looked at is not', () => {
  const going = {
    parent: null,
    get url(): string {
      throw new Error('Render frame was disposed before WebFrameMain could be accessed')
    },
  }
  expect(isOwnFrame(going)).toBe(false)
})
