/** What is wrong beside the flows is a finding of its own: with cause, remedy, commands and re-test, and told once. */
import { describe, expect, test } from 'vitest'
import { allFindings } from '../../../shared/explain/all-findings.ts'
import type { BesideFlows } from '../../../shared/explain/besides.ts'
import { sayBesides } from '../../../shared/explain/causes/say-besides.ts'
import { DE } from '../../../shared/explain/causes/de.ts'
import { machinesSeen } from '../../../shared/explain/machines-seen.ts'
import { type FieldCheck, fieldCheckOf } from '../../../shared/field-checks/field-check.ts'
import { finding as findingSchema, type FlowResult } from '../../../shared/result.ts'
import { SAMPLE_ENVIRONMENT, mixedRun, passingRun } from '../../support/sample-run.ts'

const run = passingRun()
const NOTHING: BesideFlows = { endpoints: run.plan.endpoints, fieldChecks: [], vantages: [], machines: [] }

const found = (beside: Partial<BesideFlows>, flows: readonly FlowResult[] = run.flows) =>
  allFindings(flows, 0, [], { ...NOTHING, ...beside })

type Verdict = FieldCheck['verdict']

const echo = (source: string, target: string, verdict: Verdict) =>
  fieldCheckOf(
    { kind: 'echo', source, target },
    { verdict, reason: `${source} hears no echo of ${target}.`, settle: `A capture on ${target}.` },
    { observer: 'echo', result: 'silence', sent: 6, rttMs: null, detail: '' },
  )
const names = (source: string, addresses: string[], verdict: Verdict) =>
  fieldCheckOf(
    { kind: 'names', source, target: 'psm-1.example' },
    { verdict, reason: `psm-1.example is ${addresses.join(', ')} on ${source}.`, settle: null },
    { observer: 'resolver', addresses, error: null },
  )
const clock = (source: string, target: string, verdict: Verdict) =>
  fieldCheckOf(
    { kind: 'clock', source, target },
    { verdict, reason: `The clock of ${source} is apart from that of ${target}.`, settle: 'Set both by NTP.' },
    { observer: 'clock', offsetMs: 7000, uncertaintyMs: 5 },
  )
const ntp = (source: string, target: string, verdict: Verdict) =>
  fieldCheckOf(
    { kind: 'ntp', source, target },
    { verdict, reason: `${target} does not answer ${source}.`, settle: null },
    {
      observer: 'ntp',
      result: 'silence',
      sent: 3,
      stratum: null,
      leap: null,
      referenceId: null,
      offsetMs: null,
      delayMs: null,
      errno: null,
      ignored: 0,
      detail: '',
    },
  )
const overlap = (verdict: Verdict) =>
  fieldCheckOf(
    { kind: 'overlap', source: 'plan', target: '172.17.0.0/16' },
    { verdict, reason: 'dsc-1 lies in 172.17.0.0/16.', settle: null },
    { observer: 'overlap', found: ['172.17.3.4'] },
  )

test('nothing wrong is no finding', () => {
  expect(found({ fieldChecks: [echo('psm-1', 'psm-2', 'pass'), clock('psm-1', 'psm-2', 'untested')] })).toEqual([])
})

