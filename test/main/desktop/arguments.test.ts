import { expect, test } from 'vitest'
import { readArguments } from '../../../main/desktop/arguments.ts'

const read = (...words: string[]) => readArguments(['psm-preflight', ...words], '/home/jo')

test('plan files are taken by their ending, relative to where the start was; switches and the app itself are not', () => {
  const { plans } = read(
    'dist/desktop.js',
    '--no-sandbox',
    'site.psmplan',
    '/srv/a.YAML',
    'b.yml',
    'c.json',
    'notes.txt',
    '.',
  )
  expect(plans).toEqual(['/home/jo/site.psmplan', '/srv/a.YAML', '/home/jo/b.yml', '/home/jo/c.json'])
})

test('file managers give addresses; one of another machine is no plan', () => {
  expect(read('file:///srv/my%20site.psmplan', 'file://host/a.yaml', 'file:%zz.yaml').plans).toEqual([
    '/srv/my site.psmplan',
  ])
})

test.each([
  [['--data', 'checks'], '/home/jo/checks'],
  [['--data=/srv/checks'], '/srv/checks'],
  [['--data'], null],
  [[], null],
])('%j: the folder of the data is %s', (words, folder) => {
  expect(read(...words).data).toBe(folder)
})

test('the folder of the data is no plan, whatever its name', () => {
  expect(read('--data', 'x.json', 'y.json').plans).toEqual(['/home/jo/y.json'])
})
