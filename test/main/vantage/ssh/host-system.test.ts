/** Which system a host runs: told by a real shell here, and by what other systems' shells are known to say. */
import { platform } from 'node:process'
import { expect, test } from 'vitest'
import type { RunRemote } from '../../../../main/remote-process.ts'
import { platformNamed, systemOf } from '../../../../main/vantage/ssh/host-system.ts'
import { childRemote } from '../../../support/child-remote.ts'

const { run } = childRemote()
/** A host whose shell does this, whatever it is asked. */
const that =
  (does: string): RunRemote =>
  () =>
    run(does)

test('a shell of this machine tells its own', async () => {
  expect(await systemOf(run)).toBe(platform)
})

test.each([
  ['cmd.exe', `printf "\\r\\nMicrosoft Windows [Version 10.0.20348.2655]\\r\\n"`, 'win32'],
  [
    'PowerShell 5',
    `printf "At line:1 char:10\\r\\n+ uname -s || ver\\r\\n+          ~~\\r\\nThe token '||' is not a valid statement separator in this version.\\r\\n" >&2; exit 1`,
    'win32',
  ],
  [
    'PowerShell 7',
    `printf "uname: The term 'uname' is not recognized as a name of a cmdlet, function, script file, or executable program.\r\n" >&2; exit 1`,
    'win32',
  ],
  ['bash of Git on Windows', 'echo MINGW64_NT-10.0-19045', 'win32'],
  ['Cygwin', 'echo CYGWIN_NT-10.0-20348', 'win32'],
  ['macOS', 'echo Darwin', 'darwin'],
  ['a host that forbids commands', 'echo "This account is for forwarding only." >&2; exit 1', 'linux'],
])('%s', async (_, does, expected) => {
  expect(await systemOf(that(does))).toBe(expected)
})

test('one that runs nothing, or never ends, is taken for Linux', async () => {
  expect(await systemOf(() => Promise.reject(new Error('no session')))).toBe('linux')
  expect(await systemOf(that('exec sleep 4'))).toBe('linux')
  expect(platformNamed('VMkernel')).toBe('linux')
})
