/** Checks beyond the port table in German: every sentence of the judges, with the verdict and the numbers of the English one. */
import { expect, test } from 'vitest'
import {
  type EchoSeen,
  type FieldCheck,
  type NamesSeen,
  type NtpSeen,
  fieldCheckOf,
  notAskedCheck,
} from '../../../shared/field-checks/field-check.ts'
import { sayFieldCheck } from '../../../shared/field-checks/in-language.ts'
import { judgeClock } from '../../../shared/field-checks/judge-clock.ts'
import { judgeEcho } from '../../../shared/field-checks/judge-echo.ts'
import { judgeNames } from '../../../shared/field-checks/judge-names.ts'
import { judgeNtp } from '../../../shared/field-checks/judge-ntp.ts'
import { judgeMachineOverlap, judgePlanOverlap } from '../../../shared/field-checks/judge-overlap.ts'
import type { Stage } from '../../../shared/plan/plan.ts'
import { englishWords } from '../../support/english-words.ts'
import { mixedRun } from '../../support/sample-run.ts'

const { plan } = mixedRun()
const addressOf = (name: string) => plan.endpoints.find((one) => one.name === name)?.address ?? ''

const ECHO: EchoSeen = { observer: 'echo', result: 'reply', sent: 6, rttMs: 0.42, detail: '' }
function echo(more: Partial<EchoSeen>): FieldCheck {
  const seen = { ...ECHO, ...more }
  const judged = judgeEcho({ source: 'psm-1', target: 'psm-2', address: addressOf('psm-2'), seen })
  return fieldCheckOf({ kind: 'echo', source: 'psm-1', target: 'psm-2' }, judged, seen)
}

const NTP: NtpSeen = {
  observer: 'ntp',
  result: 'answered',
  sent: 3,
  stratum: 2,
  leap: 0,
  referenceId: 'PPS',
  offsetMs: 12,
  delayMs: 4,
  errno: null,
  ignored: 0,
  detail: '',
}
function ntp(more: Partial<NtpSeen>, target = '10.77.40.1', stage: Stage = 'preinstall'): FieldCheck {
  const seen = { ...NTP, ...more }
  const targetIs = target.startsWith('psm') ? 'node' : 'server'
  return fieldCheckOf(
    { kind: 'ntp', source: 'dsc-1', target },
    judgeNtp({ source: 'dsc-1', target, targetIs, stage, seen }),
    seen,
  )
}

function names(seen: Omit<NamesSeen, 'observer'>, elsewhere: readonly string[]): FieldCheck[] {
  const [own, other] = [seen, { addresses: [...elsewhere], error: null }].map((part) => ({
    observer: 'resolver' as const,
    ...part,
  }))
  if (!own || !other) return []
  const of = (source: string, mine: typeof own, theirs: typeof own, them: string) => {
    const others = [{ source: them, isMember: true, addresses: theirs.addresses }]
    const judged = judgeNames({ source, isMember: true, name: 'psm.example', seen: mine, others })
    return fieldCheckOf({ kind: 'names', source, target: 'psm.example' }, judged, mine)
  }
  return [of('psm-1', own, other, 'psm-2'), of('psm-2', other, own, 'psm-1')]
}

function clocks(offsetMs: number, uncertaintyMs: number): FieldCheck[] {
  const one = { source: 'psm-1', seen: { observer: 'clock' as const, offsetMs, uncertaintyMs } }
  const other = { source: 'psm-2', seen: { observer: 'clock' as const, offsetMs: 0, uncertaintyMs: 5 } }
  return [
    fieldCheckOf({ kind: 'clock', source: 'psm-1', target: 'psm-2' }, judgeClock(one, other), one.seen),
    fieldCheckOf({ kind: 'clock', source: 'psm-2', target: 'psm-1' }, judgeClock(other, one), other.seen),
  ]
}

const CASES: Readonly<Record<string, FieldCheck[]>> = {
  echo: [echo({}), echo({ rttMs: null }), echo({ result: 'silence' })],
  'echo that failed': [echo({ result: 'error' }), echo({ result: 'not-sent', detail: 'ping is not installed' })],
  time: [ntp({}), ntp({ offsetMs: 1800 }), ntp({ offsetMs: -1800 }), ntp({ delayMs: 4000 }), ntp({ offsetMs: null })],
  'time at a cluster': [ntp({ offsetMs: 7000 }, '10.77.40.1', 'operational')],
  'refused time': ['DENY', 'RSTR', 'RATE', 'INIT', 'STEP', 'XXXX', null].map((referenceId) =>
    ntp({ stratum: 0, referenceId }),
  ),
  'no time': [
    ntp({ stratum: 16 }),
    ntp({ leap: 3 }),
    ntp({ result: 'silence' }),
    ntp({ result: 'silence', ignored: 2 }),
  ],
  'no time of a node': [ntp({ result: 'silence' }, 'psm-1'), ntp({ result: 'error', errno: 'ECONNREFUSED' }, 'psm-1')],
  'time not asked': [ntp({ result: 'not-sent', detail: 'no route to it' }), ntp({ result: 'not-sent' })],
  'one name': names({ addresses: ['10.77.20.11'], error: null }, ['10.77.20.11']),
  'another name': names({ addresses: ['10.77.20.11'], error: null }, ['10.77.20.12']),
  'several addresses': names({ addresses: ['10.77.20.11', '10.77.20.12'], error: null }, ['10.77.20.11']),
  'both families': names({ addresses: ['10.77.20.11', 'fd00::11'], error: null }, ['10.77.20.11', 'fd00::11']),
  'no name': names({ addresses: [], error: 'ENOTFOUND' }, []),
  'no name server': [
    ...names({ addresses: [], error: 'EAI_AGAIN' }, []),
    ...names({ addresses: [], error: 'EIO' }, []),
  ],
  clocks: [...clocks(100, 5)],
  'clocks that are apart': [...clocks(3000, 5)],
  'clocks that cannot be told': [...clocks(900, 400)],
  networks: [judgePlanOverlap([]), judgeMachineOverlap('psm-1', [])],
}

const stageOf = (name: string): Stage => (name.includes('cluster') ? 'operational' : 'preinstall')

test.each(Object.entries(CASES))('%s: judged again, in German', (name, fieldChecks) => {
  const whole = { plan, stage: stageOf(name), fieldChecks }
  for (const check of fieldChecks) {
    const said = sayFieldCheck(check, whole, 'de')
    expect(said, check.reason).not.toBeNull()
    expect(said?.verdict).toBe(check.verdict)
    expect(said?.settle === null).toBe(check.settle === null)
    expect(englishWords(`${said?.reason} ${said?.settle ?? ''}`)).toEqual([])
    const digits = (text = '') => [...text.replaceAll(',', '.').matchAll(/\d+/g)].map(([digit]) => digit).sort()
    expect(digits(said?.reason)).toEqual(digits(check.reason))
  }
})

test('what its English cannot be made again of stays as it is', () => {
  const inside = judgePlanOverlap([{ name: 'psm-1', address: '172.17.3.4' }])
  const [own] = names({ addresses: ['10.77.20.11'], error: null }, ['10.77.20.11'])
  const asked = { kind: 'ntp', source: 'dsc-1', target: '10.77.40.1' } as const
  const checks = [inside, notAskedCheck(asked, { notAsked: 'dsc-1 has no vantage', settle: 'One' })]
  for (const check of [...checks, ...(own ? [{ ...own, reason: 'Said by another version.' }] : [])])
    expect(sayFieldCheck(check, { plan, stage: 'preinstall', fieldChecks: [check] }, 'de')).toBeNull()
})
