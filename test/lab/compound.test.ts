/**
 * Two or three faults at once, by the real command line against real kernels: the findings must name exactly the faults that were set, each
 * with its device, its direction and its flows. LAB_ONLY=name,name runs a few; LAB_MODES=user,root some modes.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { RunResult } from '../../shared/result.ts'
import { COMPOUNDS } from './compound/all-compounds.ts'
import type { Compound } from './compound/compound.ts'
import { findingFaults } from './judge-findings.ts'
import { labGate } from './lab-gate.ts'
import { withNetwork } from './network.ts'
import { pool } from './pool.ts'
import { check, keep } from './run-scenario.ts'
import type { Mode } from './scenario.ts'

const AT_ONCE = 4
const only = process.env['LAB_ONLY']?.split(',')
const cases = COMPOUNDS.filter(({ name }) => only?.includes(name) ?? true).flatMap((compound) =>
  compound.modes
    .filter((mode) => (process.env['LAB_MODES'] ?? mode).split(',').includes(mode))
    .map((mode) => ({ compound, mode, name: `${compound.name} ${mode}`, why: compound.why })),
)
const inTurn = pool(AT_ONCE)
const gate = labGate('compound failures')

async function run({ name, network, plan, groups }: Compound, mode: Mode): Promise<RunResult> {
  const { result } = await inTurn(() => withNetwork(network, (built) => check(built, 'laptop', plan, groups, [], mode)))
  const findings = result.findings.map(({ id, title, flows }) => `${id} ${title}\n   ${flows.join(' ')}`)
  const flows = result.flows.map(
    ({ id, outcome, verdict, blockedBy, reason }) =>
      `${id} ${outcome} ${verdict} ${JSON.stringify(blockedBy)} ${reason}`,
  )
  const traces = result.hosts.flatMap(({ address, traces: all = [] }) =>
    all.map(({ port, hops, end, endTtl, rounds }) => {
      const heard = hops.map(({ ttl, addresses }) => `${ttl} ${addresses.map((one) => one.address).join('|')}`)
      return `${address}:${port} ${heard.join(', ')}: ${end} ${endTtl}, ${rounds} rounds`
    }),
  )
  await keep(`compound-${name}-${mode}.txt`, `${[...findings, '', ...flows, '', ...traces].join('\n')}\n`)
  return result
}

describe.skipIf(gate !== null)('compound failures', () => {
  const results = new Map<string, Promise<RunResult>>()
  beforeAll(() => {
    for (const { compound, mode, name } of cases) {
      const result = run(compound, mode)
      // Awaited by its own test; until then a failure is not unhandled.
      result.catch(() => undefined)
      results.set(name, result)
    }
  })

  test.each(cases)('$name: $why', { timeout: 300_000 }, async ({ compound, name }) => {
    const result = await results.get(name)
    if (!result) throw new Error(`${name} was not run`)
    expect(findingFaults(compound, result)).toEqual([])
  })
})
