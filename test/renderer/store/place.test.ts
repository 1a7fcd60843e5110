// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'
import { keepPlace } from '../../../renderer/store/place.ts'
import { createAppStore } from '../../../renderer/store/store.ts'
import { SITE_DRAFT, coreDouble, summaryOf } from '../support/checks.ts'

beforeEach(() => sessionStorage.clear())

async function load(ids: readonly string[] = ['one']) {
  const core = coreDouble(
    ids.map((id) => summaryOf(id)),
    { one: SITE_DRAFT },
  )
  const store = createAppStore(core.client)
  await store.getState().begin()
  const end = await keepPlace(store)
  return { store, end, core }
}

test('a reload stays in the check, and on its step', async () => {
  const first = await load()
  expect(first.store.getState().route).toEqual({ step: 'start' })
  await first.store.getState().openCheck('one')
  first.store.getState().go({ step: 'group', group: 'dsc-to-psm' })
  first.end()
  const { store } = await load()
  expect([store.getState().check?.id, store.getState().route]).toEqual(['one', { step: 'group', group: 'dsc-to-psm' }])
  store.getState().go({ step: 'start' })
  expect((await load()).store.getState().route).toEqual({ step: 'start' })
})

test.each([
  ['of a check that is gone', '{"id":"two","step":"summary"}'],
  ['of no step', '{"id":"one","step":"elsewhere"}'],
  ['of no group', '{"id":"one","step":"group","group":"__proto__"}'],
  ['that is no JSON', '{'],
  ['that is a list', '[]'],
])('a place %s leads to the list, without a word', async (_, kept) => {
  sessionStorage.setItem('psm-preflight-place', kept)
  const { store } = await load()
  expect([store.getState().check, store.getState().route, store.getState().notice]).toEqual([
    null,
    { step: 'start' },
    null,
  ])
})
