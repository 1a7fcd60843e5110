import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { background, themeSource } from '../../../main/desktop/appearance.ts'
import { desktopWords } from '../../../main/desktop/words.ts'
import { type Settings, THEMES } from '../../../shared/program-shapes.ts'

const wearing = (theme: Settings['theme']): Settings => ({ theme, language: 'system', letterKeys: true, paper: 'a4' })

test('the system is followed, or told', () => {
  expect(THEMES.map((theme) => themeSource(wearing(theme)))).toEqual(['system', 'light', 'dark', 'light'])
})

test('the window has the ground of the page, as its tokens have it', () => {
  const tokens = readFileSync(new URL('../../../renderer/look/tokens.css', import.meta.url), 'utf8')
  const [, light, dark] = /--ground: light-dark\((#\w+), (#\w+)\)/.exec(tokens) ?? []
  const contrast = /--ground: (#\w+)/.exec(tokens)?.[1]
  expect([light, dark, contrast]).not.toContain(undefined)
  expect([false, true].map((isDark) => background(wearing('system'), isDark))).toEqual([light, dark])
  expect(background(wearing('dark'), true)).toBe(dark)
  expect(background(wearing('contrast'), false)).toBe(contrast)
})

test.each([
  ['de', 'en-US', 'Datei'],
  ['en', 'de-AT', 'File'],
  ['system', 'de-AT', 'Datei'],
  ['system', 'de', 'Datei'],
  ['system', 'den', 'File'],
  ['system', '', 'File'],
] as const)('language %s on a system in %s', (language, locale, file) => {
  expect(desktopWords({ language }, locale).file).toBe(file)
})
