/** What was seen beyond the port table → what it means. One table for each kind. */
import { describe, expect, test } from 'vitest'
import type { EchoSeen, NtpSeen } from '../../../shared/field-checks/field-check.ts'
import { type MachineClock, farthestFrom, judgeClock } from '../../../shared/field-checks/judge-clock.ts'
import { judgeEcho } from '../../../shared/field-checks/judge-echo.ts'
import { type NamesCase, judgeNames } from '../../../shared/field-checks/judge-names.ts'
import { judgeNtp } from '../../../shared/field-checks/judge-ntp.ts'
import { judgeMachineOverlap, judgePlanOverlap } from '../../../shared/field-checks/judge-overlap.ts'
import { gradeOffset, offsetWords } from '../../../shared/field-checks/offset-words.ts'

const pair = { source: 'psm-1', target: 'psm-2' }

describe('echo', () => {
  const echo = (more: Partial<EchoSeen>) =>
    judgeEcho({
      ...pair,
      address: '10.77.20.12',
      seen: { observer: 'echo', result: 'reply', sent: 1, rttMs: 0.42, detail: '', ...more },
    })
  test.each([
    [{}, 'pass', 'psm-2 (10.77.20.12) answers the echo of psm-1 in 0.4 ms.'],
    [{ rttMs: null }, 'pass', 'answers the echo of psm-1.'],
    [{ result: 'silence', sent: 6 }, 'fail', 'answered none of 6 echoes'],
    [{ result: 'error', detail: 'administratively prohibited, from 10.77.1.1' }, 'fail', 'from 10.77.1.1'],
    [{ result: 'not-sent', sent: 0, detail: 'ping is not installed' }, 'untested', 'ping is not installed'],
  ] as const)('%j: %s', (seen, verdict, words) => {
    const judged = echo(seen)
    expect(judged.verdict).toBe(verdict)
    expect(judged.reason).toContain(words)
    expect(judged.settle === null).toBe(verdict === 'pass')
  })
})

describe('ntp', () => {
  const ANSWER: NtpSeen = {
    observer: 'ntp',
    result: 'answered',
    sent: 1,
    stratum: 2,
    leap: 0,
    referenceId: '0a4d2801',
    offsetMs: 12,
    delayMs: 4,
    errno: null,
    ignored: 0,
    detail: '',
  }
  const NONE = { stratum: null, leap: null, referenceId: null, offsetMs: null, delayMs: null }
  const SILENT = { ...NONE, result: 'silence', sent: 3 } as const
  const REFUSED = { ...NONE, result: 'error', errno: 'ECONNREFUSED' } as const
  const ntp = (seen: Partial<NtpSeen>, stage: 'preinstall' | 'operational', targetIs: 'server' | 'node') =>
    judgeNtp({ ...pair, target: '10.77.40.1', stage, targetIs, seen: { ...ANSWER, ...seen } })

  test.each([
    ['a good answer', {}, 'pass', 'pass', 'stratum 2'],
    ['silence', SILENT, 'warn', 'fail', 'did not answer psm-1 on UDP 123: 3 queries'],
    ['silence with noise', { ...SILENT, ignored: 4 }, 'warn', 'fail', 'no answer to the query (4 packets)'],
    ['refused', REFUSED, 'warn', 'fail', 'ECONNREFUSED'],
    ['no route', { ...REFUSED, errno: 'ENETUNREACH' }, 'warn', 'fail', 'ENETUNREACH'],
    ['not sent', { ...NONE, result: 'not-sent', errno: 'EPERM' }, 'untested', 'untested', 'EPERM'],
    ['denied', { stratum: 0, referenceId: 'DENY' }, 'warn', 'fail', 'refuses to serve'],
    ['too fast', { stratum: 0, referenceId: 'RATE' }, 'warn', 'warn', 'fewer questions'],
    ['an unknown kiss', { stratum: 0, referenceId: 'XXXX' }, 'warn', 'fail', 'XXXX'],
    ['stratum 16', { stratum: 16 }, 'warn', 'fail', 'no time itself: stratum 16'],
    ['not set', { leap: 3 }, 'warn', 'fail', 'leap indicator 3'],
    ['7 s behind', { offsetMs: 7000 }, 'warn', 'fail', 'psm-1 is 7.00 s ± 0.01 s behind'],
    ['2 s ahead', { offsetMs: -2000 }, 'warn', 'warn', 'ahead of'],
    ['known too badly', { offsetMs: 0, delayMs: 2600 }, 'warn', 'warn', 'known only as'],
    ['no time in it', { offsetMs: null }, 'warn', 'warn', 'no time that can be used'],
  ] as const)('a server: %s', (_, seen, before, after, words) => {
    for (const [stage, verdict] of [
      ['preinstall', before],
      ['operational', after],
    ] as const) {
      const judged = ntp(seen, stage, 'server')
      expect([stage, judged.verdict]).toEqual([stage, verdict])
      expect(judged.reason).toContain(words)
      expect(judged.settle === null).toBe(verdict === 'pass')
    }
  })

  test('a node before its bootstrap serves no time: its silence is neither a pass nor a fault', () => {
    for (const seen of [SILENT, REFUSED]) {
      const before = ntp(seen, 'preinstall', 'node')
      expect(before.verdict).toBe('untested')
      expect(before.reason).toContain('before it is bootstrapped')
      expect(ntp(seen, 'operational', 'node').verdict).toBe('fail')
    }
    expect(ntp({}, 'preinstall', 'node').verdict).toBe('pass')
  })
})

