/** The question about public addresses: only a yes is a yes, and Ctrl-C is no fault of the program. */
import { spawnSync } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { askYes } from '../../../main/terminal/ask-yes.ts'
import { CLI, failingPlan, workplace } from '../commands/cli-process.ts'

const { start, write } = workplace()

test.each([
  ['y', 'y\r', 'yes'],
  ['yes', ' YES \r', 'yes'],
  ['n', 'n\r', 'no'],
  ['only Enter', '\r', 'no'],
  ['yesterday', 'yesterday\r', 'no'],
  ['Ctrl-C', '\u0003', 'interrupted'],
  ['Ctrl-D', '\u0004', 'no'],
])('%s', async (_, keys, answer) => {
  const input = new PassThrough()
  const asked = askYes('Sure? ', input, new PassThrough())
  input.write(keys)
  expect(await asked).toBe(answer)
})

test('the end of input', async () => {
  const input = new PassThrough()
  const asked = askYes('Sure? ', input, new PassThrough())
  input.end()
  expect(await asked).toBe('no')
})

/** Of util-linux: runs a command on a terminal of its own. */
const SCRIPT = '/usr/bin/script'
const noScript = spawnSync(SCRIPT, ['--version']).error !== undefined
test.skipIf(noScript).each([
  ['Ctrl-C', '\u0003', 130],
  ['Ctrl-D', '\u0004', 2],
])('on a terminal, %s ends it without a word of an internal error (skipped without script)', async (_, key, status) => {
  const plan = await write('public.yaml', failingPlan('9.9.9.9'))
  const command = `"${process.execPath}" "${CLI}" check "${plan}" --group extra`
  const { child, ended } = start(SCRIPT, ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdout?.on('data', (chunk) => {
    if (String(chunk).includes('[y/N]')) child.stdin?.write(key)
  })
  const result = await ended
  expect(result.stdout).toContain('[y/N]')
  expect(result.stdout).not.toContain('internal error')
  expect(result.status).toBe(status)
})
