/** Dialling by a command, with a host that says what a test wants: what a stall, a kill or a chatty login shell must not become. */
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RemoteProcess } from '../../../../main/remote-process.ts'
import { type ConnectAnswer, LINK_LOST } from '../../../../main/probe/dial.ts'
import { openExecDial } from '../../../../main/vantage/ssh/exec-dial.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Of the clock that counts in the test. */
const pass = async (ms: number) => void (vi.isFakeTimers() ? await vi.advanceTimersByTimeAsync(ms) : await sleep(ms))

const TARGET = { address: '192.0.2.1', port: 443 }
const BEGUN = 'psm-preflight begun\n'

interface Host {
  said: PassThrough
  exit: (code: number | null) => void
  /** Resolves or rejects the round trip that is awaited. */
  answer: () => void
  break: () => void
  roundTrips: number
}

/** An attempt on a host that has bash, or only nc. */
async function dial(has: 'has-bash' | 'has-nc') {
  const answers: ConnectAnswer[] = []
  const host: Host = { said: new PassThrough(), exit: () => {}, answer: () => {}, break: () => {}, roundTrips: 0 }
  const start = (stdout: PassThrough, stderr: PassThrough): RemoteProcess => ({
    stdin: new PassThrough(),
    stdout,
    stderr,
    exited: new Promise((resolve) => {
      host.exit = (code) => resolve({ code, signal: null })
    }),
    end: () => {},
  })
  const found = await openExecDial({
    run: async () => {
      const stdout = new PassThrough()
      stdout.end(`${has}\nlooked\n`)
      return start(stdout, new PassThrough())
    },
    runWithin: async () => start(new PassThrough(), host.said),
    roundTrip: () => {
      host.roundTrips += 1
      return new Promise((resolve, reject) => {
        host.answer = resolve
        host.break = () => reject(new Error(LINK_LOST))
      })
    },
  })
  if ('missing' in found) throw new Error(found.missing)
  const attempt = found.dial(TARGET, (_, answer) => answers.push(answer))
  await pass(1)
  return { host, attempt, answers }
}

test('a silence is believed only when the link has answered after it', async () => {
  vi.useRealTimers()
  const { host, attempt } = await dial('has-bash')
  const known: boolean[] = []
  attempt.whenKnown?.(150, (is) => known.push(is))
  await pass(250)
  expect(host.roundTrips).toBe(0)
  host.said.write(BEGUN)
  await pass(50)
  expect(host.roundTrips).toBe(0)
  await expect.poll(() => host.roundTrips).toBe(1)
  expect(known).toEqual([])
  host.answer()
  await expect.poll(() => known).toEqual([true])
})

test('time that has passed since it began is not waited for again, and a broken link knows nothing', async () => {
  vi.useRealTimers()
  const { host, attempt } = await dial('has-bash')
  host.said.write(BEGUN)
  await pass(120)
  const known: boolean[] = []
  attempt.whenKnown?.(100, (is) => known.push(is))
  await pass(1)
  expect(host.roundTrips).toBe(1)
  host.break()
  await expect.poll(() => known).toEqual([false])
})

test.each(['has-bash', 'has-nc'] as const)(
  'what a login shell says before is no answer of the path (%s)',
  async (has) => {
    const { host, answers } = await dial(has)
    host.said.write('license server: Connection refused\nport 22 is open\nConnected to the jump host\n')
    await pass(100)
    expect(answers).toEqual([])
    host.said.write(`${BEGUN}bash: connect: No route to host\n`)
    await pass(100)
    expect(answers).toEqual([{ kind: 'error', errno: 'EHOSTUNREACH' }])
  },
)

test.each([
  ['killed early, or its link broke', 100, null, 'EAGAIN'],
  ['killed early, as a shell tells it', 100, 137, 'EAGAIN'],
  ['ended by its own watcher', 9000, null, 'ETIMEDOUT'],
  ['ended by timeout', 9000, 124, 'ETIMEDOUT'],
  ['ended by itself without a known word', 100, 1, 'UNKNOWN'],
])('%s', async (_, after, code, errno) => {
  const { host, answers } = await dial('has-bash')
  host.said.write(BEGUN)
  await pass(after)
  host.exit(code)
  await pass(100)
  expect(answers).toEqual([{ kind: 'error', errno }])
})
