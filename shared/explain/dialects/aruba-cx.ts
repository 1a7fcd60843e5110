/**
 * Aruba CX (AOS-CX): access lists with address and port groups. A list is stateless, so that every entry has its counterpart for the
 * answers (`established`). Checked against the "ACLs and Classifier Policies Guide" for AOS-CX 10.07 and later: object-group ip
 * address, object-group ipv6 address, object-group port, access-list ip, access-list ipv6 and their examples.
 */
import type { Family } from '../../plan/ip-number.ts'
import type { Rule, RuleHost, RuleRequest } from '../rule-request.ts'
import { COPIED_ENTRIES, type Dialect, fileOf, headOf, partsOf, portRuns, rollbackHead, rulesOf } from './dialect.ts'

const WORD: Record<Family, string> = { 4: 'ip', 6: 'ipv6' }
const FAMILIES = [4, 6] as const

/** Entries are numbered 10, 20 … as the switch would do. */
const numbered = (entries: readonly string[]) => entries.map((entry, index) => `    ${(index + 1) * 10} ${entry}`)

const addressGroup = (word: string, name: string, hosts: readonly RuleHost[]) => [
  `object-group ${word} address ${name}`,
  ...numbered(hosts.map(({ address }) => address)),
  '    exit',
]

function groupLines(rule: Rule): string[] {
  const { from, to, ports } = partsOf(rule)
  const word = WORD[rule.family]
  return [
    ...addressGroup(word, from, rule.sources),
    ...addressGroup(word, to, rule.destinations),
    `object-group port ${ports}`,
    ...numbered(
      portRuns(rule.ports).map(([first, last]) => (first === last ? `eq ${first}` : `range ${first} ${last}`)),
    ),
    '    exit',
  ]
}

/** A comment belongs to the entry of its number. */
function entries(rules: readonly Rule[]): string[] {
  return rules.flatMap((rule, index) => {
    const { from, to, ports } = partsOf(rule)
    const [forth, back] = [index * 20 + 10, index * 20 + 20]
    return [
      `    ${forth} permit tcp ${from} ${to} group ${ports}`,
      `    ${forth} comment ${rule.number}: ${rule.comment}`,
      `    ${back} permit tcp ${to} group ${ports} ${from} established`,
    ]
  })
}

const listOf = ({ tag }: RuleRequest, family: Family) => `access-list ${WORD[family]} ${tag}-v${family}`

function familyLines(request: RuleRequest, family: Family): string[] {
  const rules = rulesOf(request, family)
  if (rules.length === 0) return []
  return [...rules.flatMap(groupLines), listOf(request, family), ...entries(rules), '    exit']
}

function rollbackLines(request: RuleRequest, family: Family): string[] {
  const rules = rulesOf(request, family)
  if (rules.length === 0) return []
  return [
    `no ${listOf(request, family)}`,
    ...rules.flatMap((rule) => {
      const { from, to, ports } = partsOf(rule)
      const word = WORD[family]
      return [
        `no object-group ${word} address ${from}`,
        `no object-group ${word} address ${to}`,
        `no object-group port ${ports}`,
      ]
    }),
  ]
}

export const arubaCx: Dialect = {
  id: 'aruba-cx',
  title: 'Aruba CX ACL',
  file: 'aruba-cx.txt',
  rollbackFile: 'aruba-cx.rollback.txt',
  render(request) {
    const notes = [
      'In configuration mode. Do not apply a list of its own: it ends by denying all else. Copy its entries into the lists that are',
      'applied in the path, above what denies there.',
      'Stateless: every entry is followed by one for the answers, with established. Each stands in the list of the side that sends it.',
      'Save when it works: write memory',
    ]
    return {
      text: fileOf([...headOf(request, '!', notes), ...FAMILIES.flatMap((family) => familyLines(request, family))]),
      rollback: fileOf([
        ...rollbackHead(request, '!', [COPIED_ENTRIES]),
        ...FAMILIES.flatMap((family) => rollbackLines(request, family)),
      ]),
    }
  },
}
