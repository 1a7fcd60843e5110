/** Titles of findings: they claim no more than their proof, and practice ports cannot be taken for those of the guide. */
import { describe, expect, test } from 'vitest'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { shiftPorts } from '../../../shared/catalogue/shift-ports.ts'
import { CAUSES } from '../../../shared/explain/causes.ts'
import { explain } from '../../../shared/explain/explain.ts'
import type { Outcome, Proof, Verdict } from '../../../shared/outcome.ts'
import { mixedRun } from '../../support/sample-run.ts'

const [sample] = mixedRun().flows
if (!sample) throw new Error('the sample has no flow')
const flow = (port: number, outcome: Outcome, verdict: Verdict, proof: Proof) => ({
  ...sample,
  port,
  outcome,
  verdict,
  proof,
})

test.each<[Proof, RegExp]>([
  ['likely', /: the path looks open, but the PSM VM is not ready$/],
  ['proven', /: the path is open, but the PSM VM is not ready$/],
])('closed before the install, %s', (proof, title) => {
  expect(explain([flow(9002, 'closed', 'warn', proof)])[0]?.title).toMatch(title)
})

test('one flow that is only likely keeps the careful title', () => {
  const [found] = explain([flow(443, 'reset', 'fail', 'proven'), flow(80, 'reset', 'fail', 'likely')])
  expect(found?.title).toContain('it seems by a device')
})

describe('moved ports', () => {
  test('the catalogue says by how much', () => {
    expect(shiftPorts(APPENDIX_B, 10_000).portShift).toBe(10_000)
    expect(APPENDIX_B.portShift).toBeUndefined()
  })
  test('titles name both, and so do explanations that name ports of the guide', () => {
    const [found] = explain([flow(19_002, 'closed', 'warn', 'likely')], 10_000)
    expect(found?.title).toMatch(/^Port 19002 \(in the guide: 9002\) on /)
    expect(found?.explanation).toMatch(/These are the ports of the guide.*so that 9002 is 19002\.$/)
  })
  test('without a shift, no word of it', () => {
    const [found] = explain([flow(9002, 'closed', 'warn', 'likely')])
    expect(JSON.stringify(found)).not.toContain('guide')
  })
})

test('no cause advises what this version does not have, or speaks in jargon', () => {
  for (const cause of Object.values(CAUSES)) {
    expect(JSON.stringify(cause)).not.toMatch(/nonce|stand-in|error queue|half-open/i)
  }
})