describe('a check beyond the port table that does not pass', () => {
  test('is a finding without flows: why, who, steps, commands, and how to ask again', () => {
    const [one, ...others] = found({ fieldChecks: [echo('psm-1', 'psm-2', 'fail'), echo('psm-3', 'psm-2', 'fail')] })
    expect(others).toEqual([])
    expect(findingSchema.parse(one)).toEqual(one)
    expect(one).toMatchObject({
      id: 'F1',
      cause: 'echo-blocked',
      severity: 'fail',
      title: 'psm-2: ICMP echo is not answered',
      flows: [],
      askedFrom: ['psm-1', 'psm-3'],
      fieldChecks: ['echo/psm-1/psm-2', 'echo/psm-3/psm-2'],
      settle: 'A capture on psm-2.',
      rules: {},
    })
    expect(one?.evidence).toMatch(/^Echoes were sent .* psm-1 hears no echo of psm-2\. psm-3 hears no echo of psm-2\./)
    expect(one?.steps.at(-1)).toContain('psm-preflight check PLAN --from psm-1,psm-3')
    expect(one?.verify?.['linux']).toContain('ping -c 5 10.77.20.12')
  })

  test('each cause of the vocabulary that a check can have', () => {
    const causes = found({
      fieldChecks: [
        clock('psm-1', 'psm-2', 'fail'),
        clock('psm-2', 'psm-1', 'fail'),
        ntp('psm-1', '10.77.40.1', 'warn'),
        ntp('dsc-1', '10.77.40.1', 'fail'),
        ntp('psm-1', '10.77.40.2', 'warn'),
        names('psm-1', [], 'fail'),
        names('psm-2', ['10.77.20.11', '10.77.20.99'], 'fail'),
        overlap('fail'),
      ],
    }).map(({ cause, severity, title }) => [cause, severity, title.split(':')[0]])
    expect(causes).toEqual([
      ['clock', 'fail', 'psm-1, psm-2'],
      ['ntp', 'fail', '10.77.40.1'],
      ['name-unresolved', 'fail', 'psm-1.example'],
      ['name-several-addresses', 'fail', 'psm-1.example'],
      ['network-overlap', 'fail', '172.17.0.0/16'],
      ['ntp', 'warn', '10.77.40.2'],
    ])
  })

  test('what is compared is asked again on all machines that were asked', () => {
    const [one] = found({
      fieldChecks: [names('psm-2', ['10.0.0.1', '10.0.0.2'], 'fail'), names('laptop', [], 'pass')],
    })
    expect(one?.askedFrom).toEqual(['psm-2', 'laptop'])
  })

  test('the plan itself is asked again whole, and looked at on a node', () => {
    const [one] = found({ fieldChecks: [overlap('fail')] })
    expect(one?.askedFrom).toEqual([])
    expect(one?.steps.at(-1)).toMatch(/psm-preflight check PLAN$/)
    expect(one?.verify?.['linux']?.[0]).toBe('# on psm-1:')
  })

  test('an echo to a host that no flow hears either is told by the finding of its flows alone', () => {
    const down = run.flows.map((flow) =>
      flow.destination === 'psm-2' ? { ...flow, outcome: 'host-silent' as const, verdict: 'fail' as const } : flow,
    )
    const fieldChecks = [echo('psm-1', 'psm-2', 'fail')]
    expect(found({ fieldChecks }, down).map(({ cause }) => cause)).toEqual(['host-silent'])
    expect(found({ fieldChecks }).map(({ cause }) => cause)).toEqual(['echo-blocked'])
  })
})

