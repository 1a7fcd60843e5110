/** The scenarios themselves: pure checks that hold without root. */
import { describe, expect, test } from 'vitest'
import { expand } from '../../shared/plan/expand.ts'
import type { Endpoint } from '../../shared/plan/plan.ts'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import type { Role } from '../../shared/catalogue/catalogue.ts'
import { SCENARIOS } from './all-scenarios.ts'
import { buildScript } from './network-script.ts'
import { allowed, falsePasses, type LabPlan, MODES } from './scenario.ts'

/** The plan as the program would have it, for the expansion only. */
function flowsOf(plan: LabPlan) {
  const endpoints: Endpoint[] = plan.endpoints.map(({ name, role, address, vantage }) => ({
    name,
    role: role as Role,
    address,
    isName: false,
    vantage: { kind: vantage === undefined ? 'none' : 'local' },
  }))
  return expand({ ...plan, pace: plan.pace ?? 'normal', endpoints, rules: [...plan.rules] }, APPENDIX_B)
}

test('every scenario has its own name', () => {
  expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length)
})

describe.each(SCENARIOS)('$name', (scenario) => {
  const flows = flowsOf(scenario.plan).filter(
    (flow) => scenario.groups.length === 0 || scenario.groups.includes(flow.group),
  )
  const firstFor = (flow: (typeof flows)[number]) =>
    scenario.expect.find(
      (e) =>
        (e.to?.includes(flow.destination.name) ?? true) &&
        (e.from?.includes(flow.source.name) ?? true) &&
        (e.ports?.includes(flow.port) ?? true),
    )

  test('states a truth for every flow, and no truth for nothing', () => {
    expect(flows.filter((flow) => !firstFor(flow)).map((flow) => flow.id)).toEqual([])
    const used = new Set(flows.map(firstFor))
    const unused = scenario.expect.filter((e) => !used.has(e))
    // HEALTHY is shared, so one of its two lines may be without a flow; the scenario's own lines may not.
    expect(unused.filter((e) => !['open', 'closed'].includes(e.truth))).toEqual([])
  })

  test('lists exactly the false passes that connect() cannot avoid', () => {
    for (const expectation of scenario.expect) {
      const passes = falsePasses(expectation, scenario.plan.stage, 'connect')
      expect({ expectation, listed: expectation.falsePass !== undefined }).toEqual({
        expectation,
        listed: passes.length > 0,
      })
      for (const mode of MODES) expect(allowed(expectation, mode).length).toBeGreaterThan(0)
      for (const mode of ['user', 'root', 'capture'] as const) {
        expect(falsePasses(expectation, scenario.plan.stage, mode)).toEqual([])
      }
    }
  })

  test('asks only addresses of its own network, or addresses with nobody there', () => {
    for (const { address } of scenario.plan.endpoints)
      expect(address).toMatch(/^(10\.77\.(10|20)\.|fd77:(10|20)::)\d+$/)
  })

  test('has a network that can be written as a script', () => {
    const script = buildScript(scenario.network, (machine) => `t-${machine}`)
    for (const machine of Object.keys(scenario.network.machines)) expect(script).toContain(`netns add t-${machine}\n`)
  })
})
