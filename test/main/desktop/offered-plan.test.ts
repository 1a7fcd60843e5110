import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readOfferedPlan } from '../../../main/desktop/offered-plan.ts'

const folder = mkdtempSync(join(tmpdir(), 'psm-offered-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string) => join(folder, name)

test('a plan is handed over by its name and as text', async () => {
  writeFileSync(file('büro.psmplan'), 'site: { name: Büro }\n')
  expect(await readOfferedPlan(file('büro.psmplan'))).toEqual({
    ok: true,
    name: 'büro.psmplan',
    text: 'site: { name: Büro }\n',
  })
})

test('what cannot be read is named, with what was found and what is accepted', async () => {
  mkdirSync(file('folder.yaml'))
  writeFileSync(file('large.yaml'), '')
  truncateSync(file('large.yaml'), 6_000_000)
  writeFileSync(file('picture.yaml'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]))
  const said = async (name: string) => {
    const plan = await readOfferedPlan(file(name))
    return plan.ok ? 'read' : plan.message.replace(`${folder}/`, '')
  }
  expect(await said('folder.yaml')).toBe('folder.yaml: not a file; accepted: a plan, YAML or JSON')
  expect(await said('large.yaml')).toBe('large.yaml: found 6.0 MB; accepted: a plan of at most 5 MB')
  expect(await said('picture.yaml')).toBe('picture.yaml: found a picture; accepted: a plan as text, YAML or JSON')
  expect(await said('gone.yaml')).toBe('gone.yaml: cannot be read: no such file or folder (ENOENT)')
  expect(await said('a\u001b[31m.yaml')).toContain('a\\u{1b}[31m.yaml: cannot be read')
})
