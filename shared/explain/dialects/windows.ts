/**
 * Windows Defender Firewall, by PowerShell: a host's own firewall, so that every rule stands once for the destination (inbound) and once
 * for the source (outbound). Each names its local addresses: on another machine the same script opens nothing. Written after
 * the examples of learn.microsoft.com, NetSecurity, New-NetFirewallRule and Remove-NetFirewallRule.
 */
import type { Rule, RuleHost, RuleRequest } from '../rule-request.ts'
import { type Dialect, addressesOf, fileOf, headOf, portTexts, rollbackHead } from './dialect.ts'

const quoted = (items: readonly string[]) => items.map((item) => `'${item}'`).join(',')

interface Side {
  direction: 'Inbound' | 'Outbound'
  local: readonly RuleHost[]
  remote: readonly RuleHost[]
  port: '-LocalPort' | '-RemotePort'
}

function lineOf({ tag }: RuleRequest, rule: Rule, { direction, local, remote, port }: Side): string {
  const name = `${rule.name}-${direction.toLowerCase()}`
  return [
    `New-NetFirewallRule -Name '${name}' -DisplayName '${name}' -Group '${tag}' -Description '${rule.comment}'`,
    `-Direction ${direction} -Action Allow -Profile Any -Protocol TCP`,
    `-LocalAddress ${quoted(addressesOf(local))} -RemoteAddress ${quoted(addressesOf(remote))} ${port} ${quoted(portTexts(rule.ports))}`,
  ].join(' ')
}

export const windows: Dialect = {
  id: 'windows',
  title: 'Windows Defender',
  file: 'windows.ps1',
  rollbackFile: 'windows.rollback.ps1',
  onHosts: true,
  render(request) {
    const notes = [
      'For the Windows machines among the sources and destinations, as administrator. Each rule holds only where a local address is its own.',
      'Stateful: answers to a permitted connection pass by themselves.',
    ]
    const text = request.rules.flatMap((rule) => [
      lineOf(request, rule, {
        direction: 'Inbound',
        local: rule.destinations,
        remote: rule.sources,
        port: '-LocalPort',
      }),
      lineOf(request, rule, {
        direction: 'Outbound',
        local: rule.sources,
        remote: rule.destinations,
        port: '-RemotePort',
      }),
    ])
    return {
      text: fileOf([...headOf(request, '#', notes), ...text]),
      rollback: fileOf([...rollbackHead(request, '#'), `Remove-NetFirewallRule -Group '${request.tag}'`]),
    }
  },
}
