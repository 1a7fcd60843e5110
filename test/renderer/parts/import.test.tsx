// @vitest-environment happy-dom
/** A result of another machine, dropped on the window or chosen on the summary: sent in pieces, and what it added is said. */
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { CallError } from '../../../renderer/client.ts'
import { IMPORT_PIECE, type Result } from '../../../shared/contract.ts'
import { sampleCheck } from '../../support/sample-check.ts'
import { mixedRun } from '../../support/sample-run.ts'
import { SITE_DRAFT, coreDouble, summaryOf } from '../support/checks.ts'
import { mountPage } from '../support/mount-page.tsx'
import { mountApp, openFromList } from '../support/mount.tsx'

const START = '{\n "schema": "psm-preflight/run@1",\n'
const fileOf = (text: string, name = 'dsc-1.json') => new File([text], name)
const drop = (...files: File[]) => fireEvent.drop(window, { dataTransfer: { types: ['Files'], files } })
const added: Result<'check.import'> = { done: true, run: 2, flows: 66, sentFrom: ['dsc-1'], conflicts: 3, notes: [] }

test('dropped on an open check: sent in pieces and in order, and what it added is said', async () => {
  const core = coreDouble([summaryOf('one', { site: 'Here' })], { one: SITE_DRAFT })
  const { user } = await mountApp(core)
  await openFromList(user, 'Here')
  core.client.answer({
    'check.import': ({ size, at }) => (at + IMPORT_PIECE < size ? { done: false } : added),
  })
  const text = START.padEnd(IMPORT_PIECE + 1000, 'é')
  drop(fileOf(text))
  expect(await screen.findByText('66 flows from dsc-1 were added. 3 conflicts: the newest is kept.')).toBeTruthy()
  const pieces = core.client.paramsOf('check.import')
  expect(pieces.map(({ at }) => at)).toEqual(pieces.map((_, place) => place * IMPORT_PIECE))
  expect(new Set(pieces.map(({ upload, name, id }) => `${upload} ${name} ${id}`)).size).toBe(1)
  const whole = Buffer.concat(pieces.map(({ bytes }) => Buffer.from(bytes, 'base64')))
  expect(whole.equals(Buffer.from(text))).toBe(true)
  expect(core.client.paramsOf('checks.create')).toEqual([])
})

test('with no check open it is no plan either: said where it belongs', async () => {
  const core = coreDouble([], {})
  await mountApp(core)
  drop(fileOf(START))
  expect(await screen.findByText(/dsc-1\.json is a result of a test: open the check that it belongs to/)).toBeTruthy()
  expect(core.client.paramsOf('checks.create')).toEqual([])
})

test('chosen on the summary; a refusal is told in the words of the core', async () => {
  const { user, client, store } = await mountPage(sampleCheck(mixedRun()), { step: 'summary' })
  client.answer({
    'check.import': () => {
      throw new CallError('refused', 'dsc-1.json: of another plan.')
    },
  })
  expect(screen.getByRole('button', { name: 'Import a result…' })).toBeTruthy()
  const input = document.querySelector<HTMLInputElement>('input[type=file][accept=".json,.zip"]')
  if (!input) throw new Error('no input for files')
  await user.upload(input, fileOf(START))
  await waitFor(() => expect(client.paramsOf('check.import')).toHaveLength(1))
  await waitFor(() => expect(store.getState().notice?.message).toBe('dsc-1.json: of another plan.'))
})
