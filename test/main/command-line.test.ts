/** Commands that the tool prints, as they must be typed where it was called. */
import { describe, expect, test } from 'vitest'
import { type Call, commandName, shellWord } from '../../main/command-line.ts'

const call = (change: Partial<Call>): Call => ({
  program: 'node',
  script: '/opt/psm/dist/cli.js',
  cwd: '/opt/psm',
  platform: 'linux',
  ...change,
})

test.each<[string, Partial<Call>, string]>([
  ['from its folder', {}, 'node dist/cli.js'],
  ['from the folder above', { cwd: '/opt' }, 'node psm/dist/cli.js'],
  ['from far away', { cwd: '/home/jane/customers/example/dc-1' }, 'node /opt/psm/dist/cli.js'],
  ['by a Node that is not in the path', { program: '/opt/node 22/bin/node' }, "'/opt/node 22/bin/node' dist/cli.js"],
  ['installed as a command', { script: '/usr/local/bin/psm-preflight' }, 'psm-preflight'],
  ['without a script', { script: undefined }, 'psm-preflight'],
])('%s', (_, change, expected) => {
  expect(commandName(call(change))).toBe(expected)
})

describe('words of a command', () => {
  test.each<[string, NodeJS.Platform, string]>([
    ['site.yaml', 'linux', 'site.yaml'],
    ['my site.yaml', 'linux', "'my site.yaml'"],
    ["o'neill.yaml", 'linux', String.raw`'o'\''neill.yaml'`],
    ['$(reboot)', 'linux', "'$(reboot)'"],
    ['', 'linux', "''"],
    ['C:\\plans\\dc 1.yaml', 'win32', '"C:\\plans\\dc 1.yaml"'],
    ['\u001b[2J', 'linux', String.raw`'\u{1b}[2J'`],
  ])('%j on %s', (text, platform, expected) => {
    expect(shellWord(text, platform)).toBe(expected)
  })
})
