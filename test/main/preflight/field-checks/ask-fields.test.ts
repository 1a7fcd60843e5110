/** Whom a plan wants asked, from which machines, and what is said of those that cannot be. Machines are played; judging is real. */
import { expect, test } from 'vitest'
import { askFields } from '../../../../main/preflight/field-checks/ask-fields.ts'
import type { FieldMachine, FieldMachines } from '../../../../main/preflight/field-checks/field-machine.ts'
import type { EchoSeen, NtpSeen } from '../../../../shared/field-checks/field-check.ts'
import type { PlanFieldChecks } from '../../../../shared/plan/field-checks.ts'
import type { Plan } from '../../../../shared/plan/plan.ts'
import { samplePlan } from '../../../support/sample-run.ts'

const REPLY: EchoSeen = { observer: 'echo', result: 'reply', sent: 1, rttMs: 1, detail: '' }
const SILENT: EchoSeen = { ...REPLY, result: 'silence', sent: 3, rttMs: null }
const TIME: NtpSeen = {
  observer: 'ntp',
  result: 'answered',
  sent: 1,
  stratum: 2,
  leap: 0,
  referenceId: null,
  offsetMs: 0,
  delayMs: 1,
  errno: null,
  ignored: 0,
  detail: '',
}

const machine = (name: string, more: Partial<FieldMachine> = {}): FieldMachine => ({
  name,
  holds: () => false,
  echo: () => Promise.resolve(REPLY),
  ntp: () => Promise.resolve(TIME),
  resolve: () => Promise.resolve({ observer: 'resolver', addresses: ['10.77.20.11'], error: null }),
  clock: () => Promise.resolve({ offsetMs: 0, uncertaintyMs: 1 }),
  networks: () => Promise.resolve([]),
  ...more,
})

/** The nodes of the sample have SSH vantages, the cards none, laptop and mgmt are this machine. */
function played(nodes: Record<string, Partial<FieldMachine> | 'lost'> = {}): FieldMachines {
  const here = machine('this machine')
  return {
    here,
    reach: ({ name, vantage }) => {
      const node = nodes[name]
      if (vantage.kind === 'none') return Promise.resolve({ notAsked: `${name} has no vantage`, settle: 'One' })
      if (vantage.kind === 'local') return Promise.resolve(here)
      if (node === 'lost') return Promise.resolve({ notAsked: `${name} cannot be reached`, settle: 'A key' })
      return Promise.resolve(machine(name, node))
    },
    close: () => {},
  }
}

interface Case {
  fieldChecks?: PlanFieldChecks
  machines?: FieldMachines
  change?: Partial<Plan>
  names?: Map<string, { literal: string } | { error: string }>
  sources?: string[]
  signal?: AbortSignal
}

async function ask({ fieldChecks, machines = played(), change = {}, names = new Map(), sources, signal }: Case = {}) {
  const plan = samplePlan(2, { ...change, ...(fieldChecks ? { fieldChecks } : {}) })
  const asked = new Set(sources ?? plan.endpoints.map(({ name }) => name))
  return await askFields({
    plan,
    sources: asked,
    names,
    machines,
    signal: signal ?? new AbortController().signal,
  })
}

const ids = (checks: readonly { id: string; verdict: string }[]) => checks.map(({ id, verdict }) => `${id} ${verdict}`)

test('what is asked when the plan says nothing', async () => {
  expect(ids(await ask())).toEqual([
    ...['1/psm-2', '1/psm-3', '2/psm-1', '2/psm-3', '3/psm-1', '3/psm-2'].map((pair) => `echo/psm-${pair} pass`),
    'overlap/plan/172.17.0.0/16 pass',
    'overlap/this machine/172.17.0.0/16 pass',
    ...[1, 2, 3].map((n) => `overlap/psm-${n}/172.17.0.0/16 pass`),
    'clock/this machine/psm-1 pass',
    ...[1, 2, 3].map((n) => `clock/psm-${n}/this machine pass`),
  ])
})

test('a site that is all on one machine has no path between its nodes, and no network of its own', async () => {
  const endpoints = samplePlan(1).endpoints.map((endpoint, n) => ({
    ...endpoint,
    address: `127.0.0.${n + 2}`,
    vantage: { kind: 'local' as const },
  }))
  const here = machine('this machine', {
    holds: () => true,
    networks: () => Promise.resolve([{ interface: 'eth0', address: '172.17.0.2/16', isOwnBridge: false }]),
  })
  const machines: FieldMachines = { here, reach: () => Promise.resolve(here), close: () => {} }
  expect(ids(await ask({ change: { endpoints }, machines }))).toEqual(['overlap/plan/172.17.0.0/16 pass'])
  const wanted = await ask({ change: { endpoints }, machines, fieldChecks: { echo: true } })
  expect(wanted.filter(({ kind }) => kind === 'echo').map(({ verdict }) => verdict)).toEqual(Array(6).fill('untested'))
})

test('off is off', async () => {
  expect(await ask({ fieldChecks: { echo: false, names: false, overlap: false, clock: false, ntp: {} } })).toEqual([])
})