describe('what a machine saw', () => {
  const seen = (change: Partial<typeof SAMPLE_ENVIRONMENT>) =>
    machinesSeen([{ ...run, environment: { ...SAMPLE_ENVIRONMENT, ...change } }])
  const duplicates = [{ address: '10.77.20.11', macs: ['02:00:00:00:00:01', '02:00:00:00:00:02'] }]

  test('two cards that claim one address', () => {
    const [one, ...others] = found({ machines: seen({ duplicates, pathMtu: [] }) })
    expect(others).toEqual([])
    expect(one).toMatchObject({
      cause: 'duplicate-address',
      severity: 'warn',
      flows: [],
      askedFrom: ['laptop', 'mgmt'],
    })
    expect(one?.title).toBe('psm-1 (10.77.20.11): two machines seem to have one address')
    expect(one?.evidence).toContain('10.77.20.11: 02:00:00:00:00:01, 02:00:00:00:00:02.')
    expect(one?.verify?.['cisco']).toContain('show ip arp 10.77.20.11')
  })

  test('… is told once where flows show it too', () => {
    const odd = run.flows.map((flow) =>
      flow.destination === 'psm-1' && flow.source === 'laptop'
        ? { ...flow, outcome: 'unstable' as const, verdict: 'warn' as const }
        : flow,
    )
    const all = found({ machines: seen({ duplicates, pathMtu: [] }) }, odd)
    expect(all.map(({ cause, flows }) => [cause, flows.length > 0])).toEqual([['duplicate-address', true]])
  })

  test('the address of the sender is told beside the flows that it makes unsure, and not of their destinations', () => {
    const isOdd = ({ destination, source }: FlowResult) => destination === 'psm-1' && source === 'laptop'
    const odd = run.flows.map((flow) =>
      isOdd(flow) ? { ...flow, outcome: 'unstable' as const, verdict: 'warn' as const } : flow,
    )
    const own = duplicates.map((one) => ({ ...one, address: odd.find(isOdd)?.sourceAddress ?? '' }))
    const causesOf = (claimed: typeof duplicates) =>
      found({ machines: seen({ duplicates: claimed, pathMtu: [] }) }, odd).map(({ cause, flows }) => [
        cause,
        flows.length > 0,
      ])
    expect(causesOf(own)).toEqual([
      ['unstable', true],
      ['duplicate-address', false],
    ])
    expect(causesOf([...duplicates, ...own])).toEqual([
      ['duplicate-address', true],
      ['duplicate-address', false],
    ])
  })

  test('paths that take small packets only, alike ones together', () => {
    const narrow = (address: string) => ({ address, bytes: 1400, interfaceMtu: 1500, note: '' })
    const loopback = { ...narrow('127.0.0.1'), bytes: 65_535, interfaceMtu: 65_536 }
    const pathMtu = [
      narrow('10.77.20.11'),
      narrow('10.77.20.12'),
      narrow('10.77.20.11'),
      loopback,
      { ...narrow('10.77.20.13'), bytes: 1500 },
    ]
    const [one, ...others] = found({ machines: seen({ pathMtu }) })
    expect(others).toEqual([])
    expect(one?.title).toBe('psm-1 (10.77.20.11), psm-2 (10.77.20.12): the path takes only small packets (MTU)')
    expect(one?.evidence).toContain('packets of at most 1400 bytes')
  })

  test('over several runs the newest counts, and a run of a part takes nothing back of the rest', () => {
    const host = { source: '10.77.10.10', address: '10.77.20.11' }
    const described = (change: Partial<typeof SAMPLE_ENVIRONMENT>, address: string) => ({
      vantages: run.vantages,
      hosts: run.hosts.slice(0, 1).map((one) => ({ ...one, ...host, address })),
      environment: { ...SAMPLE_ENVIRONMENT, pathMtu: [], ...change },
    })
    const old = described({ duplicates }, '10.77.20.11')
    const kept = machinesSeen([described({}, '10.77.20.12'), old])
    expect(kept.map((one) => one.duplicates)).toEqual([duplicates])
    expect(machinesSeen([described({}, '10.77.20.11'), old]).map((one) => one.duplicates)).toEqual([[]])
  })
})

test('a host that could not be asked from is a finding, one without a vantage is none', () => {
  const [one] = found({
    vantages: run.vantages.map((v) =>
      v.endpoint === 'psm-2' ? { ...v, state: 'unusable' as const, note: 'the log-in was refused' } : v,
    ),
  })
  expect(one).toMatchObject({ cause: 'vantage-limits', severity: 'warn', askedFrom: ['psm-2'] })
  expect(one?.evidence).toContain('psm-2: the log-in was refused.')
  expect(found({ vantages: run.vantages })).toEqual([])
})

test('numbered with the findings of flows, worst first, and flows are counted as before', () => {
  const mixed = mixedRun()
  const all = found({ fieldChecks: [clock('psm-1', 'psm-2', 'fail')] }, mixed.flows)
  expect(all.map(({ id }) => id)).toEqual(all.map((_, i) => `F${i + 1}`))
  const severities = all.map(({ severity }) => severity)
  expect(severities.toSorted()).toEqual(severities)
  const flows = (list: typeof all) => list.flatMap((one) => one.flows).toSorted()
  expect(flows(all)).toEqual(flows(mixed.findings))
  expect(all.length).toBe(mixed.findings.length + 1)
})

test('hostile names are nothing that a shell takes for more than a name', () => {
  const hostile = sayBesides(
    {
      cause: 'clock',
      severity: 'fail',
      subject: ['$(reboot)'],
      askedFrom: ['$(reboot)'],
      fieldChecks: [],
      reasons: [],
      settle: null,
      about: { source: '$(reboot)', target: '; reboot' },
    },
    [],
    DE,
  )
  expect(hostile.steps.at(-1)).toMatch(/psm-preflight check PLAN$/)
  expect(JSON.stringify(hostile.verify)).not.toMatch(/[$;`]/)
})
