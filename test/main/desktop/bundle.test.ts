import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, answerFrom } from '../../../main/desktop/bundle.ts'
import { StaticFiles } from '../../../main/transport/static-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'psm-bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))
let answer: Answer
beforeAll(async () => {
  mkdirSync(join(folder, 'page/assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.html'), 'secret')
  writeFileSync(join(folder, 'page/index.html'), '<p>page')
  writeFileSync(join(folder, 'page/assets/index-B_CFVt67.js'), 'go()')
  answer = answerFrom(await StaticFiles.read(join(folder, 'page')))
})

const get = async (url: string, method = 'GET') => answer({ url, method })

test('the page and its assets, with the headers of security', async () => {
  const page = await get('app://psm-preflight/')
  expect([page.status, await page.text(), page.headers.get('content-type')]).toEqual([
    200,
    '<p>page',
    'text/html; charset=utf-8',
  ])
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  const asset = await get('app://psm-preflight/assets/index-B_CFVt67.js?x=1#y')
  expect([asset.status, asset.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
  const head = await get('app://psm-preflight/index.html', 'HEAD')
  expect([head.status, await head.text()]).toEqual([200, ''])
})

test.each([
  'app://psm-preflight/secret.html',
  'app://psm-preflight/../secret.html',
  'app://psm-preflight/%2e%2e/secret.html',
  'app://psm-preflight/..%2fsecret.html',
  'app://psm-preflight/..%5csecret.html',
  'app://psm-preflight/assets/../../secret.html',
  'app://psm-preflight/assets/%2e%2e%2f%2e%2e%2fsecret.html',
  'app://psm-preflight/%00',
  'app://psm-preflight/%E0%A4%A',
  'app://psm-preflight/__proto__',
  'app://psm-preflight//index.html',
  'app://psm-preflight.example/index.html',
  'app://user@psm-preflight/index.html',
  'app:index.html',
  'file:///etc/passwd',
  'https://psm-preflight/index.html',
  'nothing',
])('%s is no file of the program', async (url) => {
  const refused = await get(url)
  expect([refused.status, await refused.text()]).toEqual([404, 'Not a file of this program'])
  expect(refused.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
  expect((await get('app://psm-preflight/', method)).status).toBe(405)
})
