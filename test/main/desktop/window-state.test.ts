import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { fitToDisplays, keepWindowState, readWindowState } from '../../../main/desktop/window-state.ts'

const folder = mkdtempSync(join(tmpdir(), 'psm-window-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'window.json')
const usual = { width: 1280, height: 800, maximized: false }

const LAPTOP = { x: 0, y: 0, width: 1440, height: 860 }
const PROJECTOR = { x: 1440, y: 0, width: 1024, height: 768 }
const at = (x: number, y: number, width = 1280, height = 800) => ({ x, y, width, height, maximized: false })

test('what was kept is read again', () => {
  const state = { ...at(10, -20, 900, 600), maximized: true }
  keepWindowState(file, state)
  expect(readWindowState(file)).toEqual(state)
})

test.each(['', '{', '[]', '{"width":1}', '{"width":1e9,"height":700,"maximized":false}'])(
  '%j is no state: the usual size',
  (text) => {
    writeFileSync(file, text)
    expect(readWindowState(file)).toEqual(usual)
  },
)

test('a place that cannot be kept is told, and stops nothing', () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  keepWindowState(join(folder, 'gone', 'window.json'), usual)
  expect(error).toHaveBeenCalledWith(expect.stringContaining('no such file or folder'))
  error.mockRestore()
})

test.each([
  ['it fits', at(100, 40), [LAPTOP], at(100, 40)],
  ['half out of sight', at(1000, 400), [LAPTOP], at(160, 60)],
  ['above and left', at(-500, -300), [LAPTOP], at(0, 0)],
  ['larger than the display', at(0, 0, 3000, 2000), [LAPTOP], at(0, 0, 1440, 860)],
  ['on the second display', at(1500, 10, 900, 700), [LAPTOP, PROJECTOR], at(1500, 10, 900, 700)],
  ['mostly on the second display', at(1400, 10, 900, 700), [LAPTOP, PROJECTOR], at(1440, 10, 900, 700)],
  ['its display is gone', at(1500, 10, 900, 700), [LAPTOP], { width: 900, height: 700, maximized: false }],
  ['never placed', usual, [PROJECTOR], { width: 1024, height: 768, maximized: false }],
  ['no display is known', at(5, 5), [], at(5, 5)],
])('%s', (_name, state, areas, fitted) => {
  expect(fitToDisplays(state, areas)).toEqual(fitted)
})
