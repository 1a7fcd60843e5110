/** The command serve: where it keeps checks, when it opens a browser, what it says when it cannot start. */
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { browserCommand } from '../../../main/commands/open-browser.ts'
import { dataFolder } from '../../../main/store/data-folder.ts'
import { temporaryFolder } from '../../support/core.ts'
import { SCRIPT, ServeProcess, runServe } from '../../support/serve-process.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(() => place.done())

describe('where checks are kept', () => {
  const of = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, asked?: string) =>
    dataFolder(asked, { platform, env, home: '/home/e' })

  test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
    ['linux', {}, '/home/e/.local/share/psm-preflight'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/psm-preflight'],
    ['linux', { XDG_DATA_HOME: '' }, '/home/e/.local/share/psm-preflight'],
    ['darwin', {}, '/home/e/Library/Application Support/psm-preflight'],
    ['win32', { APPDATA: '/roaming' }, '/roaming/psm-preflight'],
    ['linux', { PSM_PREFLIGHT_DATA: '/mine' }, '/mine'],
  ])('%s %j: %s', (platform, env, expected) => {
    expect(of(platform, env)).toBe(expected)
  })

  test('--data is stronger than the variable', () => {
    expect(of('linux', { PSM_PREFLIGHT_DATA: '/mine' }, '/asked')).toBe('/asked')
  })
})

describe('a browser is opened only where there is a screen', () => {
  const of = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, isRoot = false) =>
    browserCommand('http://127.0.0.1:1/?token=t', { platform, env, isRoot })?.command ?? null

  test.each<[NodeJS.Platform, NodeJS.ProcessEnv, boolean, string | null]>([
    ['linux', {}, false, null],
    ['linux', { DISPLAY: ':0' }, false, 'xdg-open'],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, false, 'xdg-open'],
    ['linux', { DISPLAY: ':0' }, true, null],
    ['darwin', {}, false, 'open'],
    ['darwin', { SSH_CONNECTION: '1 2 3 4' }, false, null],
    ['win32', {}, false, 'cmd'],
  ])('%s %j, root %s: %s', (platform, env, isRoot, expected) => {
    expect(of(platform, env, isRoot)).toBe(expected)
  })
})

test('one line with the link on stdout; it serves; Ctrl-C ends it with 0', async () => {
  const served = await ServeProcess.start(place.folder)
  expect(served.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
  expect(await served.call('program.describe', {})).toMatchObject({ door: 'serve', dataFolder: place.folder })
  expect(await served.end('SIGINT')).toBe(0)
})

test('a port that is taken: the words name it, and what to do', async () => {
  const server = createServer().listen({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { status, stderr } = await runServe({ port, data: place.folder })
  server.close()
  expect(stderr).toContain(`--port: port ${port} of 127.0.0.1 cannot be had: another program uses it`)
  expect(status).not.toBe(0)
})

test('a folder that cannot be made: the words name it', async () => {
  const file = join(place.folder, 'file')
  await writeFile(file, '')
  const { stderr } = await runServe({ port: 0, data: join(file, 'data') })
  expect(stderr).toMatch(/--data: .*file.* cannot be used: .*\(ENOTDIR\)/)
  expect(await readdir(place.folder)).toEqual(['file'])
})

const noScript = spawnSync(SCRIPT, ['--version']).error !== undefined
test.skipIf(noScript)('on a terminal, Enter gives a new link, and Ctrl-C ends (skipped without script)', async () => {
  const { stdout, status } = await runServe({ port: 0, data: place.folder }, ['\r', '\u0003'])
  const links = [...new Set(stdout.match(/\?token=[\w-]{43}/g))]
  expect(links.length).toBe(2)
  expect(stdout).toContain('Enter gives a new one')
  expect(status).toBe(0)
})
