/** The set-up script: the build needs devDependencies, whatever NODE_ENV says. */
import { chmod, cp, mkdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { workplace } from './cli-process.ts'

const { path, start, write } = workplace()

const READY = new URL('../../../build/ready.mjs', import.meta.url).pathname
const isWindows = process.platform === 'win32'

test.skipIf(isWindows)('packages are installed with those of development (skipped on Windows)', async () => {
  for (const name of ['build', 'bin', 'node_modules', 'dist']) await mkdir(path(name))
  await cp(READY, path('build/ready.mjs'))
  await write('package-lock.json', '{}')
  await write('build/build.mjs', '')
  await write('bin/npm', `#!/bin/sh\necho "$@" > "${path('asked')}"\n`)
  await chmod(path('bin/npm'), 0o755)
  const env = { NODE_ENV: 'production', PATH: `${path('bin')}:${process.env['PATH'] ?? ''}` }
  const { status, stderr } = await start(process.execPath, [path('build/ready.mjs')], { env }).ended
  expect({ status, stderr }).toMatchObject({ status: 0 })
  expect(await readFile(path('asked'), 'utf8')).toContain('--include=dev')
})
