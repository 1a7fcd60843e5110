/** What the menu bar of the desktop app asks of the page, over the store. */
import { expect, test } from 'vitest'
import { chooseFromMenu } from '../../../renderer/store/menu.ts'
import { createAppStore } from '../../../renderer/store/store.ts'
import { coreDouble, SITE_DRAFT } from '../support/checks.ts'

async function open() {
  const { client } = coreDouble([], { site: SITE_DRAFT })
  const store = createAppStore(client)
  await store.getState().begin()
  return { client, store }
}

test('a new check is opened at its site', async () => {
  const { client, store } = await open()
  await chooseFromMenu(store, 'new-check')
  expect(client.paramsOf('checks.create')).toEqual([{ from: 'blank' }])
  expect([store.getState().check?.id, store.getState().route]).toEqual(['new-check', { step: 'site' }])
})

test('the report of the check that is shown is saved as PDF, and where it went is told', async () => {
  const { client, store } = await open()
  client.answer({ 'reports.save': () => ({ kind: 'saved', path: '/home/jo/report.pdf' }) })
  await store.getState().openCheck('site')
  await chooseFromMenu(store, 'save-report')
  expect(client.paramsOf('reports.save')).toEqual([{ id: 'site', format: 'pdf', paper: 'a4', language: 'en' }])
  expect(store.getState().notice?.message).toBe('Report saved: /home/jo/report.pdf')
})

test('a dialog that was cancelled says nothing', async () => {
  const { client, store } = await open()
  client.answer({ 'reports.save': () => ({ kind: 'cancelled' }) })
  await store.getState().openCheck('site')
  await chooseFromMenu(store, 'save-report')
  expect(store.getState().notice).toBeNull()
})

test('without a check there is nothing to report, and nothing is asked', async () => {
  const { client, store } = await open()
  await chooseFromMenu(store, 'save-report')
  expect(client.paramsOf('reports.save')).toEqual([])
  expect(store.getState().notice?.message).toContain('open a check')
})

test('the keys are shown', async () => {
  const { store } = await open()
  await chooseFromMenu(store, 'keys')
  expect(store.getState().keysShown).toBe(true)
})
