import { expect, test } from 'vitest'
import { readPaste } from '../../../../renderer/steps/site/read-paste.ts'
import { roleOfWords } from '../../../../renderer/steps/site/role-words.ts'

test.each([
  ['PSM node', 'psm-node'],
  ['psm-node', 'psm-node'],
  ['node', 'psm-node'],
  ['Knoten', 'psm-node'],
  ['DSC', 'dsc'],
  ['Distributed Services Card', 'dsc'],
  ['Management station', 'management-station'],
  ['Jump host', 'management-station'],
  ['Arbeitsplatz', 'user-station'],
  ['laptop', 'user-station'],
  ['router', null],
  ['', null],
] as const)('%s is understood as %s', (words, role) => {
  expect(roleOfWords(words)).toBe(role)
})

test('columns are found without a header, in any order', () => {
  expect(readPaste('10.0.0.11;PSM node;alpha\n10.0.0.12;PSM node;beta\n10.0.1.5;DSC;gamma')).toEqual([
    { name: 'alpha', role: 'psm-node', address: '10.0.0.11', vantage: 'none' },
    { name: 'beta', role: 'psm-node', address: '10.0.0.12', vantage: 'none' },
    { name: 'gamma', role: 'dsc', address: '10.0.1.5', vantage: 'none' },
  ])
})

test('names that look like roles stay names, and give the role where there is no other', () => {
  expect(readPaste('psm-1\t10.0.0.11\npsm-2\t10.0.0.12\ndsc-{n}\t10.0.1.0/24')).toEqual([
    { name: 'psm-1', role: 'psm-node', address: '10.0.0.11', vantage: 'none' },
    { name: 'psm-2', role: 'psm-node', address: '10.0.0.12', vantage: 'none' },
    { name: 'dsc-{n}', role: 'dsc', address: '10.0.1.0/24', vantage: 'none' },
  ])
})

test('names that look like roles stay names beside a column of roles, also where no role repeats', () => {
  const rows = readPaste('psm-1\tPSM node\t10.0.0.11\ndsc-{n}\tDSC\t10.0.1.20-59')
  expect(rows.map(({ name, role }) => [name, role])).toEqual([
    ['psm-1', 'psm-node'],
    ['dsc-{n}', 'dsc'],
  ])
  expect(readPaste('PSM node\tpsm-1\t10.0.0.11')[0]).toMatchObject({ name: 'psm-1', role: 'psm-node' })
})

test('a probing column is understood, quotes and empty lines are the spreadsheet’s', () => {
  const text =
    '"Name","Role","Address","Probe from"\n\n"laptop","user station","10.0.0.5","local"\n"psm, first","node","10.0.0.11",""\n'
  expect(readPaste(text)).toEqual([
    { name: 'laptop', role: 'user-station', address: '10.0.0.5', vantage: 'local' },
    { name: 'psm, first', role: 'psm-node', address: '10.0.0.11', vantage: 'none' },
  ])
})

test('rows without a name are numbered past the names that are taken', () => {
  expect(
    readPaste('role,ip\nnode,10.0.0.13\nnode,10.0.0.14\ndsc,10.0.1.1-9', ['psm-1']).map(({ name }) => name),
  ).toEqual(['psm-2', 'psm-3', 'dsc-{n}'])
})

test('what is no table of endpoints gives none; an unknown role is left to be chosen', () => {
  expect(readPaste('')).toEqual([])
  expect(readPaste('hello world')).toEqual([])
  expect(readPaste('box,router,10.0.0.1')).toEqual([{ name: 'box', role: '', address: '10.0.0.1', vantage: 'none' }])
  expect(readPaste('name,role,ip\nbox,router,10.0.0.1')[0]?.role).toBe('router')
})

test('a first row with an address is no header, whatever its words could head', () => {
  const rows = readPaste('me\tmanagement\t10.0.0.1\nyou\tmanagement\t10.0.0.2')
  expect(rows.map(({ name, role }) => [name, role])).toEqual([
    ['me', 'management-station'],
    ['you', 'management-station'],
  ])
})

test('a row that names no vantage starts from this machine where it holds the address; one that says none does not', () => {
  const own = ['10.0.0.1']
  const text = 'name,role,address,vantage\na,dsc,10.0.0.1,\nb,dsc,10.0.0.2,\nc,dsc,10.0.0.1,none'
  expect(readPaste(text, [], own).map(({ vantage }) => vantage)).toEqual(['local', 'none', 'none'])
})
