/**
 * The firewall of an ESXi host: a ruleset holds ports and a direction, and a list of the addresses on the other side. Which host
 * it stands on decides the near side, so that the script asks the host for its addresses first. Rulesets are made disabled and enabled
 * once their list is there: for a moment they would be open to everybody. Whatever fails before that ends the script; that an address
 * is in the list already (after a restart of the host the list may be there, and the file not) is no failure. Written after the service.xml format and the esxcli
 * examples of the vSphere documentation (ESXCLI firewall commands; ruleset format of ESXi 5.0 and later).
 */
import type { Rule, RuleHost, RuleRequest } from '../rule-request.ts'
import { type Dialect, type PortRun, addressesOf, fileOf, headOf, portRuns, rollbackHead } from './dialect.ts'

const RULESET = 'esxcli network firewall ruleset'

interface Side {
  ruleset: string
  direction: 'inbound' | 'outbound'
  local: readonly RuleHost[]
  remote: readonly RuleHost[]
  rule: Rule
}

function sidesOf({ id, rules }: RuleRequest): Side[] {
  return rules.flatMap((rule): Side[] => [
    {
      ruleset: `${id}_${rule.number}_in`,
      direction: 'inbound',
      local: rule.destinations,
      remote: rule.sources,
      rule,
    },
    {
      ruleset: `${id}_${rule.number}_out`,
      direction: 'outbound',
      local: rule.sources,
      remote: rule.destinations,
      rule,
    },
  ])
}

const portXml = ([first, last]: PortRun) =>
  first === last ? `<port>${first}</port>` : `<port><begin>${first}</begin><end>${last}</end></port>`

const ruleXml = (direction: string, run: PortRun, index: number) =>
  `<rule id='${String(index).padStart(4, '0')}'><direction>${direction}</direction><protocol>tcp</protocol><porttype>dst</porttype>${portXml(run)}</rule>`

function sideLines({ ruleset, direction, local, remote, rule }: Side): string[] {
  return [
    `# Rule ${rule.number}, ${direction}: ${rule.comment}`,
    `if owns ${addressesOf(local).join(' ')}; then`,
    `cat > /etc/vmware/firewall/${ruleset}.xml <<'END'`,
    '<ConfigRoot>',
    '<service>',
    `<id>${ruleset}</id>`,
    ...portRuns(rule.ports).map((run, index) => ruleXml(direction, run, index)),
    '<enabled>false</enabled>',
    '<required>false</required>',
    '</service>',
    '</ConfigRoot>',
    'END',
    'esxcli network firewall refresh',
    `${RULESET} set --ruleset-id=${ruleset} --allowed-all=false`,
    ...addressesOf(remote).map(
      (address) => `${RULESET} allowedip add --ruleset-id=${ruleset} --ip-address=${address} || true`,
    ),
    `${RULESET} set --ruleset-id=${ruleset} --enabled=true`,
    'fi',
  ]
}

/** Whether one of the addresses is this host's. */
const OWNS = [
  "own=\" $( (esxcli network ip interface ipv4 address list; esxcli network ip interface ipv6 address list) | tr -s ' \\n' ' ') \"",
  'owns() { for address in "$@"; do case "$own" in *" $address "*) return 0 ;; esac; done; return 1; }',
]

export const esxi: Dialect = {
  id: 'esxi',
  title: 'ESXi host firewall',
  file: 'esxi.sh',
  rollbackFile: 'esxi.rollback.sh',
  onHosts: true,
  render(request) {
    const notes = [
      'For the ESXi hosts among the sources and destinations, in the ESXi Shell: sh esxi.sh. It opens only what is about the host itself.',
      'Files below /etc/vmware/firewall are gone after a restart of the host: run it again, or have it made a VIB.',
      'Answers of a permitted TCP connection pass by themselves.',
    ]
    const sides = sidesOf(request)
    return {
      text: fileOf(['#!/bin/sh', ...headOf(request, '#', notes), 'set -e', ...OWNS, ...sides.flatMap(sideLines)]),
      rollback: fileOf([
        '#!/bin/sh',
        ...rollbackHead(request, '#'),
        ...sides.map(({ ruleset }) => `rm -f /etc/vmware/firewall/${ruleset}.xml`),
        'esxcli network firewall refresh',
      ]),
    }
  },
}
