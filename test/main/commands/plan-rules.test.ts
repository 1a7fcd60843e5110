import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { planRules } from '../../../main/commands/plan-rules.ts'
import { readNftables } from '../../shared/explain/dialects/read-hosts.ts'

const PLAN = `version: 1
site: { name: lab }
stage: preinstall
endpoints:
  - { name: laptop, role: user-station, address: 10.77.10.10, vantage: local }
  - { name: mgmt, role: management-station, address: 10.77.10.10, vantage: local }
  - { name: "psm-{n}", role: psm-node, address: 10.77.20.11-10.77.20.13 }
  - { name: "dsc-{n}", role: dsc, address: 10.77.30.21-10.77.30.22 }
`

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plan-rules-'))
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

test('the rules of a whole plan are its 231 flows, and those of a group only its own', async () => {
  const path = join(folder, 'site.yaml')
  await writeFile(path, PLAN)
  const permitted = async (group?: string[]) => {
    expect(await planRules(path, { out: folder, group })).toBe(0)
    return readNftables(await readFile(join(folder, 'rules', 'nftables.nft'), 'utf8')).forth
  }
  expect((await permitted()).size).toBe(231)
  const ofUsers = await permitted(['user-to-psm'])
  expect(ofUsers.size).toBe(12)
  expect([...ofUsers].every((key) => key.startsWith('10.77.10.10 10.77.20.'))).toBe(true)
})
