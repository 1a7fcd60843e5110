import { describe, expect, test } from 'vitest'
import { ASKED_PARTS, requestLines, requestPart } from '../../../shared/explain/blocked-flows.ts'
import { OUTCOMES } from '../../../shared/outcome.ts'
import { largeRun, mixedRun, proxiedRun } from '../../support/sample-run.ts'

describe('which flows are asked for', () => {
  test('only flows that fail', () => {
    for (const outcome of OUTCOMES) {
      for (const verdict of ['pass', 'warn', 'untested'] as const) {
        expect(requestPart({ outcome, verdict, address: '10.77.20.11' })).toBe('none')
      }
    }
  })

  test.each([
    ['silent', 'permit'],
    ['rejected', 'permit'],
    ['reset', 'permit'],
    ['intercepted', 'do-not-proxy'],
    ['host-silent', 'check-first'],
    ['unreachable', 'check-first'],
    ['closed', 'elsewhere'],
    ['no-route', 'elsewhere'],
    ['blocked-locally', 'elsewhere'],
    ['wrong-service', 'elsewhere'],
  ] as const)('%s → %s', (outcome, part) => {
    expect(requestPart({ outcome, verdict: 'fail', address: '10.77.20.11' })).toBe(part)
  })
})

test.each(['rejected', 'reset', 'silent'] as const)(
  'what the destination itself stops (%s) is asked of its owner, and of nobody on the way',
  (outcome) => {
    const flow = { outcome, verdict: 'fail', address: '10.77.20.11' } as const
    const by = (address: string) => ({ address, hop: 4, certainty: 'reported' as const })
    expect(requestPart({ ...flow, blockedBy: by('10.77.20.11') })).toBe('host-permit')
    expect(requestPart({ ...flow, blockedBy: by('10.77.10.1') })).toBe('permit')
  },
)

test('what was never heard of a host is not put down to its own firewall', () => {
  const blockedBy = { address: '10.77.20.11', hop: null, certainty: 'reported' as const }
  for (const [outcome, part] of [
    ['host-silent', 'check-first'],
    ['unreachable', 'check-first'],
    ['intercepted', 'do-not-proxy'],
    ['closed', 'elsewhere'],
  ] as const)
    expect(requestPart({ outcome, verdict: 'fail', address: '10.77.20.11', blockedBy })).toBe(part)
})

describe('behind a proxy', () => {
  const { flows } = proxiedRun()

  test('what it answers is asked to be left alone, and no permit is asked for it', () => {
    const proxied = requestLines(flows, 'do-not-proxy')
    expect(proxied.map(({ ports, destinations }) => [ports, destinations.flatMap((d) => d.names)])).toEqual([
      [
        [80, 443],
        ['psm-1', 'psm-3'],
      ],
      [[80, 443, 9001], ['psm-2']],
    ])
    expect(requestLines(flows, 'permit').flatMap((line) => line.ports)).toEqual([22])
  })

  test('exact: the sets are the flows that failed, each once, and nothing is widened', () => {
    const named = ASKED_PARTS.flatMap((part) =>
      requestLines(flows, part).flatMap(({ sources, destinations, ports }) =>
        sources.flatMap((s) =>
          destinations.flatMap((d) => ports.map((port) => `${s.names.join()} ${d.names.join()} ${port}`)),
        ),
      ),
    )
    const failed = flows.filter((f) => f.verdict === 'fail').map((f) => `${f.source} ${f.destination} ${f.port}`)
    expect(named.toSorted()).toEqual(failed.toSorted())
  })
})

describe('lines', () => {
  test('name the addresses, the exact ports and the finding', () => {
    const [silent, rejected] = requestLines(mixedRun().flows, 'permit')
    expect(silent).toEqual({
      sources: [{ names: ['psm-3'], address: '10.77.20.13' }],
      destinations: [
        { names: ['psm-1'], address: '10.77.20.11' },
        { names: ['psm-2'], address: '10.77.20.12' },
      ],
      ports: [9010, 9011, 9012, 9014, 9015],
      outcomes: ['silent'],
      findings: ['F1'],
      flows: 10,
    })
    expect(rejected).toMatchObject({ ports: [8888], outcomes: ['rejected'], flows: 3 })
  })

  test('hold exactly the flows that failed', () => {
    const { flows, summary } = largeRun()
    const total = (part: 'permit' | 'check-first') => requestLines(flows, part).reduce((sum, l) => sum + l.flows, 0)
    expect(total('permit')).toBe(60)
    expect(total('permit') + total('check-first')).toBe(summary.fail)
  })
})
