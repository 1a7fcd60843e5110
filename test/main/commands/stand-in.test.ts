/** `stand-in`: holds what is free, proves itself to a check of the same plan, and tells who came. */
import type { ChildProcess } from 'node:child_process'
import { chmod, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { RunResult } from '../../../shared/result.ts'
import { Listeners } from '../../support/loopback.ts'
import { AS_NOBODY } from '../../support/child-remote.ts'
import { CLI, type Ended, workplace } from './cli-process.ts'

const { cli, path, start, write } = workplace()
const IS_ROOT = process.getuid?.() === 0
const listeners = new Listeners()
let running: { child: ChildProcess; ended: Promise<Ended> } | null = null
afterEach(async () => {
  running?.child.kill('SIGKILL')
  running = null
  await listeners.close()
})

const plan = (stage = 'preinstall') => `version: 1
site: { name: Test }
stage: ${stage}
endpoints:
  - { name: laptop, role: user-station, address: 127.68.0.2, vantage: local }
  - { name: mgmt, role: management-station, address: 127.68.0.3 }
  - { name: psm-1, role: psm-node, address: 127.68.0.11 }
  - { name: dsc-1, role: dsc, address: 127.68.0.21 }
rules:
  - { id: one, service: one, port: 18401, from: laptop, to: psm-1 }
  - { id: two, service: two, port: 18402, from: laptop, to: psm-1 }
`

/** Resolves when the ports are held. */
async function play(args: string[], prefix: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const [command = process.execPath, ...rest] = [...prefix, process.execPath, CLI, 'stand-in', ...args]
  running = start(command, rest, { env })
  const { child, ended } = running
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (data) => {
      if (String(data).includes('Ctrl-C')) resolve()
    })
    void ended.then(({ stderr }) => reject(new Error(stderr)))
  })
  return {
    stop: async () => {
      child.kill('SIGINT')
      return ended
    },
  }
}

const ONLY = ['--as', 'psm-1', '--ports', '18401,18402']
const OPTIONS = ['--group', 'extra', '--no-evidence', '--quiet', '--format', 'json']

async function checked(file: string, out: string, ...more: string[]) {
  const ended = await cli('check', file, ...OPTIONS, '--out', path(out), ...more)
  const run = JSON.parse(await readFile(path(out, 'run.json'), 'utf8')) as RunResult
  return { status: ended.status, flows: run.flows }
}

describe('a check of the same plan', () => {
  test('proves its flows; the stand-in tells who came, and who never did', async () => {
    const file = await write('plan.yaml', plan())
    const standIn = await play([file, ...ONLY])
    const { status, flows } = await checked(file, 'proved')
    expect(flows.map(({ port, outcome, verdict, proof }) => `${port} ${outcome} ${verdict} ${proof}`)).toEqual([
      '18401 open pass proven',
      '18402 open pass proven',
    ])
    expect(flows[0]?.evidence.standIn).toMatchObject({ by: 'hand', nonce: 'answered', state: 'listening' })
    expect(status).toBe(0)
    const { status: ended, stdout } = await standIn.stop()
    expect(ended).toBe(0)
    expect(stdout.match(/laptop \(127\.68\.0\.2\) reached 18401: asked for a proof, and got it/g)).toHaveLength(1)
    expect(stdout).toMatch(/laptop +127\.68\.0\.2 +18401, 18402 +2 +none/)
  })

  test('with another key it is open and not proven; with the same key it is', async () => {
    const file = await write('keys.yaml', plan())
    await play([file, ...ONLY], [], { PSM_PREFLIGHT_KEY: 'of the site' })
    const other = await checked(file, 'other')
    expect(other.flows.map(({ outcome, proof }) => `${outcome} ${proof}`)).toEqual(['open likely', 'open likely'])
    expect(other.flows[0]?.reason).toMatch(/did not prove itself: .*another plan or key/)
    const same = await checked(file, 'same', '--key', 'of the site')
    expect(same.flows.map(({ proof }) => proof)).toEqual(['proven', 'proven'])
    expect(await readFile(path('same', 'run.json'), 'utf8')).not.toContain('of the site')
  })

  test('judged for a cluster that runs, no port passes by a stand-in', async () => {
    const file = await write('late.yaml', plan())
    await play([file, ...ONLY])
    const { status, flows } = await checked(file, 'late', '--stage', 'operational')
    expect(flows.map(({ verdict }) => verdict)).toEqual(['fail', 'fail'])
    expect(status).toBe(1)
  })
})

test('who connects without asking is told, too; so is who is not in the plan', async () => {
  const file = await write('plain.yaml', plan())
  const standIn = await play([file, ...ONLY])
  const { connect } = await import('node:net')
  const socket = connect({ host: '127.68.0.11', port: 18401, localAddress: '127.68.0.99' })
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.destroy()
  await sleep(2800)
  const { stdout } = await standIn.stop()
  expect(stdout).toContain('127.68.0.99 (not in the plan) reached 18401: connected, and asked for no proof')
  expect(stdout).toMatch(/laptop +127\.68\.0\.2 +none +0 +18401, 18402/)
  expect(stdout).toContain('! 127.68.0.99, which is not in the plan, reached 18401 (1 times).')
})

describe('ports that cannot be had', () => {
  test('a real service is left alone, and a second stand-in refuses in words', async () => {
    await listeners.open(() => {}, '127.68.0.11', 18_401)
    const file = await write('taken.yaml', plan())
    const standIn = await play([file, ...ONLY])
    const second = await cli('stand-in', file, ...ONLY)
    expect(second.status).toBe(2)
    expect(second.stderr).toMatch(
      /no port could be held[^]*Taken: ports 18401, 18402 are held by a service, or by another/,
    )
    const { stdout } = await standIn.stop()
    expect(stdout).toContain('! Taken: port 18401 is held by a service, or by another stand-in, and left alone.')
    expect(stdout).toContain('Listening on port 18402.')
  })

  test.skipIf(!IS_ROOT)('privileged ones are named, with what to do', async () => {
    const file = await write('low.yaml', plan())
    await chmod(path(), 0o755)
    const standIn = await play([file, '--as', 'psm-1'], AS_NOBODY)
    const { stdout } = await standIn.stop()
    expect(stdout).toMatch(/! Not allowed: ports .*22, .*443.*; .*run it as root, .*ip_unprivileged_port_start/)
  })
})

describe('refused, with status 2', () => {
  test.each([
    ['a name that the plan has not', ['--as', 'psm-9'], plan(), /--as: found "psm-9"; accepted: .*psm-1/],
    [
      'an address of another machine',
      ['--as', 'psm-1'],
      plan().replace('127.68.0.11', '10.250.3.9'),
      /no address of this machine/,
    ],
    ['a cluster that runs', ['--as', 'psm-1'], plan('operational'), /port pass that no service holds/],
    [
      'a port that it does not need',
      ['--as', 'psm-1', '--ports', '7'],
      plan(),
      /--ports: found 7; accepted: ports that psm-1 needs/,
    ],
    ['an endpoint that nothing leads to', ['--as', 'laptop'], plan(), /nothing of the plan leads to laptop/],
  ])('%s', async (_, args, text, message) => {
    const { status, stderr, stdout } = await cli('stand-in', await write('refused.yaml', text), ...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })
})
