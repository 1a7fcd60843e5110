/** Reports over HTTP: the file that was asked for, once, as a download. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runResult } from '../../../shared/result.ts'
import { loopbackDraft } from '../../support/core.ts'
import type { Leave } from '../../support/enter.ts'
import { Served } from '../../support/served.ts'

const NET = 75
let served: Served
let leave: Leave
let cookie: string
let id: string
beforeAll(async () => {
  served = await Served.open()
  leave = await served.signIn()
  cookie = leave.cookie
  const site = { name: 'Zürich: "row" 7/../x', customer: '<b>', engineer: '' }
  id = await served.core.create(loopbackDraft(NET, { site }))
  await served.core.run(id, { kind: 'group', group: 'user-to-psm' })
})
afterAll(() => served.close())

async function save(format: string): Promise<{ url: string; name: string }> {
  const { text } = await served.post('/api/reports.save', JSON.stringify({ id, format }), { ...leave })
  const { result } = JSON.parse(text)
  expect(result.kind).toBe('download')
  return result
}

test.each([
  ['pdf', 'application/pdf', /^%PDF-/],
  ['json', 'application/json', /^\{/],
  ['csv', 'text/csv; charset=utf-8', /user-to-psm/],
  ['junit', 'application/xml', /<testsuites/],
])('%s', async (format, type, content) => {
  const { url, name } = await save(format)
  expect(url).toMatch(/^\/reports\/[\w-]{43}$/)
  expect(name).toMatch(/^preflight-Zu-rich-row-7-x-\d{8}-\d{6}(-junit)?\.\w+$/)
  expect((await served.get(url)).status).toBe(403)
  const { status, headers, text } = await served.get(url, { cookie })
  expect([status, headers.get('content-type')]).toEqual([200, type])
  expect(headers.get('content-disposition')).toBe(`attachment; filename="${name}"`)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(text).toMatch(content)
  expect((await served.get(url, { cookie })).status).toBe(404)
})

test('the JSON is the merged result', async () => {
  const { url } = await save('json')
  const run = runResult.parse(JSON.parse((await served.get(url, { cookie })).text))
  expect([run.flows.length, run.plan.flows, run.site.customer]).toEqual([12, 195, '<b>'])
})

test('a core that does not know the check has no report', async () => {
  const { text } = await served.post('/api/reports.save', '{"id":"none","format":"pdf"}', { ...leave })
  expect(JSON.parse(text)).toMatchObject({ ok: false, error: { code: 'not-found' } })
})
