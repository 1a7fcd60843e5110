/** The schedule over a link that stalls or breaks: neither is silence of the path. */
import { spawnSync } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { LimitedDial } from '../../../../main/probe/dial.ts'
import { probeFlows } from '../../../../main/preflight/probe-flows.ts'
import { type Prober, openProber } from '../../../../main/vantage/prober/open-prober.ts'
import type { RunRemote } from '../../../../main/remote-process.ts'
import { childRemote } from '../../../support/child-remote.ts'
import { Listeners, flowTo } from '../../../support/loopback.ts'

const noPython = spawnSync('python3', ['-V']).status !== 0
if (noPython) console.warn('asking over a link: skipped, because python3 is not installed')

const listeners = new Listeners()
afterEach(() => listeners.close())

async function opened(run: RunRemote): Promise<Prober> {
  const prober = await openProber(run)
  if ('missing' in prober) throw new Error(prober.missing)
  return prober
}

const probe = async (dial: LimitedDial, ports: readonly number[]) => {
  const { flows } = await probeFlows({
    flows: ports.map((port) => flowTo({ port })),
    pace: 'normal',
    names: new Map(),
    signal: new AbortController().signal,
    observers: { dial, gather: null, states: [], close: () => {} },
    vantages: null,
    onFlow: () => {},
    onPhase: () => {},
  })
  return flows.map(({ evidence }) => evidence)
}

/** Keeps back what the node says, while `hold` is set. */
function stalling() {
  const kept: (() => void)[] = []
  const link = { isHeld: false, release: () => kept.splice(0).forEach((give) => give()) }
  const run: RunRemote = async (command) => {
    const process = await childRemote().run(command)
    const stdout = new PassThrough()
    process.stdout.on('data', (chunk: Buffer) => {
      if (link.isHeld) kept.push(() => stdout.write(chunk))
      else stdout.write(chunk)
    })
    return { ...process, stdout }
  }
  return { link, run }
}

test.skipIf(noPython)(
  'a link that says nothing for five seconds makes no port silent and no attempt lost',
  async () => {
    const { link, run } = stalling()
    const prober = await opened(run)
    const port = await listeners.open((socket) => socket.resume())
    link.isHeld = true
    const probing = probe(prober.dial, [port])
    await sleep(5000)
    link.isHeld = false
    link.release()
    const [evidence] = await probing
    const answered = evidence?.attempts.find(({ result }) => result === 'connected')
    expect(answered?.elapsedMs).toBeLessThan(100)
    expect(evidence?.notAsked).toBe(null)
    prober.close()
  },
)

test.skipIf(noPython)('a link that breaks leaves flows not tested, with the reason', async () => {
  const prober = await opened(childRemote().run)
  const open = await listeners.open(() => {})
  // Nothing can be answered with such a least TTL: the second flow waits.
  const dial: LimitedDial = (target, onAnswer) =>
    prober.dial(target.port === open ? target : { ...target, minTtl: 255 }, onAnswer)
  const silent = await listeners.open(() => {})
  const probing = probe(dial, [silent])
  await sleep(300)
  process.kill(prober.pid, 'SIGKILL')
  const [evidence] = await probing
  expect(evidence?.notAsked).toMatchObject({ why: 'vantage-lost' })
  const [later] = await probe(dial, [open])
  expect(later?.notAsked).toMatchObject({ why: 'vantage-lost' })
})
