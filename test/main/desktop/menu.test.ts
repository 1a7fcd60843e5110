import { expect, test, vi } from 'vitest'
import { type MenuItem, menuTemplate } from '../../../main/desktop/menu.ts'
import { desktopWords } from '../../../main/desktop/words.ts'

const words = desktopWords({ language: 'en' }, '')
const actions = {
  choose: vi.fn<(item: string) => void>(),
  openPlan: vi.fn<() => void>(),
  showChecks: vi.fn<() => void>(),
}
const all = (items: MenuItem[]): MenuItem[] => items.flatMap((item) => [item, ...all(item.submenu ?? [])])

test('every item has a role, a submenu or something to do', () => {
  for (const mac of [true, false]) {
    const items = all(menuTemplate(words, actions, { mac, developing: false }))
    expect(items.filter(({ role, submenu, click, type }) => !role && !submenu && !click && !type)).toEqual([])
  }
})

test('the items do what they say', () => {
  const items = all(menuTemplate(words, actions, { mac: false, developing: false }))
  for (const { click } of items) click?.()
  expect(actions.choose.mock.calls.flat().toSorted()).toEqual(['keys', 'new-check', 'save-report'])
  expect([actions.openPlan.mock.calls.length, actions.showChecks.mock.calls.length]).toEqual([1, 1])
})

test('the tools for developers are not in a packaged program', () => {
  const roles = (developing: boolean) =>
    all(menuTemplate(words, actions, { mac: false, developing })).map(({ role }) => role)
  expect(roles(false)).not.toContain('toggleDevTools')
  expect(roles(true)).toContain('toggleDevTools')
})
