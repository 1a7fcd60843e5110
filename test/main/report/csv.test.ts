import { describe, expect, test } from 'vitest'
import { runToCsv } from '../../../main/report/csv.ts'
import { HOSTILE, hostileRun, largeRun, mixedRun, proxiedRun } from '../../support/sample-run.ts'

/** A reader of RFC 4180 of its own, so that the writer is not checked with itself. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy
  for (let match = cells.exec(text); match; match = cells.exec(text)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '\r\n') rows.push([])
    if (match[3] === '') break
  }
  return rows.slice(0, -1)
}

describe('flows.csv', () => {
  test('starts with a byte order mark, has a header and a line per flow, each ended by CRLF', () => {
    const run = mixedRun()
    const text = runToCsv(run)
    expect(text.startsWith('\ufeffid,group,direction,service,port,')).toBe(true)
    expect(text.endsWith('\r\n')).toBe(true)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    const [header, ...rows] = readCsv(text.slice(1))
    expect(rows).toHaveLength(run.flows.length)
    expect(rows.every((row) => row.length === header?.length)).toBe(true)
    expect(rows.map((row) => row[0])).toEqual(run.flows.map((flow) => flow.id))
  })

  test('keeps what was seen: outcome, round trip, who stood in the way', () => {
    const [header = [], ...rows] = readCsv(runToCsv(mixedRun()).slice(1))
    const column = (name: string) => header.indexOf(name)
    const rejected = rows.find((row) => row[column('outcome')] === 'rejected')
    expect(rejected?.[column('blockedBy')]).toBe('10.77.10.1')
    expect(rejected?.[column('blockedByHop')]).toBe('1')
    expect(rejected?.[column('rttMs')]).toBe('3.2')
    expect(rows.find((row) => row[column('outcome')] === 'silent')?.[column('rttMs')]).toBe('')
  })

  test('what the change request asks for each flow', () => {
    const [header = [], ...rows] = readCsv(runToCsv(proxiedRun()).slice(1))
    const [outcome, request] = [header.indexOf('outcome'), header.indexOf('request')]
    const pairs = new Set(rows.map((row) => `${row[outcome]}: ${row[request]}`))
    expect([...pairs].toSorted()).toEqual(['intercepted: do-not-proxy', 'open: ', 'silent: permit'])
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('no cell starts a formula: %j', (evil) => {
    const run = mixedRun()
    for (const flow of run.flows) flow.source = evil
    const [header = [], ...rows] = readCsv(runToCsv(run).slice(1))
    const [cell = '', ...others] = new Set(rows.map((row) => row[header.indexOf('source')]))
    expect([cell.startsWith("'"), cell.replaceAll("'", ''), others]).toEqual([true, evil, []])
  })

  test.each(['x;=1+1', 'x\t=1', 'x\n=1', 'x;"=1', 'x; @SUM(A1)', 'x;;-1'])(
    'nor does a part of one, where lines are parted at semicolons: %j',
    (evil) => {
      const run = mixedRun()
      for (const flow of run.flows) flow.source = evil
      const parts = runToCsv(run).split(/[;\t\r\n]/)
      expect(parts.filter((part) => /^[\s"]*[=+@-]/.test(part))).toEqual([])
    },
  )

  test('hostile names come through as they are', () => {
    const text = runToCsv(hostileRun())
    const names = new Set(readCsv(text.slice(1)).map((row) => row[5]))
    expect(names).toContain(HOSTILE.script)
    expect(names).toContain(HOSTILE.long)
    expect(names).toContain(`'${HOSTILE.formula} card`)
  })

  test('36,159 flows take under 3 s', () => {
    const run = largeRun()
    const start = performance.now()
    expect(runToCsv(run).split('\r\n')).toHaveLength(run.flows.length + 2)
    expect(performance.now() - start).toBeLessThan(3000)
  })
})
