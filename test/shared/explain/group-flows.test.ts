/** Failed flows become as few groups as explain them: one for each device and direction, one for a host that is down. */
import { describe, expect, test } from 'vitest'
import { explain } from '../../../shared/explain/explain.ts'
import type { HostEvidence } from '../../../shared/observation.ts'
import type { BlockedBy } from '../../../shared/outcome.ts'
import type { FlowResult } from '../../../shared/result.ts'
import { host } from '../conclude/case.ts'
import { mixedRun } from '../../support/sample-run.ts'
import { workingMs } from '../../support/working-ms.ts'

const sample = mixedRun().flows[0] ?? fail()

function fail(): never {
  throw new Error('the sample has no flow')
}

const ADDRESS: Record<string, string> = {
  laptop: '10.77.10.10',
  'psm-1': '10.77.21.11',
  'psm-2': '10.77.22.12',
  'psm-3': '10.77.24.13',
}
/** The routers as they are seen: each by the interface that faces who asks. */
const [R1, R2] = ['10.77.12.1', '10.77.12.2'] as const
const addressOf = (name: string) => ADDRESS[name] ?? `10.77.3${name.length}.${name.replace(/\D/g, '')}`

const last = (address: string, hop = 2): BlockedBy => ({ address, hop, certainty: 'last-responder' })

function flow(source: string, destination: string, port: number, change: Partial<FlowResult> = {}): FlowResult {
  const ends = { source, destination, sourceAddress: addressOf(source), address: addressOf(destination) }
  const concluded = { outcome: 'silent', verdict: 'fail', proof: 'likely' } as const
  return { ...sample, ...ends, ...concluded, port, id: `${source}/${destination}/${port}`, ...change }
}

/** "cause device: flows", in the order of the findings. */
const found = (flows: readonly FlowResult[], hosts: readonly HostEvidence[] = []) =>
  explain(flows, 0, hosts).map(({ cause, at, flows: ids }) => `${cause} ${at?.address ?? '-'}: ${ids.join(' ')}`)

const of = (source: string, destinations: readonly string[], ports: readonly number[], change?: Partial<FlowResult>) =>
  destinations.flatMap((destination) => ports.map((port) => flow(source, destination, port, change)))

