/** The change request of a check, for one firewall and as an archive: of what failed, and of the whole plan. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { makeReport } from '../../../main/checks/make-report.ts'
import { rulesFile } from '../../../main/checks/change-request.ts'
import { Core, temporaryFolder } from '../../support/core.ts'
import { everyOutcome } from '../../support/every-outcome.ts'
import { putCheck } from '../../support/put-check.ts'
import { DIALECTS } from '../../../shared/explain/dialects/all.ts'
import { requestPart } from '../../../shared/explain/blocked-flows.ts'
import type { Params } from '../../../shared/contract.ts'
import { runResult } from '../../../shared/result.ts'
import { readFile } from 'node:fs/promises'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let core: Core
let id: string

beforeEach(async () => {
  place = await temporaryFolder()
  const { plan, run } = everyOutcome()
  id = await putCheck(place.folder, plan, run)
  core = await Core.open(place.folder)
})
afterEach(async () => {
  await core.workspace.close()
  await place.done()
})

const asked = (of: 'failed' | 'plan', dialect: string, ticket = '') => ({ id, of, dialect, ticket })

const fileOf = (params: Params<'rules.save'>) => core.workspace.use(id, (check) => rulesFile(check, params))

async function namesIn(archive: Uint8Array | { path: string }): Promise<string[]> {
  const zip = await fromBufferPromise(Buffer.from(archive as Uint8Array), { lazyEntries: true })
  const names: string[] = []
  for await (const entry of zip.eachEntry()) names.push(entry.fileName)
  return names.toSorted()
}

const ALL = DIALECTS.flatMap(({ file, rollbackFile }) => [file, ...(rollbackFile === null ? [] : [rollbackFile])])
  .map((name) => `rules/${name}`)
  .toSorted()

test('of what failed: exactly the flows that a permit helps, in each dialect, with its rollback and the ticket', async () => {
  const report = await core.workspace.use(id, (check) => makeReport(check, 'json'))
  const run = runResult.parse(JSON.parse(await readFile((report.content as { path: string }).path, 'utf8')))
  const permits = run.flows.filter((flow) => requestPart(flow) === 'permit')
  expect(permits.length).toBeGreaterThan(3)
  for (const { id: dialect, file, rollbackFile } of DIALECTS) {
    const view = await core.call('rules.show', asked('failed', dialect, 'CHG0012345'))
    expect([view.file, view.rollback?.file ?? null, view.flows]).toEqual([file, rollbackFile, permits.length])
    for (const { address } of permits) expect(view.text, `${dialect} ${address}`).toContain(address)
    expect(view.text).toContain('CHG0012345')
  }
})

test('of the whole plan: every flow of it, tested or not', async () => {
  const { flows } = await core.call('rules.show', asked('plan', 'table'))
  const opened = await core.call('checks.open', { id })
  expect(flows).toBe(opened.plan?.flows)
})

test('a file of a dialect is what was shown, and all of them are one archive', async () => {
  const view = await core.call('rules.show', asked('failed', 'nftables'))
  const [rules, rollback] = [
    await fileOf({ ...asked('failed', 'nftables'), part: 'rules' }),
    await fileOf({ ...asked('failed', 'nftables'), part: 'rollback' }),
  ]
  expect([rules.name, String(rules.content)]).toEqual(['preflight-DC-1-row-7-nftables.nft', view.text])
  expect([rollback.name, String(rollback.content)]).toEqual([
    'preflight-DC-1-row-7-nftables.rollback.sh',
    view.rollback?.text,
  ])
  const all = await fileOf({ id, of: 'plan', ticket: '', part: 'all' })
  expect([all.name, await namesIn(all.content)]).toEqual(['preflight-DC-1-row-7-rules.zip', ALL])
  const { name, content } = await core.workspace.use(id, (check) => makeReport(check, 'rules'))
  expect([name, await namesIn(content)]).toEqual([expect.stringMatching(/^preflight-DC-1-row-7-.*-rules\.zip$/), ALL])
})

test.each([
  ['a dialect that there is not', () => core.call('rules.show', asked('failed', 'other')), /no rules for such/],
  [
    'what takes back a table',
    () => core.call('rules.save', { ...asked('failed', 'table'), part: 'rollback' }),
    /nothing to take back/,
  ],
])('%s is refused with words', async (_, ask, words) => {
  await expect(ask()).rejects.toThrow(words)
})