test('servers are asked by nodes and cards, nodes by cards where the plan wants it; a card without a vantage is named', async () => {
  const only = { echo: false, overlap: false, clock: false }
  const checks = await ask({ fieldChecks: { ...only, ntp: { servers: ['10.77.40.1'], nodes: true } } })
  expect(ids(checks)).toEqual([
    ...[1, 2, 3].map((n) => `ntp/psm-${n}/10.77.40.1 pass`),
    ...[1, 2].flatMap((n) => ['10.77.40.1', 'psm-1', 'psm-2', 'psm-3'].map((to) => `ntp/dsc-${n}/${to} untested`)),
  ])
  expect(checks.at(-1)).toMatchObject({ reason: 'Not tested: dsc-2 has no vantage.', settle: 'One.' })
  expect(ids(await ask({ fieldChecks: { ...only, ntp: { servers: ['10.77.40.1'] } }, sources: ['psm-2'] }))).toEqual([
    'ntp/psm-2/10.77.40.1 pass',
  ])
})

test('a server by name is resolved where it is asked from, and never asked at a public address that the plan does not name', async () => {
  const asked: string[] = []
  const machines = played({
    'psm-1': { ntp: (address) => (asked.push(address), Promise.resolve(TIME)) },
    'psm-2': { resolve: () => Promise.resolve({ observer: 'resolver', addresses: ['9.9.9.9'], error: null }) },
    'psm-3': { resolve: () => Promise.resolve({ observer: 'resolver', addresses: [], error: 'ENOTFOUND' }) },
  })
  const fieldChecks = { echo: false, overlap: false, clock: false, ntp: { servers: ['time.example'] } }
  const checks = await ask({ fieldChecks, machines, sources: ['psm-1', 'psm-2', 'psm-3'] })
  expect(checks.map(({ verdict }) => verdict)).toEqual(['pass', 'untested', 'untested'])
  expect(asked).toEqual(['10.77.20.11'])
  expect(checks[1]?.reason).toContain('public address 9.9.9.9')
  expect(checks[2]?.reason).toContain('does not resolve there (ENOTFOUND)')
})

test('silence is asked again; a lost vantage and an own address are no answer', async () => {
  let echoes = 0
  const silent = { echo: () => ((echoes += 1), Promise.resolve(SILENT)) }
  const machines = played({ 'psm-1': silent, 'psm-2': 'lost', 'psm-3': { holds: (a) => a === '10.77.20.11' } })
  const checks = await ask({ fieldChecks: { echo: true, overlap: false, clock: false }, machines })
  expect(ids(checks)).toEqual([
    'echo/psm-1/psm-2 fail',
    'echo/psm-1/psm-3 fail',
    'echo/psm-2/psm-1 untested',
    'echo/psm-2/psm-3 untested',
    'echo/psm-3/psm-1 untested',
    'echo/psm-3/psm-2 pass',
  ])
  expect(echoes).toBe(4)
  expect(checks[0]?.evidence).toMatchObject({ sent: 6 })
})

test('a name that one node knows otherwise', async () => {
  const [first, ...rest] = samplePlan(2).endpoints.filter(({ role }) => role === 'psm-node')
  if (!first) throw new Error('no node')
  const named = { ...first, address: 'psm-1.example', isName: true }
  const change = { endpoints: [...samplePlan(2).endpoints.filter(({ role }) => role !== 'psm-node'), named, ...rest] }
  const other = {
    resolve: () => Promise.resolve({ observer: 'resolver' as const, addresses: ['127.0.1.1'], error: null }),
  }
  const names = new Map([['psm-1.example', { literal: '10.77.20.11' }]])
  const fieldChecks = { echo: false, overlap: false, clock: false }
  const checks = await ask({ fieldChecks, change, names, machines: played({ 'psm-1': other }) })
  expect(ids(checks)).toEqual([
    'names/this machine/psm-1.example warn',
    'names/psm-1/psm-1.example fail',
    'names/psm-2/psm-1.example fail',
    'names/psm-3/psm-1.example fail',
  ])
})

test('clocks: 6 s apart, one that tells nothing, and one machine alone', async () => {
  const late = { clock: () => Promise.resolve({ offsetMs: -6000, uncertaintyMs: 20 }) }
  const machines = played({ 'psm-2': late, 'psm-3': { clock: () => Promise.resolve(null) } })
  const fieldChecks = { echo: false, overlap: false }
  expect(ids(await ask({ fieldChecks, machines, sources: ['psm-1', 'psm-2', 'psm-3'] }))).toEqual([
    'clock/psm-1/psm-2 fail',
    'clock/psm-2/psm-1 fail',
    'clock/psm-3/the other vantages untested',
  ])
  expect(await ask({ fieldChecks, sources: ['laptop', 'mgmt'] })).toEqual([])
  expect(ids(await ask({ fieldChecks: { ...fieldChecks, clock: true }, sources: ['laptop'] }))).toEqual([
    'clock/this machine/the other vantages untested',
  ])
})

test('a run that is stopped leaves the rest untested, and ends', async () => {
  const stop = new AbortController()
  const slow = { echo: () => (stop.abort(), Promise.resolve(REPLY)) }
  const checks = await ask({
    machines: played({ 'psm-1': slow }),
    signal: stop.signal,
    fieldChecks: { overlap: false },
  })
  expect(checks.filter(({ verdict }) => verdict === 'untested').length).toBeGreaterThan(3)
  const never = await ask({ signal: AbortSignal.abort(), fieldChecks: { overlap: false } })
  expect(never.every(({ verdict, reason }) => verdict === 'untested' && reason.includes('stopped'))).toBe(true)
})