describe('a device that was seen', () => {
  test('is one finding, whichever hosts and ports it hits', () => {
    const at = { blockedBy: last(R2) }
    const flows = [...of('laptop', ['psm-1'], [443, 9001], at), ...of('laptop', ['psm-2', 'psm-3'], [80], at)]
    expect(found(flows)).toEqual([
      `silent-drop ${R2}: laptop/psm-1/443 laptop/psm-1/9001 laptop/psm-2/80 laptop/psm-3/80`,
    ])
  })
  test('is told from another one that does the same', () => {
    const flows = [
      flow('laptop', 'psm-1', 443, { blockedBy: last(R1) }),
      flow('laptop', 'psm-2', 443, { blockedBy: last(R2) }),
    ]
    expect(found(flows)).toEqual([`silent-drop ${R1}: laptop/psm-1/443`, `silent-drop ${R2}: laptop/psm-2/443`])
  })
  test('is as sure as it is for all of its flows, and titles name it where another is to be told apart', () => {
    const sure: BlockedBy = { address: R2, hop: 2, certainty: 'concluded' }
    const flows = [
      flow('laptop', 'psm-1', 443, { outcome: 'reset', blockedBy: sure }),
      flow('laptop', 'psm-1', 80, { outcome: 'reset', blockedBy: last(R2) }),
    ]
    const [one] = explain(flows)
    expect(one?.at).toEqual(last(R2))
    expect(one?.title).toMatch(/^Ports 80, 443 on psm-1, from laptop: reset, [^;]*$/)
    const [again, another] = explain([...flows, flow('laptop', 'psm-2', 80, { outcome: 'reset' })])
    expect(again?.title).toMatch(/; last heard: 10\.77\.12\.2 \(hop 2\)$/)
    expect(another?.title).toMatch(/on psm-2, from laptop: reset, [^;]*$/)
  })
  test('is at no hop in particular where two sources count another one, and is never the destination of one of its flows', () => {
    const flows = [
      flow('laptop', 'dsc-1', 443, { blockedBy: last(addressOf('dsc-1'), 4) }),
      flow('laptop', 'dsc-2', 443, { blockedBy: last(R2) }),
      flow('psm-1', 'dsc-2', 443, { blockedBy: last(R2, 3) }),
    ]
    const [one, ...others] = explain(flows)
    expect(others).toEqual([])
    expect(one?.at).toEqual({ ...last(R2), hop: null })
    expect(one?.evidence).not.toContain(`${R2} (hop`)
  })
  test('takes flows that were not traced, where the same port fails on the way to the same network', () => {
    const flows = [
      flow('laptop', 'dsc-1', 443, { blockedBy: last(R2) }),
      flow('laptop', 'dsc-2', 443),
      flow('laptop', 'dsc-2', 80),
      flow('psm-1', 'dsc-2', 443),
    ]
    expect(found(flows)).toEqual([
      `silent-drop ${R2}: laptop/dsc-1/443 laptop/dsc-2/443`,
      'silent-drop -: laptop/dsc-2/80 psm-1/dsc-2/443',
    ])
  })
  test('and takes none of a host that another device is seen to keep apart', () => {
    const flows = [
      flow('laptop', 'dsc-1', 443, { blockedBy: last(R1) }),
      flow('laptop', 'dsc-1', 80, { blockedBy: last(R1) }),
      flow('laptop', 'dsc-2', 443, { blockedBy: last(R2) }),
      flow('laptop', 'dsc-2', 80),
    ]
    expect(found(flows)).toContain('silent-drop -: laptop/dsc-2/80')
  })
  test('and takes none where two were seen to do it', () => {
    const flows = [
      flow('laptop', 'dsc-1', 443, { blockedBy: last(R1) }),
      flow('laptop', 'dsc-2', 443, { blockedBy: last(R2) }),
      flow('laptop', 'dsc-3', 443),
    ]
    expect(found(flows)).toContain('silent-drop -: laptop/dsc-3/443')
  })
})

describe('two places that send from one address', () => {
  const at = (name: string, port: number, change: Partial<FlowResult> = {}, to = 'dsc-1') =>
    flow(name, to, port, { sourceAddress: '10.77.50.5', vantage: 'ssh', ...change })

  test('no device is named for one of them that only the other one met', () => {
    const flows = [at('psm-1', 443, { blockedBy: last(R2) }), at('psm-2', 443, {}, 'dsc-2')]
    expect(found(flows)).toEqual([`silent-drop ${R2}: psm-1/dsc-1/443`, 'silent-drop -: psm-2/dsc-2/443'])
  })
  test('what each of them lacks is one each; two names of one machine are one', () => {
    const flows = [at('psm-1', 443, { outcome: 'no-route' }), at('psm-2', 9001, { outcome: 'no-route' })]
    expect(found(flows)).toHaveLength(2)
    const together = { ...host(0), source: '10.77.50.5', sources: ['psm-1', 'psm-2'], address: addressOf('psm-3') }
    expect(found(flows, [together])).toHaveLength(1)
  })
})

describe('where no device was seen', () => {
  test('what one source misses is one', () => {
    const flows = [...of('laptop', ['psm-1'], [443, 9001]), ...of('laptop', ['psm-2'], [443])]
    expect(found(flows)).toHaveLength(1)
  })
  test('what one machine is asked in vain is one, though many ask', () => {
    const flows = [1, 2, 3, 4].flatMap((n) => of(`dsc-${n}`, ['psm-1'], [9010 + n]))
    expect(found(flows)).toHaveLength(1)
  })
  test('there and back are two', () => {
    expect(found([flow('psm-1', 'psm-2', 9010), flow('psm-2', 'psm-1', 9010)])).toEqual([
      'silent-drop -: psm-1/psm-2/9010',
      'silent-drop -: psm-2/psm-1/9010',
    ])
  })
  test('nodes that do not reach each other are one', () => {
    const nodes = ['psm-1', 'psm-2', 'psm-3']
    const flows = nodes.flatMap((node) =>
      of(
        node,
        nodes.filter((other) => other !== node),
        [9010, 9011],
      ),
    )
    expect(found(flows)).toHaveLength(1)
    expect(found(flows.slice(0, -1))).not.toHaveLength(1)
  })
  test('500 sources that miss the same are one', () => {
    const flows = Array.from({ length: 500 }, (_, i) => of(`dsc-${i}`, ['psm-1', 'psm-2', 'psm-3'], [9010])).flat()
    expect(found(flows)).toHaveLength(1)
  })
})

