/** The plan that `plan init` writes, and what `plan check` says of it. */
import { describe, expect, test } from 'vitest'
import { describePlan } from '../../../main/plan/describe-plan.ts'
import { readPlanBytes } from '../../../main/plan/read-plan.ts'
import { starterPlan } from '../../../main/plan/starter-plan.ts'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { expand } from '../../../shared/plan/expand.ts'
import { GOOD_PLAN, withRules, withVantage } from './good-plan.ts'

function read(text: string) {
  const result = readPlanBytes(Buffer.from(text))
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return { plan: result.plan, warnings: result.warnings, flows: expand(result.plan, APPENDIX_B) }
}

const described = (text: string) => {
  const { plan, flows } = read(text)
  return describePlan(plan, flows)
}

describe('the plan to start from', () => {
  test('is valid: 231 flows, no warnings', () => {
    const { flows, warnings } = read(starterPlan())
    expect(flows).toHaveLength(231)
    expect(warnings).toEqual([])
  })

  test('its examples of rules and field checks are sound', () => {
    const { plan } = read(starterPlan().replace('# fieldChecks:', 'fieldChecks:'))
    expect(plan.fieldChecks).toMatchObject({ echo: true, ntp: { servers: ['10.77.40.1'], nodes: false } })
  })

  test.each(['192.168.1.20', '2001:db8::7', 'fe80::1%eth0'])('%s is filled in for the laptop', (localAddress) => {
    const { plan } = read(starterPlan({ localAddress }))
    expect(plan.endpoints.slice(0, 2).map((e) => e.address)).toEqual([localAddress, localAddress])
  })

  test.each(['', 'nonsense', 'psm.example', '10.0.0.0/8', '0.0.0.0', '1 }\nversion: 2'])(
    '%j is not: the example stays',
    (localAddress) => {
      expect(read(starterPlan({ localAddress })).plan.endpoints[0]?.address).toBe('10.77.10.10')
    },
  )

  test('every key of a plan is explained', () => {
    for (const key of [
      'version',
      'site',
      'customer',
      'engineer',
      'stage',
      'pace',
      'endpoints',
      'role',
      'address',
      'vantage',
      'identityFile',
      'hostKey',
      'rules',
      '{n}',
    ]) {
      expect(starterPlan()).toContain(key)
    }
  })

  test('what is commented out is valid too', () => {
    const all = starterPlan()
      .replace('    # vantage:', '    vantage:')
      .replace('# rules:', 'rules:')
      .replace('#   - { id: vcenter', '  - { id: vcenter')
    expect(read(all).flows).toHaveLength(234)
  })
})

describe('the plan in words', () => {
  test('the numbers by direction', () => {
    const lines = described(GOOD_PLAN).split('\n')
    const numbers = lines.flatMap((line) => /^ {2}(?:\S+ +(\S+-to-\S+) .*|(total)) +(\d+)$/.exec(line)?.slice(1) ?? [])
    expect(numbers.filter((n) => n !== undefined)).toEqual([
      'user-to-psm',
      '12',
      'psm-to-psm',
      '144',
      'psm-to-dsc',
      '6',
      'management-to-psm',
      '3',
      'dsc-to-psm',
      '66',
      'total',
      '231',
    ])
  })

  test('what can be tested from here, and what would test the others', () => {
    const text = described(GOOD_PLAN)
    expect(text).toMatch(/from this machine +15 +from laptop, mgmt\n/)
    expect(text).toMatch(/not tested: no vantage +216 +from psm-1, psm-2, psm-3, dsc-1 and 1 more\n/)
    expect(text).toContain('To test what starts on psm-1')
    expect(described(withVantage('{ ssh: { user: root } }'))).toMatch(/over SSH +50 +from psm-1\n/)
  })

  test('rules of the plan, and long lists in short', () => {
    const text = described(withRules('{ id: vc, service: s, port: 443, from: psm-node, to: 10.77.40.5 }'))
    expect(text).toMatch(/extra +vc +psm-node +10\.77\.40\.5 +1 +3 +3\n/)
    expect(text).toMatch(/total +234\n/)
  })

  test('nothing of the plan moves the cursor; lines end where their text ends', () => {
    const { plan, flows } = read(GOOD_PLAN)
    const text = describePlan({ ...plan, site: { name: 'a\u001b[2Jb' } }, flows)
    expect(text).not.toMatch(/[^\P{Cc}\n]/u)
    expect(text).not.toMatch(/ $/m)
  })

  test('no flows', () => {
    expect(describePlan(read(GOOD_PLAN).plan, [])).toContain('0 flows')
  })
})