describe('names', () => {
  const names = (more: Partial<NamesCase>, addresses: string[], error: string | null = null) =>
    judgeNames({
      source: 'psm-2',
      isMember: true,
      name: 'psm-1.example',
      seen: { observer: 'resolver', addresses, error },
      others: [],
      ...more,
    })
  const on = (source: string, isMember: boolean, ...addresses: string[]) => ({ source, isMember, addresses })
  const ONE = '10.77.20.11'
  test.each([
    ['one, alone', {}, [ONE], null, 'pass', `psm-1.example is ${ONE} on psm-2`],
    ['one, the same elsewhere', { others: [on('psm-3', true, ONE)] }, [ONE], null, 'pass', ONE],
    ['elsewhere nothing is known', { others: [on('psm-3', true)] }, [ONE], null, 'pass', ONE],
    ['two of a family', {}, [ONE, '10.77.20.99'], null, 'fail', 'several addresses'],
    ['one of each family', {}, [ONE, 'fd77::11'], null, 'warn', 'IPv4 and an IPv6'],
    [
      'another one on a member',
      { others: [on('laptop', false, '10.9.9.9'), on('psm-3', true, '127.0.1.1')] },
      [ONE],
      null,
      'fail',
      '127.0.1.1 on psm-3',
    ],
    ['another one on a laptop', { others: [on('laptop', false, '10.9.9.9')] }, [ONE], null, 'warn', 'on laptop'],
    ['no such name', {}, [], 'ENOTFOUND', 'fail', 'no address on psm-2 (ENOTFOUND)'],
    ['no such name, on a laptop', { isMember: false }, [], 'ENOTFOUND', 'warn', 'no address'],
    ['no such name, as python says it', {}, [], 'EAI_NONAME', 'fail', 'EAI_NONAME'],
    ['a dead name server', {}, [], 'EAI_AGAIN', 'untested', 'did not answer'],
    ['something else', {}, [], 'EMFILE', 'untested', 'the look-up failed (EMFILE)'],
  ] as const)('%s', (_, more, addresses, error, verdict, words) => {
    const judged = names(more, [...addresses], error)
    expect(judged.verdict).toBe(verdict)
    expect(judged.reason).toContain(words)
  })
})

describe('clock', () => {
  const clock = (source: string, offsetMs: number, uncertaintyMs = 5): MachineClock => ({
    source,
    seen: { observer: 'clock', offsetMs, uncertaintyMs },
  })
  test.each([
    [0, 5, 'pass'],
    [-900, 5, 'pass'],
    [994, 10, 'untested'],
    [0, 1200, 'untested'],
    [1100, 5, 'warn'],
    [-4990, 100, 'warn'],
    [5100, 50, 'fail'],
    [5100, 200, 'warn'],
    [86_400_000, 50, 'fail'],
  ] as const)('%d ms ± %d ms apart: %s', (offset, uncertainty, verdict) => {
    expect(judgeClock(clock('psm-1', offset, uncertainty), clock('here', 0, 0)).verdict).toBe(verdict)
  })

  test('each is compared with the one that is certainly farthest away, unless it is near that one and another may be far', () => {
    const all = [clock('a', 0), clock('b', 600), clock('c', -600), clock('d', 2000, 1900)]
    expect(all.map((one) => farthestFrom(one, all)?.source)).toEqual(['d', 'c', 'b', 'c'])
    expect(judgeClock(clock('b', 600), clock('c', -600))).toMatchObject({ verdict: 'warn' })
    expect(farthestFrom(clock('a', 0), [clock('a', 0)])).toBeNull()
  })

  test('words never claim more than the grade', () => {
    expect(gradeOffset(Number.NaN, 1)).toBe('unknown')
    expect(offsetWords(-7200, 3)).toBe('7.20 s ± 0.01 s')
    expect(offsetWords(3_600_000, 20)).toBe('3600 s ± 0.02 s')
  })
})

describe('overlap', () => {
  test('endpoints, servers and rules in the nodes’ own network', () => {
    const at = (name: string, address: string) => ({ name, address })
    const found = judgePlanOverlap([
      at('dsc-1', '172.17.0.1'),
      at('dsc-2', '172.17.255.255'),
      at('psm-1', '172.18.0.0'),
      at('psm-2', '172.16.255.255'),
      at('rule vcenter', 'psm-node'),
      at('six', '::ffff'),
    ])
    expect(found.verdict).toBe('fail')
    expect(found.reason).toMatch(/^dsc-1, dsc-2 lie in 172\.17\.0\.0\/16/)
    expect(found.evidence).toEqual({ observer: 'overlap', found: ['172.17.0.1', '172.17.255.255'] })
    expect(judgePlanOverlap([at('psm-1', '10.0.0.1')]).verdict).toBe('pass')
  })

  test('a machine’s own network warns; a bridge of its own does no harm', () => {
    const net = (name: string, address: string, isOwnBridge = false) => ({ interface: name, address, isOwnBridge })
    expect(judgeMachineOverlap('psm-1', [net('eth0', '172.17.3.4/24')])).toMatchObject({ verdict: 'warn' })
    const own = [net('docker0', '172.17.0.1/16', true), net('eth0', '172.16.0.9/12'), net('eth1', 'fd77::1/64')]
    expect(judgeMachineOverlap('psm-1', own)).toMatchObject({ verdict: 'pass' })
  })
})
