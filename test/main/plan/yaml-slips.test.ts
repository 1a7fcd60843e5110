/** Slips of people who do not write YAML every day: each is named, with its line, and with what to type instead. */
import { expect, test } from 'vitest'
import { readPlanBytes } from '../../../main/plan/read-plan.ts'
import { findSlip } from '../../../main/plan/yaml-slips.ts'

const PLAN = `version: 1
site:
  name: DC-1
  customer: Example
stage: preinstall
endpoints:
  - name: laptop
    role: user-station
    address: 10.1.1.1
    vantage: local
  - { name: mgmt, role: management-station, address: 10.1.1.2 }
  - { name: psm-1, role: psm-node, address: 10.1.1.3 }
  - { name: dsc-1, role: dsc, address: 10.1.1.4 }
pace: normal
`

function faultsOf(text: string) {
  const read = readPlanBytes(Buffer.from(text))
  return read.ok ? [] : read.faults
}

test('the plan without a slip is fine', () => {
  expect(faultsOf(PLAN)).toEqual([])
})

test.each<[string, string, string, number, string]>([
  [
    'a key one space too far right',
    '    role: user',
    '     role: user',
    8,
    '4 spaces before it, like the line above it',
  ],
  ['a key one space too far left', '    role: user', '   role: user', 8, '4 spaces before it'],
  ['the same inside site', '  customer', '   customer', 4, '2 spaces before it'],
  ['the same to the left', '  customer', ' customer', 4, '2 spaces before it'],
  ['a key of the plan that is indented', 'stage: pre', ' stage: pre', 5, 'no spaces before it'],
  ['a key of site that is not', '  name: DC-1', 'name: DC-1', 3, 'it belongs under "site"'],
  [
    'a list entry too far left',
    '  - { name: mgmt',
    ' - { name: mgmt',
    11,
    '2 spaces before it, like the other entries',
  ],
  [
    'a list entry too far right',
    '  - { name: mgmt',
    '   - { name: mgmt',
    11,
    '2 spaces before it, like the other entries',
  ],
  ['no space after a colon', '    role: user', '    role:user', 8, 'a space after the colon: "role: …"'],
  ['no space after a colon at the top', 'stage: pre', 'stage:pre', 5, 'a space after the colon: "stage: …"'],
  ['no space after a dash', '  - name: laptop', '  -name: laptop', 7, 'a space after the dash: "- name: …"'],
  ['a tab as indentation', '    role: user', '\t\trole: user', 8, 'spaces for indentation'],
  ['a tab after a dash', '  - name: laptop', '  -\tname: laptop', 7, 'spaces for indentation'],
  ['no colon', 'stage: pre', 'stage pre', 5, 'a colon and a space after the key: "stage: …"'],
  ['no colon where a list follows', 'endpoints:', 'endpoints', 6, 'a colon and a space after the key'],
  ['an equals sign', 'stage: pre', 'stage = pre', 5, 'a colon and a space after the key'],
  ['a colon in a text', 'name: DC-1', 'name: DC-1: row 7', 3, 'quotes around a text with a colon'],
  ['no comma', 'name: mgmt, role', 'name: mgmt role', 11, 'a comma before the next key'],
  ['no closing bracket', '10.1.1.2 }', '10.1.1.2', 11, 'a closing bracket (})'],
  ['no closing quote', 'name: DC-1', 'name: "DC-1', 3, 'a closing double quote'],
  ['a space that is none', '    role: user', '    role:\u00a0user', 8, 'in place of the character U+00A0'],
])('%s', (_, right, wrong, line, accepted) => {
  const faults = faultsOf(PLAN.replace(right, wrong))
  expect(faults).toHaveLength(1)
  expect(faults[0]).toMatchObject({ line })
  expect(faults[0]?.accepted).toContain(accepted)
})

test('no space after a colon between brackets is a key of its own for YAML, and is told all the same', () => {
  const faults = faultsOf(PLAN.replace('name: mgmt, role: m', 'name: mgmt, role:m'))
  expect(faults.map((f) => f.message)).toContain('a space is missing after the colon: "role: …"')
})

test('a line that seems to hold a secret is not repeated', () => {
  const text = PLAN.replace('    role: user-station', '   password: hunter2')
  expect(JSON.stringify(faultsOf(text))).not.toContain('hunter2')
})

test('brackets over several lines are not blamed for what is wrong elsewhere', () => {
  const text = PLAN.replace('{ name: mgmt, role', '{\n      name: mgmt,\n      role').replace(
    'pace: normal',
    'pace:normal',
  )
  expect(faultsOf(text)[0]?.accepted).toContain('a space after the colon: "pace: …"')
})

test('JSON is left to the parser', () => {
  expect(findSlip('{\n "version": 1\n "site": {}\n}', 3)).toBeNull()
})

test.each([
  ['brackets', '{, role '.repeat(100_000)],
  ['spaces', ' '.repeat(1_000_000)],
  ['keys', 'name: '.repeat(200_000)],
  ['lines', '  - name: x\n'.repeat(90_000)],
])('a second is enough for a million characters of %s', (_, text) => {
  const start = performance.now()
  findSlip(`a: b\n${text}`, 2)
  expect(performance.now() - start).toBeLessThan(1000)
})
