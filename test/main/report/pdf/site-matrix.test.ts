import { describe, expect, test } from 'vitest'
import { printedIn } from '../../../../main/report/pdf/words/printed.ts'
import { lineLabel, matrixInWords } from '../../../../main/report/pdf/heat-map.ts'
import { type SiteMatrix, siteMatrix } from '../../../../main/report/pdf/site-matrix.ts'
import { largeRun, mixedRun, scatteredRun } from '../../../support/sample-run.ts'

const ROOM = { rows: 14, columns: 7 }

function total(matrix: SiteMatrix, key: 'flows' | 'passed'): number {
  return matrix.cells.flat().reduce((sum, found) => sum + (found?.[key] ?? 0), 0)
}

const ENGLISH = printedIn('en')

describe('a small site', () => {
  const matrix = siteMatrix(mixedRun(), ROOM)

  test('has a line for every endpoint, and every flow in it', () => {
    expect(matrix.rows.map((line) => lineLabel(line, ENGLISH))).toEqual([
      'laptop',
      'mgmt',
      'psm-1',
      'psm-2',
      'psm-3',
      'dsc-1',
      'dsc-2',
    ])
    expect(matrix.columns.map((line) => lineLabel(line, ENGLISH))).toEqual([
      'psm-1',
      'psm-2',
      'psm-3',
      'dsc-1',
      'dsc-2',
    ])
    expect(total(matrix, 'flows')).toBe(231)
    expect(total(matrix, 'passed')).toBe(mixedRun().summary.pass)
  })

  test('shows the worst verdict of a cell, and null where nothing flows', () => {
    expect(matrix.cells[4]?.[0]).toEqual({ verdict: 'fail', proof: 'likely', flows: 24, passed: 19 })
    expect(matrix.cells[5]?.[0]).toMatchObject({ verdict: 'untested', passed: 0 })
    expect(matrix.cells[2]?.[0]).toBeNull()
  })

  test('a cell is proven only when all flows with its verdict are', () => {
    expect(matrix.cells[2]?.[4]).toMatchObject({ verdict: 'fail', proof: 'proven' })
    expect(matrix.cells[2]?.[1]).toMatchObject({ verdict: 'pass', proof: 'likely' })
  })

  test('is told in words', () => {
    expect(matrixInWords(matrix, ENGLISH)).toContain('psm-3 to psm-1: fail, 19 of 24 flows pass.')
  })
})

describe('a large site', () => {
  test('joins what looks alike, and what fails stands out', () => {
    const matrix = siteMatrix(largeRun(), ROOM)
    const labels = matrix.rows.map((line) => lineLabel(line, ENGLISH))
    expect(labels).toContain('dsc-137')
    expect(labels).toContain('dsc-500…dsc-509')
    expect(labels).toContain('989 DSCs alike')
    expect(total(matrix, 'flows')).toBe(36_159)
  })

  test('joins a whole role where nothing is alike, and only that role', () => {
    const matrix = siteMatrix(scatteredRun(), ROOM)
    expect(matrix.rows.map((line) => lineLabel(line, ENGLISH))).toEqual([
      'laptop',
      'mgmt',
      'psm-1',
      'psm-2',
      'psm-3',
      'all 1,000 DSCs',
    ])
    expect(matrix.columns.length).toBeLessThanOrEqual(ROOM.columns)
    expect(total(matrix, 'flows')).toBe(36_159)
  })
})
