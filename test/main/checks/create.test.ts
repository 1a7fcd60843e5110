/** A check from a plan file: faults that have a cell become a draft, those of the file itself are told with their line. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Core, temporaryFolder } from '../../support/core.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let core: Core
beforeEach(async () => {
  place = await temporaryFolder()
  core = await Core.open(place.folder)
})
afterEach(async () => {
  await core.workspace.close()
  await place.done()
})

const from = (text: string) => core.call('checks.create', { from: 'plan', name: 'site.yaml', text })

const GOOD = `version: 1
site: { name: DC-1, customer: Example Corp }
endpoints:
  - { name: laptop, role: user-station, address: 127.73.0.2, vantage: local }
  - { name: mgmt, role: management-station, address: 127.73.0.3 }
  - { name: psm-1, role: psm-node, address: 127.73.0.11, vantage: { ssh: { user: root } } }
  - { name: "dsc-{n}", role: dsc, address: 127.73.0.21-127.73.0.24 }
`

test('a sound plan keeps its ranges as they are written', async () => {
  const created = await from(GOOD)
  if (!created.ok) throw new Error(JSON.stringify(created.faults))
  const { draft, plan, practice } = await core.call('checks.open', { id: created.id })
  expect(practice).toBe(false)
  expect(draft.endpoints[3]).toEqual({
    name: 'dsc-{n}',
    role: 'dsc',
    address: '127.73.0.21-127.73.0.24',
    vantage: 'none',
  })
  expect(plan?.endpoints.length).toBe(7)
  expect((await core.call('checks.list', {})).checks[0]).toMatchObject({ site: 'DC-1', customer: 'Example Corp' })
})

test('JSON is a plan too', async () => {
  expect(await from(JSON.stringify({ version: 1, site: { name: 'x' }, endpoints: [] }))).toMatchObject({ ok: true })
})

test('a wrong value becomes a draft, with its fault in its cell', async () => {
  const created = await from(GOOD.replace('127.73.0.11', '127.73.0.999').replace('role: dsc', 'role: card'))
  if (!created.ok) throw new Error(JSON.stringify(created.faults))
  const { draft, plan, faults } = await core.call('checks.open', { id: created.id })
  expect(plan).toBeNull()
  expect(draft.endpoints[2]?.address).toBe('127.73.0.999')
  expect(faults.map(({ path }) => path)).toEqual(expect.arrayContaining(['endpoints[2].address', 'endpoints[3].role']))
})

test.each([
  ['an unknown key', GOOD.replace('customer:', 'custommer:'), 2, /unknown key/],
  ['a secret', GOOD.replace('user: root', 'user: root, password: hunter2'), 6, /password/],
  ['another version', GOOD.replace('version: 1', 'version: 2'), 1, /^2$/],
  ['no YAML', 'a: [1, 2', 1, /./],
  ['no plan', '- 1\n- 2\n', null, /./],
  ['nothing', '', null, /./],
  ['a picture', '\u0089PNG\r\n\u001a', null, /./],
])('%s is refused with its line, and no check is made', async (_, text, line, found) => {
  const created = await from(text)
  if (created.ok) throw new Error('it was taken')
  expect(created.faults.length).toBeGreaterThan(0)
  if (line !== null) expect(created.faults.map((fault) => fault.line)).toContain(line)
  expect(created.faults.some((fault) => found.test(fault.found))).toBe(true)
  expect(JSON.stringify(created.faults)).not.toContain('hunter2')
  expect((await core.call('checks.list', {})).checks).toEqual([])
})

test('what was typed is kept as it is, faults and all', async () => {
  const created = await core.call('checks.create', { from: 'blank' })
  if (!created.ok) throw new Error('faults')
  const { id } = created
  const { draft } = await core.call('checks.open', { id })
  const typed = {
    ...draft,
    site: { name: '  ', customer: '<b>', engineer: 'É'.normalize('NFD') },
    endpoints: [{ name: '', role: 'nothing', address: '10.', vantage: { ssh: { user: '' } } }],
    rules: [{ id: '', service: '', port: '80 ', from: '', to: '' }],
  }
  const saved = await core.call('plan.save', { id, draft: typed })
  expect(saved.faults.length).toBeGreaterThan(4)
  await core.workspace.close()
  core = await Core.open(place.folder)
  expect((await core.call('checks.open', { id })).draft).toEqual(typed)
})
