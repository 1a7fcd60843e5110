/** Traps of the field are printed where they apply, and nowhere else. */
import { expect, test } from 'vitest'
import { DE } from '../../../../shared/explain/causes/de.ts'
import { EN } from '../../../../shared/explain/causes/en.ts'
import { TRAPS, TRAP_IDS, type TrapId } from '../../../../shared/explain/causes/field-traps.ts'
import { sayCause } from '../../../../shared/explain/causes/say-cause.ts'
import type { FLOW_CAUSES } from '../../../../shared/explain/causes/vocabulary.ts'
import type { FlowResult } from '../../../../shared/result.ts'
import { passingRun } from '../../../support/sample-run.ts'

const { flows } = passingRun()
const of = (direction: string): FlowResult => {
  const flow = flows.find((one) => one.direction === direction)
  if (!flow) throw new Error(`the sample has no flow ${direction}`)
  return flow
}

function trapsIn(cause: (typeof FLOW_CAUSES)[number], flow: FlowResult, language = EN): TrapId[] {
  const { steps } = sayCause(cause, [flow], 0, language)
  return TRAP_IDS.filter((id) => steps.includes(language.traps[id]))
}

test.each([
  ['silent-drop', 'dsc-to-psm', ['esxi-firewall', 'tries-in-turn']],
  ['silent-drop', 'psm-to-dsc', ['esxi-firewall']],
  ['silent-drop', 'psm-to-psm', []],
  ['destination-firewall', 'psm-to-dsc', ['esxi-firewall']],
  ['wrong-vlan-or-subnet', 'psm-to-dsc', ['native-vlan']],
  ['wrong-vlan-or-subnet', 'user-to-psm', []],
  ['host-silent', 'psm-to-dsc', ['esxi-firewall', 'native-vlan']],
  ['host-silent', 'psm-to-psm', []],
  ['rejected-by-device', 'dsc-to-psm', ['tries-in-turn']],
  ['not-listening', 'dsc-to-psm', []],
] as const)('%s of %s: %j', (cause, direction, traps) => {
  expect(trapsIn(cause, of(direction))).toEqual(traps)
  expect(trapsIn(cause, of(direction), DE)).toEqual(traps)
})

test('what a plan asks for beyond the guide may be about a DSC: then they are printed', () => {
  const own = { ...of('user-to-psm'), group: 'extra', direction: 'vcenter' }
  expect(trapsIn('silent-drop', own)).toEqual(['esxi-firewall', 'tries-in-turn'])
})

test('every trap stands behind some cause, and before how it is tested again', () => {
  for (const id of TRAP_IDS) {
    const [cause] = TRAPS[id].causes
    if (!cause) throw new Error(`${id} stands behind no cause`)
    const { steps } = sayCause(cause, [of('dsc-to-psm')], 0)
    expect(steps).toContain(EN.traps[id])
    expect(steps.at(-1)).toMatch(/^Test again/)
  }
})