describe('a host that is down', () => {
  const dead = (source: string, router?: string, to = 'psm-3') =>
    of(source, [to], [443, 9101], { outcome: 'host-silent', ...(router ? { blockedBy: last(router) } : {}) })

  test('is one, though each source has another router before it', () => {
    const flows = [...dead('laptop', R2), ...dead('psm-1', R1), ...dead('psm-2')]
    expect(found(flows).map((words) => words.replace(/:.*/, ''))).toEqual(['host-silent -'])
  })
  test('is not down, where it answers somebody', () => {
    const heard = { ...host(1), source: addressOf('psm-2'), address: addressOf('psm-3') }
    const flows = [...dead('laptop', R2), ...dead('psm-1', R1)]
    expect(found(flows, [heard])).toHaveLength(2)
  })
  test('behind a device that keeps a source from all of them, that is one', () => {
    const flows = ['psm-1', 'psm-2', 'psm-3'].flatMap((to) => dead('laptop', R2, to))
    expect(found(flows).map((words) => words.replace(/:.*/, ''))).toEqual([`host-silent-on-the-way ${R2}`])
  })
  test('a few are a finding each, many that fail alike are one', () => {
    // Its error says that nobody answers ARP there.
    const gone = (n: number) =>
      flow('laptop', `dsc-${n}`, 443, {
        outcome: 'unreachable',
        evidence: {
          ...sample.evidence,
          attempts: [
            {
              observer: 'connect',
              at: 0,
              elapsedMs: 3080,
              sourceAddress: null,
              sourcePort: null,
              result: 'error',
              errno: 'EHOSTUNREACH',
            },
          ],
        },
      })
    const several = (count: number) => found(Array.from({ length: count }, (_, i) => gone(i + 1)))
    expect(several(3)).toHaveLength(3)
    expect(several(50)).toHaveLength(1)
    expect(several(50)[0]).toMatch(/^wrong-vlan-or-subnet/)
  })
})

test('no flow is lost or told twice, and what warns is never in one with what fails', () => {
  const flows = [
    ...of('laptop', ['psm-1', 'psm-2'], [443, 80]),
    ...of('laptop', ['psm-1'], [9001], { verdict: 'warn', outcome: 'unstable' }),
    ...of('psm-1', ['psm-2'], [9001], { verdict: 'pass', outcome: 'open' }),
  ]
  const findings = explain(flows)
  expect(findings.flatMap(({ flows: ids }) => ids).toSorted()).toEqual(
    flows.flatMap(({ id, verdict }) => (verdict === 'pass' ? [] : id)).toSorted(),
  )
  expect(findings.map(({ severity }) => severity)).toEqual(['fail', 'warn'])
})

test('36,000 flows from 190 sources to 190 destinations in well under a second', () => {
  const flows = Array.from({ length: 36_000 }, (_, i) =>
    flow(`dsc-${i % 190}`, `host-${Math.floor(i / 190)}`, 9010, i % 3 === 0 ? { blockedBy: last(R2) } : {}),
  )
  let findings: ReturnType<typeof explain> = []
  const ms = workingMs(() => {
    findings = explain(flows)
  })
  expect(ms).toBeLessThan(900)
  expect(findings.reduce((sum, finding) => sum + finding.flows.length, 0)).toBe(36_000)
})
