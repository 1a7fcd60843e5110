/** What a node may answer that is not the protocol: the link ends, in words, and nothing of it is believed. */
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { ConnectAnswer } from '../../../../main/probe/dial.ts'
import { type Prober, openProber } from '../../../../main/vantage/prober/open-prober.ts'
import type { RemoteProcess } from '../../../../main/remote-process.ts'
import { childRemote } from '../../../support/child-remote.ts'

interface Played {
  prober: Prober
  say: (...lines: unknown[]) => void
  ended: () => boolean
}

const HELLO = { is: 'hello', program: 'psm-preflight-prober', version: 1, t: 1000, pid: 9, sockets: 50, missing: [] }

/** A node that greets, answers the first look, and then says what the test wants. */
async function played(before = ''): Promise<Played> {
  const stdout = new PassThrough()
  const stdin = new PassThrough()
  let isEnded = false
  const remote: RemoteProcess = {
    stdin,
    stdout,
    stderr: new PassThrough(),
    exited: new Promise(() => {}),
    end: () => {
      isEnded = true
    },
  }
  const say = (...lines: unknown[]) =>
    stdout.write(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''))
  stdin.once('data', (line: Buffer) => {
    const { id } = JSON.parse(String(line).split('\n')[0] ?? '') as { id: number }
    say({ is: 'looked', id, t: 1001 })
  })
  const opening = openProber(() => Promise.resolve(remote))
  if (before) stdout.write(before)
  say(HELLO)
  const prober = await opening
  if ('missing' in prober) throw new Error(prober.missing)
  return { prober, say, ended: () => isEnded }
}

const sent = (id: number) => ({ is: 'sent', id, t: 2000, source: ['192.0.2.1', 40_000] })
const open = (id: number) => ({ is: 'open', id, t: 2001, source: ['192.0.2.1', 40_000], retransmits: 0, rtt: 1 })

describe('a hostile node', () => {
  test('words of a login shell before the greeting are skipped', async () => {
    const { prober } = await played('Welcome to psm-1\n{"is":"data"}\n')
    expect(prober.sockets).toBe(50)
    prober.close()
  })

  test.each([
    ['garbage', ['\u0000\u0007garbage']],
    ['a number in place of an event', [5]],
    ['an unknown event', [{ is: 'shell', id: 1 }]],
    ['an id that was never given', [sent(999)]],
    ['an answer to no question', [{ is: 'answer', id: 2, value: 1 }]],
    ['a look that nobody asked for', [{ is: 'looked', id: 77, t: 5000 }]],
    ['an answer before the SYN', [open(2)]],
    ['two answers', [sent(2), open(2), open(2)]],
    ['a time that runs backwards', [sent(2), { ...open(2), t: 1000 }]],
    ['bytes before a connection', [sent(2), { is: 'data', id: 2, data: 'AAAA' }]],
    ['more bytes than were asked for', [sent(2), open(2), { is: 'data', id: 2, data: 'AAAA' }]],
    [
      'a reporter that is no address',
      [
        sent(2),
        {
          is: 'error',
          id: 2,
          t: 2001,
          errno: 'EHOSTUNREACH',
          retransmits: 0,
          icmp: { version: 4, type: 3, code: 1, reporter: '<b>' },
        },
      ],
    ],
    [
      'an errno that is a sentence',
      [sent(2), { is: 'error', id: 2, t: 2001, errno: 'all is well', retransmits: 0, icmp: null }],
    ],
    ['a huge line', ['x'.repeat(70_000)]],
    ['a refused command', [{ is: 'refused', detail: 'KeyError' }]],
  ])('%s ends the link', async (_, lines) => {
    const { prober, say, ended } = await played()
    const answers: ConnectAnswer[] = []
    prober.dial({ address: '192.0.2.9', port: 1 }, (_dialled, answer) => answers.push(answer))
    say(...lines)
    expect(await prober.lost).toMatch(/^the prober there said what is not its language: [\x20-\x7e·]{1,80}$/)
    expect(ended()).toBe(true)
    expect(
      answers.filter(({ kind }) => kind === 'error').every((a) => a.kind === 'error' && a.errno === 'ENOLINK'),
    ).toBe(true)
  })

  test('a line without an end is not collected', async () => {
    const { prober, say } = await played()
    say('{"is":"data",'.repeat(6000))
    expect(await prober.lost).toContain('a line that is too long')
  })

  test.each([
    ['no python3', ['env', 'PATH=/nonexistent', '/bin/sh', '-c', 'exec /bin/sh -c "exit 127"']],
    ['a shell that refuses', ['sh', '-c', 'echo "This account is not available." >&2; exit 1']],
  ])('%s is told in words', async (_, under) => {
    const opened = await openProber(childRemote(under).run)
    expect(opened).toMatchObject({
      missing: expect.stringMatching(
        /^the prober needs python3 3\.6 or newer there \(the prober there ended with status (127|1)/,
      ) as string,
    })
  })

  test('a link that runs nothing is told in words', async () => {
    const opened = await openProber(() => Promise.reject(new Error('exec is not allowed')))
    expect(opened).toEqual({ missing: 'the prober could not be started there (exec is not allowed)' })
  })
})
