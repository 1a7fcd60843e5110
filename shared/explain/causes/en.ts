/** The words of every cause, in English. */
import { AT_THE_ENDS } from './en/at-the-ends.ts'
import { BESIDE_THE_FLOWS } from './en/beside-the-flows.ts'
import { IN_THE_PATH } from './en/in-the-path.ts'
import type { CauseLanguage } from './words.ts'

export const EN: CauseLanguage = {
  causes: { ...IN_THE_PATH, ...AT_THE_ENDS, ...BESIDE_THE_FLOWS },
  evidence: {
    seen: { one: '1 flow, seen from {sources}.', other: '{count} flows, seen from {sources}.' },
    example: 'For example: {reason}',
    settle: 'What would settle it: {settle}',
  },
  doubts: {
    heard: 'What does not fit: the same address answers {sources}, so that the machine is up.',
    apart: 'What does not fit: traces of it end at different machines ({heard}).',
    untraced: '{count} of {all} flows were traced; the others fail as these do.',
  },
  at: { reported: 'told by {device}', concluded: 'at {device}', 'last-responder': 'last heard: {device}' },
  traps: {
    'esxi-firewall':
      'An ESXi host whose DSC is not yet associated with a PSM still filters by its own firewall: look at its rulesets, and at the addresses that each allows.',
    'native-vlan':
      'The management traffic of a DSC is untagged unless it was set otherwise: on a trunk it lands in the native VLAN, which is often not the management VLAN.',
    'tries-in-turn':
      'A DSC tries the addresses of the PSM nodes in turn, so that one node that it reaches hides two that it does not: have all of them opened.',
  },
  beside: {
    claimed: 'Several network cards claim {address}: {macs}.',
    narrow: 'From {from} to {addresses} packets of at most {bytes} bytes arrive, and the interface sends up to {most}.',
    more: 'And {count} more like these.',
  },
  subject: {
    port: { one: 'Port {ports}', other: 'Ports {ports}' },
    guide: ' (in the guide: {ports})',
    on: '{ports} on {machines}',
    from: '{on}, from {machines}',
    network: { one: '1 flow to {machines}', other: '{count} flows to {machines}' },
  },
  hop: '{address} (hop {hop})',
  more: '{names} and {count} more',
  shifted: 'These are the ports of the guide; here each is moved up by {shift}, so that {guide} is {port}.',
  again: 'Test again: with the button of this finding in the app, or by the command {command}',
  places: {
    source: 'on the source, {name} ({address})',
    destination: 'on the destination, {name} ({address})',
    way: 'on the routers and firewalls between {source} and {destination}',
    edge: 'on the switch or router of the network of {destination}, or a machine in it',
    asker: 'on {name}',
  },
}
