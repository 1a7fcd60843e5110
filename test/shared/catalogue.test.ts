/** The catalogue against the guide's own table, and against the numbers of the contract. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { DIRECTION_IDS, GROUP_IDS, directedRules } from '../../shared/catalogue/catalogue.ts'
import { countFlows, expand } from '../../shared/plan/expand.ts'
import { interpretPlan } from '../../shared/plan/interpret.ts'

const unique = (items: readonly unknown[]) => new Set(items).size

function examplePlan() {
  const endpoints = [
    { name: 'laptop', role: 'user-station', address: '10.77.10.10' },
    { name: 'mgmt', role: 'management-station', address: '10.77.10.10' },
    { name: 'psm-{n}', role: 'psm-node', address: '10.77.20.11-13' },
    { name: 'dsc-{n}', role: 'dsc', address: '10.77.30.21-22' },
  ]
  const result = interpretPlan({ version: 1, site: { name: 'x' }, endpoints }, { catalogue: APPENDIX_B })
  if (!result.ok) throw new Error('the example is no plan')
  return result.plan
}

describe('the catalogue', () => {
  test('40 rows, 41 directed rules', () => {
    expect(APPENDIX_B.rows).toHaveLength(40)
    expect(directedRules(APPENDIX_B)).toHaveLength(41)
  })

  test('4, 24, 1 and 11 rows', () => {
    const rows = GROUP_IDS.map((id) => APPENDIX_B.rows.filter((row) => row.group === id).length)
    expect(rows).toEqual([4, 24, 1, 11])
    expect(APPENDIX_B.groups.map((g) => g.id)).toEqual([...GROUP_IDS])
    expect(APPENDIX_B.directions.map((d) => d.id)).toEqual([...DIRECTION_IDS])
  })

  test('unique ids, and ports that are ports', () => {
    expect(unique(APPENDIX_B.rows.map((row) => row.id))).toBe(40)
    expect(unique(directedRules(APPENDIX_B).map(({ row, direction }) => `${direction.id}/${row.port}`))).toBe(41)
    for (const { port } of APPENDIX_B.rows)
      expect(port).toSatisfy((p: number) => Number.isInteger(p) && p > 0 && p < 65536)
  })

  test('every row has its words, and every direction of a row belongs to its group', () => {
    for (const { row, direction } of directedRules(APPENDIX_B)) {
      expect(direction.group).toBe(row.group)
      for (const text of [row.service, row.purpose, row.tableText]) expect(text.trim()).toMatch(/^\S.*\S$/)
    }
  })

  test('field knowledge speaks of ports of the table, and names its source', () => {
    const ports = new Set(APPENDIX_B.rows.map((row) => row.port))
    const { identity, placement, listeningBeforeBootstrap, bootstrapOnly } = APPENDIX_B.field
    for (const rule of [...identity, ...placement, listeningBeforeBootstrap, bootstrapOnly]) {
      expect(rule.source).not.toBe('')
      for (const port of rule.ports) expect(ports).toContain(port)
    }
    expect(unique(identity.flatMap((i) => [...i.ports]))).toBe(identity.flatMap((i) => [...i.ports]).length)
  })
})

test('231 flows by direction: 12, 144, 6, 3, 66', () => {
  const plan = examplePlan()
  const flows = expand(plan, APPENDIX_B)
  const byDirection = DIRECTION_IDS.map((id) => flows.filter((f) => f.direction === id).length)
  expect(byDirection).toEqual([12, 144, 6, 3, 66])
  expect(flows).toHaveLength(231)
  expect(countFlows(plan, APPENDIX_B)).toBe(231)
  expect(unique(flows.map((f) => f.id))).toBe(231)
  expect(flows[0]?.id).toBe('user-to-psm/laptop/psm-1/22')
})

const TABLE = new URL('../../../shared/seeds/appendix-b-psm-operational-network-ports.md', import.meta.url)
const hasTable = existsSync(TABLE)
if (!hasTable) console.warn('skipped: the guide is not beside the repository (../shared/seeds/appendix-b-…)')

/** Heading of the table → group. Continued headings are of the group before. */
const HEADINGS: readonly (readonly [RegExp, string])[] = [
  [/From user station to PSM node/, 'user-to-psm'],
  [/From PSM node to PSM node/, 'psm-to-psm'],
  [/From PSM to DSC and from management station to PSM/, 'diagnostics'],
  [/From DSC to PSM/, 'dsc-to-psm'],
]

/** Rows of the guide's tables as `group/port: wording`, without their markup. */
function rowsOfTable(markdown: string): string[] {
  const rows: string[] = []
  let group = ''
  for (const line of markdown.split('\n')) {
    group = HEADINGS.find(([heading]) => heading.test(line))?.[1] ?? group
    const cells = line
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/[`*]/g, '')
      .split('|')
    const port = cells[1]?.trim() ?? ''
    if (/^\d+$/.test(port)) rows.push(`${group}/${port}: ${(cells[2] ?? '').trim().replaceAll(/\s+/g, ' ')}`)
  }
  return rows
}

test.skipIf(!hasTable)(
  "every port and wording of the guide's table (skipped where the guide is not beside the repository)",
  () => {
    const ours = APPENDIX_B.rows.map((row) => `${row.id}: ${row.tableText}`)
    expect(ours).toEqual(rowsOfTable(readFileSync(TABLE, 'utf8')))
  },
)
