import { describe, expect, test } from 'vitest'
import { requestLines, requestPart } from '../../../shared/explain/blocked-flows.ts'
import { OUTCOMES } from '../../../shared/outcome.ts'
import { largeRun, mixedRun } from '../../support/sample-run.ts'

describe('which flows are asked for', () => {
  test('only flows that fail', () => {
    for (const outcome of OUTCOMES) {
      for (const verdict of ['pass', 'warn', 'untested'] as const) {
        expect(requestPart({ outcome, verdict })).toBe('none')
      }
    }
  })

  test.each([
    ['silent', 'permit'],
    ['rejected', 'permit'],
    ['reset', 'permit'],
    ['intercepted', 'permit'],
    ['host-silent', 'check-first'],
    ['unreachable', 'check-first'],
    ['closed', 'elsewhere'],
    ['no-route', 'elsewhere'],
    ['blocked-locally', 'elsewhere'],
    ['wrong-service', 'elsewhere'],
  ] as const)('%s → %s', (outcome, part) => {
    expect(requestPart({ outcome, verdict: 'fail' })).toBe(part)
  })
})

describe('lines', () => {
  test('name the addresses, the exact ports and the finding', () => {
    const [silent, rejected] = requestLines(mixedRun().flows, 'permit')
    expect(silent).toEqual({
      sources: [{ name: 'psm-3', address: '10.77.20.13' }],
      destinations: [
        { name: 'psm-1', address: '10.77.20.11' },
        { name: 'psm-2', address: '10.77.20.12' },
      ],
      ports: [9010, 9011, 9012, 9014, 9015],
      outcome: 'silent',
      findings: ['F1'],
      flows: 10,
    })
    expect(rejected).toMatchObject({ ports: [8888], outcome: 'rejected', flows: 3 })
  })

  test('hold exactly the flows that failed', () => {
    const { flows, summary } = largeRun()
    const total = (part: 'permit' | 'check-first') => requestLines(flows, part).reduce((sum, l) => sum + l.flows, 0)
    expect(total('permit')).toBe(60)
    expect(total('permit') + total('check-first')).toBe(summary.fail)
  })
})
