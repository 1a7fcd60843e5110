import { describe, expect, test } from 'vitest'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { type Ruled, noteSentence, rule } from '../../../shared/conclude/verdict.ts'
import { OUTCOMES } from '../../../shared/outcome.ts'
import { CONCLUDE_WORDS } from '../../../shared/words/conclude.ts'
import { STAGES, type Stage } from '../../../shared/plan/plan.ts'

const flow = (more: Partial<Ruled>): Ruled => ({
  direction: 'psm-to-psm',
  source: 'psm-1',
  port: 7000,
  outcome: 'closed',
  catalogueOnNode: true,
  ...more,
})
const verdicts = (flows: Ruled[], stage: Stage) => rule(flows, stage, APPENDIX_B).map((r) => r.verdict)

/** The table of the contract, to the letter. */
const TABLE: Record<string, [string, string]> = {
  open: ['pass', 'pass'],
  closed: ['pass', 'fail'],
  reset: ['fail', 'fail'],
  intercepted: ['fail', 'fail'],
  rejected: ['fail', 'fail'],
  silent: ['fail', 'fail'],
  'host-silent': ['fail', 'fail'],
  unreachable: ['fail', 'fail'],
  'no-route': ['fail', 'fail'],
  'blocked-locally': ['fail', 'fail'],
  'wrong-service': ['warn', 'fail'],
  unstable: ['warn', 'warn'],
  'not-tested': ['untested', 'untested'],
}

test.each(OUTCOMES)('%s has the verdicts of the contract', (outcome) => {
  expect(STAGES.map((stage) => verdicts([flow({ outcome })], stage)[0])).toEqual(TABLE[outcome])
})

describe('listening before bootstrap', () => {
  test.each([22, 9001, 9002, 9019])('closed %i on a node warns in preinstall', (port) => {
    expect(verdicts([flow({ port })], 'preinstall')).toEqual(['warn'])
  })
  test('other ports pass, and so does a rule of the plan on the same port', () => {
    expect(verdicts([flow({ port: 9003 }), flow({ port: 22, catalogueOnNode: false })], 'preinstall')).toEqual([
      'pass',
      'pass',
    ])
  })
  test('open 9001 warns in operational, and passes in preinstall', () => {
    const open = [flow({ port: 9001, outcome: 'open' })]
    expect([verdicts(open, 'operational'), verdicts(open, 'preinstall')]).toEqual([['warn'], ['pass']])
  })
})

describe('placement', () => {
  test.each([6443, 9014, 10257, 10259, 9003, 9004, 9005, 9011, 9015, 9020, 9030])(
    'closed %i passes when another node has it open',
    (port) => {
      const flows = [flow({ port }), flow({ port, outcome: 'open' })]
      expect(verdicts(flows, 'operational')).toEqual(['pass', 'pass'])
    },
  )
  test('fails when it is open on none, or only from another source, or by another direction', () => {
    const port = 9003
    expect(verdicts([flow({ port }), flow({ port })], 'operational')).toEqual(['fail', 'fail'])
    expect(verdicts([flow({ port }), flow({ port, outcome: 'open', source: 'psm-2' })], 'operational')[0]).toBe('fail')
    expect(verdicts([flow({ port }), flow({ port, outcome: 'open', direction: 'dsc-to-psm' })], 'operational')[0]).toBe(
      'fail',
    )
  })
  test('is not vouched for by what an earlier run found open', () => {
    const port = 9003
    const flows = (closed: number, open: number) => [
      flow({ port, run: closed }),
      flow({ port, run: open, outcome: 'open' }),
    ]
    expect(verdicts(flows(2, 1), 'operational')).toEqual(['fail', 'pass'])
    expect(verdicts(flows(1, 2), 'operational')).toEqual(['pass', 'pass'])
    expect(verdicts([...flows(2, 1), flow({ port, run: 2, outcome: 'open' })], 'operational')[0]).toBe('pass')
  })
  test('does not help a blocked flow, nor a service that runs on every node', () => {
    const blocked = [flow({ port: 9003, outcome: 'silent' }), flow({ port: 9003, outcome: 'open' })]
    expect(verdicts(blocked, 'operational')[0]).toBe('fail')
    expect(verdicts([flow({ port: 7000 }), flow({ port: 7000, outcome: 'open' })], 'operational')[0]).toBe('fail')
  })
})

describe('stand-ins', () => {
  const open = (more: Partial<Ruled>) => flow({ outcome: 'open', ...more })
  test('a proof on a port that a fresh VM serves itself warns; on others, and not on a node, it passes', () => {
    const flows = [
      open({ port: 9002, standIn: true }),
      open({ standIn: true }),
      open({ port: 22, catalogueOnNode: false, standIn: true }),
    ]
    expect(verdicts(flows, 'preinstall')).toEqual(['warn', 'pass', 'pass'])
  })
  test('in operational no port passes by a stand-in, nor does one vouch for another node', () => {
    expect(verdicts([open({ port: 9003, standIn: true }), flow({ port: 9003 })], 'operational')).toEqual([
      'fail',
      'fail',
    ])
  })
  test('a failure stays one', () => {
    expect(verdicts([flow({ outcome: 'silent', port: 22, standIn: true })], 'preinstall')).toEqual(['fail'])
  })
  test('NAT fails between nodes, where addresses are compared, and warns elsewhere', () => {
    const nat = { rewrittenSource: '10.0.0.1', standIn: true }
    const ruled = rule(
      [open({ ...nat, betweenNodes: true }), open({ ...nat, betweenNodes: false })],
      'preinstall',
      APPENDIX_B,
    )
    expect(ruled.map(({ verdict }) => verdict)).toEqual(['fail', 'warn'])
    expect(ruled[0]?.note).toBe('natBetweenNodes')
    expect(noteSentence('natBetweenNodes', APPENDIX_B, CONCLUDE_WORDS.en)).toMatch(
      /members of the cluster compare addresses \(etcd documentation/,
    )
  })
})
