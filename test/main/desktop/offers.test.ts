import { expect, test } from 'vitest'
import { openOffers } from '../../../main/desktop/offers.ts'

function place() {
  const state = { heard: false, given: [] as string[], told: [] as string[] }
  const offers = openOffers({
    read: async (path) => (path === 'bad' ? { ok: false, message: 'bad: why' } : { ok: true, name: path, text: '' }),
    isHeard: () => state.heard,
    give: ({ name }) => state.given.push(name),
    tell: (message) => state.told.push(message),
  })
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return { state, offers, settle }
}

test('plans wait until the page listens, and each is handed over once', async () => {
  const { state, offers, settle } = place()
  offers.offer(['a'])
  offers.offer(['b', 'bad'])
  await settle()
  expect(state.given).toEqual([])
  state.heard = true
  offers.hand()
  offers.hand()
  await settle()
  expect(state.given).toEqual(['a', 'b'])
  expect(state.told).toEqual(['bad: why'])
})

test('where the page listens already, a plan does not wait', async () => {
  const { state, offers, settle } = place()
  state.heard = true
  offers.offer(['a'])
  await settle()
  expect(state.given).toEqual(['a'])
})
