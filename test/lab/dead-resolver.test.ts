/**
 * A plan of names, and a name server that never answers: the check ends soon, and says what it could not test. In a network and a
 * mount namespace of its own, so that the machine's own resolv.conf is never touched and nothing is left behind.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runResult } from '../../shared/result.ts'
import { labGate } from './lab-gate.ts'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const SERVER = '192.0.2.53'
/** Two rounds of 2 s for the first names, and the start of the process. glibc's own 5 s would take 10. */
const MOST_MS = 8000
const NAMES = 40

/** A neighbour that takes every packet and says nothing. The mount is seen by this process alone. */
const SURROUNDINGS = `set -e
ip link set lo up
ip link add psmdns0 type veth peer name psmdns1
ip address add 192.0.2.1/24 dev psmdns0
ip link set psmdns0 up
ip link set psmdns1 up
ip neigh add ${SERVER} lladdr 02:00:00:00:00:01 dev psmdns0
mount --bind "$1" /etc/resolv.conf
shift
exec "$@"`

const PLAN = `version: 1
site: { name: Names }
endpoints:
  - { name: laptop, role: user-station, address: 127.66.0.2, vantage: local }
${Array.from({ length: NAMES }, (_, i) => `  - { name: n-${i}, role: psm-node, address: n-${i}.example.test }`).join('\n')}
`

const why = labGate('a dead name server')

describe.skipIf(why !== null)('a dead name server', () => {
  test(`${NAMES} names: the check ends within ${MOST_MS / 1000} s, every flow not tested`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'psm-preflight-dns-'))
    try {
      writeFileSync(join(folder, 'resolv.conf'), `nameserver ${SERVER}\n`)
      writeFileSync(join(folder, 'plan.yaml'), PLAN)
      const check = [process.execPath, CLI, 'check', 'plan.yaml', '--group', 'user-to-psm', '--out', 'out']
      const shell = ['sh', '-c', SURROUNDINGS, 'sh', join(folder, 'resolv.conf'), ...check, '--format', 'json']
      const start = performance.now()
      const { RES_OPTIONS: _, ...env } = process.env
      const child = spawn('unshare', ['--net', '--mount', ...shell], { cwd: folder, env, stdio: 'pipe' })
      let said = ''
      child.stdout.on('data', (chunk) => (said += String(chunk)))
      child.stderr.on('data', (chunk) => (said += String(chunk)))
      const deadline = setTimeout(() => child.kill('SIGKILL'), 40_000)
      const status = await new Promise((resolve) => child.on('close', resolve))
      clearTimeout(deadline)
      const ms = performance.now() - start
      expect(status, said).toBe(3)
      expect(said).toMatch(/n-0\.example\.test, .* do not resolve here: the name server did not answer/)
      const run = runResult.parse(JSON.parse(readFileSync(join(folder, 'out', 'run.json'), 'utf8')))
      expect(run.flows).toHaveLength(NAMES * 4)
      expect(run.flows.every((f) => f.outcome === 'not-tested' && f.evidence.notAsked?.why === 'name')).toBe(true)
      expect(ms).toBeLessThan(MOST_MS)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
