/** The plan that the tests of plans bend: 1 user station, 1 management station, 3 nodes, 2 DSCs; 231 flows. */

export const GOOD_ENDPOINTS = [
  '  - { name: laptop, role: user-station, address: 10.77.10.10, vantage: local }',
  '  - { name: mgmt, role: management-station, address: 10.77.10.10, vantage: local }',
  '  - { name: psm-1, role: psm-node, address: 10.77.20.11 }',
  '  - { name: psm-2, role: psm-node, address: 10.77.20.12 }',
  '  - { name: psm-3, role: psm-node, address: 10.77.20.13 }',
  '  - { name: "dsc-{n}", role: dsc, address: 10.77.30.21-10.77.30.22 }',
].join('\n')

const HEAD = 'version: 1\nsite: { name: DC-1 }\n'

export const GOOD_PLAN = `${HEAD}endpoints:\n${GOOD_ENDPOINTS}\n`

/** The good plan with one thing replaced. Throws when the thing is not there: the test would test nothing. */
export function bend(from: string, to: string): string {
  if (!GOOD_PLAN.includes(from)) throw new Error(`not in the good plan: ${from}`)
  return GOOD_PLAN.replace(from, () => to)
}

/** The good plan with more endpoints; the first of them is `endpoints[6]`. */
export const withEndpoints = (...lines: string[]) => `${GOOD_PLAN}${lines.map((l) => `  - ${l}\n`).join('')}`

/** The good plan with rules. */
export const withRules = (...lines: string[]) => `${GOOD_PLAN}rules:\n${lines.map((l) => `  - ${l}\n`).join('')}`

/** The good plan with more lines at the end, at the top level. */
export const withTop = (text: string) => `${GOOD_PLAN}${text}\n`

/** The good plan with a vantage for `psm-1`, which is `endpoints[2]`. */
export const withVantage = (vantage: string) =>
  bend('address: 10.77.20.11 }', `address: 10.77.20.11, vantage: ${vantage} }`)

/** Name, content, path of the fault, part of what is accepted or of the message, part of what was found. */
export type BrokenPlan = readonly [
  name: string,
  content: string | Buffer,
  path: string,
  accepted: string,
  found?: string,
]
