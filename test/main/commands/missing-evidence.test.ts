/** What is optional may be missing, alone or all together: the check runs, and says which evidence is missing and why. */
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { runResult } from '../../../shared/result.ts'
import { run } from '../../lab/command.ts'
import { labGate } from '../../lab/lab-gate.ts'
import { withNetwork } from '../../lab/network.ts'
import { dropAllToHost } from '../../lab/scenarios/drop-all-to-host.ts'
import { CLI, failingPlan, workplace } from './cli-process.ts'

const { path, write, start } = workplace()
const PACKAGES = join(dirname(CLI), '../node_modules')
/** What each optional package needs beside itself. */
const NEEDS = { koffi: ['koffi', '@koromix'], 'net-ping': ['net-ping', 'raw-socket'] } as const

/** The built tool in a folder of its own, with these packages and no others. */
function install(name: string, packages: readonly (keyof typeof NEEDS)[]): string {
  cpSync(dirname(CLI), path(name, 'dist'), { recursive: true })
  rmSync(path(name, 'dist/node_modules'), { recursive: true, force: true })
  mkdirSync(path(name, 'node_modules'))
  for (const needed of packages.flatMap((p) => NEEDS[p])) {
    cpSync(join(PACKAGES, needed), path(name, 'node_modules', needed), { recursive: true, dereference: true })
  }
  return path(name, 'dist/cli.js')
}

/** In a mount namespace of its own, where the tools that capture and ping are no programs any more. */
const HIDE = 'for t in tcpdump dumpcap ping; do p=$(command -v $t) && mount --bind /dev/null "$p"; done; exec "$@"'
const WITHOUT_TOOLS = ['-m', '--propagation', 'private', 'sh', '-c', HIDE, 'sh']

const gate = labGate('evidence without its tools')

test.skipIf(gate !== null).each([
  { name: 'all', packages: ['koffi', 'net-ping'], tools: true },
  { name: 'no-koffi', packages: ['net-ping'], tools: true },
  { name: 'no-net-ping', packages: ['koffi'], tools: true },
  { name: 'no-tools', packages: ['koffi', 'net-ping'], tools: false },
  { name: 'nothing', packages: [], tools: false },
] as const)('$name', async ({ name, packages, tools }) => {
  const cli = install(name, packages)
  const plan = await write('plan.yaml', failingPlan())
  const args = [cli, 'check', plan, '--group', 'extra', '--capture', '--out', `${name}/out`, '--format', 'json']
  const { status, stderr } = await (tools
    ? start(process.execPath, args)
    : start('unshare', [...WITHOUT_TOOLS, process.execPath, ...args])
  ).ended
  expect({ status, stderr: /error|Error/.exec(stderr)?.[0] }).toEqual({ status: 1, stderr: undefined })
  const run = runResult.parse(JSON.parse(await readFile(path(name, 'out/run.json'), 'utf8')))
  expect(run.flows.map((flow) => flow.outcome)).toEqual(['closed'])
  const observers = new Map(run.environment?.observers.map((observer) => [observer.id, observer]))
  expect([...observers.keys()]).toEqual(['connect', 'error-queue', 'tcp-trace', 'raw', 'echo', 'capture'])
  const hasKoffi = packages.some((p) => p === 'koffi')
  const available = (id: 'error-queue' | 'tcp-trace' | 'capture') => observers.get(id)?.available
  if (process.platform === 'linux') {
    expect({ queue: available('error-queue'), trace: available('tcp-trace') }).toEqual({
      queue: hasKoffi,
      trace: hasKoffi,
    })
  }
  if (!hasKoffi) {
    expect(observers.get('error-queue')?.note).toMatch(/koffi/)
    expect(observers.get('raw')?.note).toMatch(/koffi/)
    const isByIcmp = packages.some((p) => p === 'net-ping')
    expect(/traced by ICMP echoes instead/.test(observers.get('tcp-trace')?.note ?? '')).toBe(isByIcmp)
  }
  if (!packages.some((p) => p === 'net-ping')) expect(observers.get('echo')?.note).toMatch(/net-ping/)
  if (!tools) {
    expect(available('capture')).toBe(false)
    expect(run.warnings.join('\n')).toMatch(/No packet capture: .*(dumpcap|tcpdump)/)
  }
})

test.skipIf(gate !== null)(
  'without koffi, as root, a host that is never heard is traced by ICMP',
  { timeout: 60_000 },
  async () => {
    const cli = install('icmp-trace', ['net-ping'])
    const { network, plan, groups } = dropAllToHost
    const file = await write('icmp-trace.yaml', stringify(plan, { aliasDuplicateObjects: false }))
    const args = [cli, 'check', file, ...groups.flatMap((group) => ['--group', group])]
    const out = path('icmp-trace/out')
    const { stderr } = await withNetwork(network, (lab) =>
      run(lab, 'laptop', [process.execPath, ...args, '--out', out, '--format', 'json', '--quiet'], 50_000),
    )
    expect(stderr).toBe('')
    const { flows } = runResult.parse(JSON.parse(await readFile(join(out, 'run.json'), 'utf8')))
    const toDropped = flows.filter((flow) => flow.destination === 'psm-2')
    expect(toDropped.length).toBeGreaterThan(3)
    for (const { outcome, proof, blockedBy, reason } of toDropped) {
      expect({ outcome, proof, blockedBy }).toEqual({
        outcome: 'host-silent',
        proof: 'likely',
        blockedBy: { address: '10.77.12.2', hop: 2, certainty: 'last-responder' },
      })
      expect(reason).toMatch(/ICMP echoes were last heard of at hop 2, 10\.77\.12\.2; they may take another path/)
    }
    expect(flows.filter((flow) => flow.destination !== 'psm-2' && flow.blockedBy)).toEqual([])
  },
)
