/** The request as a table to read and as CSV, for tickets and for firewalls that have no dialect here. They change nothing. */
import type { Rule, RuleHost } from '../rule-request.ts'
import { type Dialect, addressesOf, fileOf, headOf, portTexts } from './dialect.ts'

const namesOf = (hosts: readonly RuleHost[]) => [...new Set(hosts.map(({ label }) => label))].join(', ')

function blockOf({ number, comment, sources, destinations, ports }: Rule): string[] {
  return [
    '',
    `Rule ${number}: ${comment}`,
    `  From      ${addressesOf(sources).join(', ')}`,
    `            (${namesOf(sources)})`,
    `  To        ${addressesOf(destinations).join(', ')}`,
    `            (${namesOf(destinations)})`,
    `  TCP port  ${portTexts(ports).join(', ')}`,
  ]
}

const NOTE =
  'Please permit every source of a rule to every destination of it on every port of it, and the answers back.'

export const table: Dialect = {
  id: 'table',
  title: 'Table',
  file: 'change-request.txt',
  rollbackFile: null,
  render: (request) => ({
    text: fileOf([...headOf(request, '#', [NOTE]), ...request.rules.flatMap(blockOf)]),
    rollback: null,
  }),
}

const HEADER = [
  'rule',
  'family',
  'sources',
  'sourceNames',
  'destinations',
  'destinationNames',
  'protocol',
  'ports',
  'comment',
]

/** Cells are plain text, so that none holds a quote or begins a formula. */
const csvLine = (cells: readonly string[]) => `${cells.map((cell) => `"${cell}"`).join(',')}\r\n`

export const csv: Dialect = {
  id: 'csv',
  title: 'CSV',
  file: 'change-request.csv',
  rollbackFile: null,
  render: ({ rules }) => ({
    text: [
      csvLine(HEADER),
      ...rules.map((rule) =>
        csvLine([
          String(rule.number),
          `IPv${rule.family}`,
          addressesOf(rule.sources).join(' '),
          namesOf(rule.sources),
          addressesOf(rule.destinations).join(' '),
          namesOf(rule.destinations),
          'tcp',
          portTexts(rule.ports).join(' '),
          rule.comment,
        ]),
      ),
    ].join(''),
    rollback: null,
  }),
}
