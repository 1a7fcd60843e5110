/**
 * Checks beyond the port table from hosts behind SSH, over real sshd and real kernels: the same questions as from this machine, each asked
 * where it counts. Two clocks of one kernel are told apart by a Python on psm-2 that tells another time.
 */
import { once } from 'node:events'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FieldCheck } from '../../shared/field-checks/field-check.ts'
import { makeFolder, removeFolders, whyNoSshd } from '../support/sshd.ts'
import { run } from './command.ts'
import { labGate } from './lab-gate.ts'
import { MATRIX } from './matrix-site.ts'
import { check } from './run-scenario.ts'
import { NODES, SshSite } from './ssh-site.ts'

const gate = labGate('checks beyond the port table over SSH') ?? whyNoSshd()
const SERVER = fileURLToPath(new URL('ntp-server.mjs', import.meta.url))
const AHEAD_MS = 7000

/** On machines of their own. On the laptop nobody listens; what psm-1 asks psm-3 is dropped by its router. */
const TIME = { 'psm-3': {}, 'dsc-1': { shiftMs: AHEAD_MS }, 'dsc-2': { silent: true } } as const
const SERVERS = [...(Object.keys(TIME) as (keyof typeof TIME)[]).map((name) => MATRIX[name]), MATRIX.laptop]

/** What psm-2 is called, as the hosts file of each machine has it. */
const NAME = 'psm-2.lab'
const HOSTS = { laptop: MATRIX['psm-2'], 'psm-1': '10.77.99.99', 'psm-2': MATRIX['psm-2'] } as const

/** A line of sshd_config: the Python there is ahead of the kernel. */
function aheadOfTime(): string {
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  const file = join(folder, 'python3')
  const ahead = `import time; real = time.time; time.time = lambda: real() + ${AHEAD_MS / 1000}`
  // Options, -c, the program, its argument.
  writeFileSync(file, `#!/bin/sh\nexec /usr/bin/python3 "$1" -c "${ahead}\n$3" "$4"\n`)
  chmodSync(file, 0o755)
  return `SetEnv PATH=${folder}:/usr/bin:/bin`
}

describe.skipIf(gate !== null)('checks beyond the port table over SSH', { timeout: 90_000 }, () => {
  let site: SshSite
  const folders: string[] = []
  beforeAll(async () => {
    site = await SshSite.build()
    for (const [machine, address] of Object.entries(HOSTS)) {
      const folder = join('/etc/netns', site.network.netns(machine))
      mkdirSync(folder, { recursive: true })
      folders.push(folder)
      writeFileSync(join(folder, 'hosts'), `127.0.0.1 localhost\n${address} ${NAME}\n`)
    }
    await run(site.network, 'psm-1', ['ip', 'address', 'add', '172.17.5.5/24', 'dev', 'eth0'])
    // As systemd sets it: anybody may send an echo.
    const anybody = ['sysctl', '-qw', 'net.ipv4.ping_group_range=0 2147483647']
    await Promise.all(NODES.map((node) => run(site.network, node, anybody)))
    await Promise.all([site.serve('psm-1'), site.serve('psm-2', { config: [aheadOfTime()] })])
    await Promise.all(
      Object.entries(TIME).map(async ([machine, server]) => {
        const servers = { [MATRIX[machine as keyof typeof TIME]]: server }
        const child = site.network.spawn(machine, [process.execPath, SERVER, JSON.stringify(servers)])
        if (child.stdout) await once(child.stdout, 'data')
      }),
    )
    await site.cut(
      `ip daddr ${MATRIX['psm-3']} udp dport 123 drop; ip daddr ${MATRIX['psm-2']} icmp type echo-request reject with icmp type admin-prohibited`,
    )
  })
  afterAll(async () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    await site?.close()
    removeFolders()
  })

  test('without rights, here and there', async () => {
    const plan = site.plan('probe')
    const endpoints = plan.endpoints.map((one) => (one.name === 'psm-2' ? { ...one, address: NAME } : one))
    const fieldChecks = { echo: 'on', ntp: { servers: SERVERS } }
    const asked = { ...plan, endpoints, fieldChecks }
    const { result } = await check(site.network, 'laptop', asked, ['user-to-psm', 'psm-to-psm'], [], 'user')
    const checks = result.fieldChecks ?? []
    const verdicts = (kind: FieldCheck['kind']) =>
      Object.fromEntries(
        checks
          .filter((one) => one.kind === kind)
          .map(({ source, target, verdict }) => [`${source} ${target}`, verdict]),
      )
    const reasonOf = (id: string) => checks.find((one) => one.id === id)?.reason

    expect(verdicts('echo')).toEqual({ 'psm-1 psm-2': 'fail', 'psm-2 psm-1': 'pass' })
    expect(reasonOf('echo/psm-1/psm-2')).toContain('10.77.21.1')

    expect(verdicts('ntp')).toEqual({
      [`psm-1 ${MATRIX['psm-3']}`]: 'warn',
      [`psm-1 ${MATRIX['dsc-1']}`]: 'warn',
      [`psm-1 ${MATRIX['dsc-2']}`]: 'warn',
      [`psm-1 ${MATRIX.laptop}`]: 'warn',
      [`psm-2 ${MATRIX['psm-3']}`]: 'warn',
      // As far ahead as psm-2 itself.
      [`psm-2 ${MATRIX['dsc-1']}`]: 'pass',
      [`psm-2 ${MATRIX['dsc-2']}`]: 'warn',
      [`psm-2 ${MATRIX.laptop}`]: 'warn',
    })
    const ntp = (source: string, target: keyof typeof MATRIX) => reasonOf(`ntp/${source}/${MATRIX[target]}`)
    expect(ntp('psm-1', 'psm-3')).toMatch(/did not answer psm-1 on UDP 123: 3 queries/)
    expect(ntp('psm-1', 'dsc-1')).toMatch(/clock of psm-1 is (7\.0|6\.9)\d s ± .* behind/)
    expect(ntp('psm-1', 'laptop')).toMatch(/cannot be had from psm-1: ECONNREFUSED/)
    expect(ntp('psm-2', 'psm-3')).toMatch(/clock of psm-2 is (7\.0|6\.9)\d s ± .* ahead of/)
    expect(ntp('psm-2', 'dsc-2')).toMatch(/did not answer psm-2/)

    expect(verdicts('names')).toEqual({
      [`this machine ${NAME}`]: 'warn',
      [`psm-1 ${NAME}`]: 'fail',
      [`psm-2 ${NAME}`]: 'fail',
    })
    expect(reasonOf(`names/psm-2/${NAME}`)).toContain('10.77.99.99 on psm-1')

    const clocks = checks.filter(({ kind }) => kind === 'clock')
    expect(clocks.map(({ source, verdict }) => `${source} ${verdict}`).toSorted()).toEqual([
      'psm-1 fail',
      'psm-2 fail',
      'this machine fail',
    ])
    expect(reasonOf('clock/psm-1/psm-2')).toMatch(/(7\.0|6\.9)\d s ± .* behind that of psm-2/)

    expect(verdicts('overlap')).toEqual({
      'plan 172.17.0.0/16': 'pass',
      'this machine 172.17.0.0/16': 'pass',
      'psm-1 172.17.0.0/16': 'warn',
      'psm-2 172.17.0.0/16': 'pass',
    })
  })
})
