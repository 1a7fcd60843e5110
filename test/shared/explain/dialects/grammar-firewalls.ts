/** Firewalls as the vendors print their syntax, as far as hosts, groups, TCP ports, rules and their removal go. */
import type { Grammar } from './grammar.ts'
import { ipv4, ipv4Prefix, ipv6Prefix, listOf, matching, number, portRange, text } from './grammar-types.ts'

const PAN_NAME = matching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/)
const LIST = String.raw`{<NAME>|\[ <NAME>... \]}`

export const PAN: Grammar = {
  source:
    "Palo Alto Networks, PAN-OS CLI Quick Start and Administrator's Guide, Create a Security Policy Rule; PAN-OS XML API schema: names 63, descriptions 1,023, ports of a service 1,023 characters",
  comment: /^#/,
  leaves: false,
  types: {
    NAME: PAN_NAME,
    PREFIX: (word) => ipv4(word) || ipv4Prefix(word) || ipv6Prefix(word),
    PORTS: (word) => word.length <= 1023 && listOf(',', portRange)(word),
    TEXT: text(1023),
  },
  modes: {
    configure: [
      ['set address <NAME> {ip-netmask <PREFIX>|description <TEXT>}...'],
      [`set address-group <NAME> {static ${LIST}|description <TEXT>}...`],
      ['set service <NAME> protocol {tcp|udp} port <PORTS>'],
      [
        `set rulebase security rules <NAME> {{from|to|source|destination|application|service|category|source-user} ${LIST}|action {allow|deny|drop}|description <TEXT>|{log-start|log-end|disabled} {yes|no}}...`,
      ],
      ['move rulebase security rules <NAME> {top|bottom|{before|after} <NAME>}'],
      ['delete rulebase security rules <NAME>'],
      ['delete {address|address-group|service} <NAME>'],
      ['commit'],
    ],
  },
}

const JUNOS_NAME = matching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/)

export const JUNOS: Grammar = {
  source:
    'Juniper Networks, Junos OS Security Policies User Guide, Address Books and Address Sets, Global Security Policies, Configuring Applications; at most 8 terms in an application (google/capirca, issue 30)',
  comment: /^#/,
  leaves: false,
  types: {
    NAME: JUNOS_NAME,
    PREFIX: (word) => ipv4Prefix(word) || ipv6Prefix(word),
    PORT: portRange,
    TERM: matching(/^t[1-8]$/),
    TEXT: text(900),
  },
  modes: {
    edit: [
      ['{set|delete} security address-book global address <NAME> [<PREFIX>]'],
      ['set security address-book global address-set <NAME> address <NAME>'],
      ['delete security address-book global address-set <NAME>'],
      [
        'set applications application <NAME> [term <TERM>] protocol {tcp|udp} [source-port <PORT>] [destination-port <PORT>]',
      ],
      ['set applications application <NAME> destination-port <PORT>'],
      ['set applications application-set <NAME> application <NAME>'],
      ['delete applications {application|application-set} <NAME>'],
      [
        'set security policies {global|from-zone <NAME> to-zone <NAME>} policy <NAME> match {{source-address|destination-address|application} <NAME>}...',
      ],
      ['set security policies {global|from-zone <NAME> to-zone <NAME>} policy <NAME> description <TEXT>'],
      [
        'set security policies {global|from-zone <NAME> to-zone <NAME>} policy <NAME> then {permit|deny|reject|log {session-init|session-close}}',
      ],
      ['delete security policies global policy <NAME>'],
      ['insert security policies global policy <NAME> {before|after} policy <NAME>'],
      ['commit'],
    ],
  },
}

const FORTI_NAME = matching(/^[^\s"'<>#()\\]{1,79}$/)

export const FORTI: Grammar = {
  source:
    'Fortinet, FortiOS CLI Reference 6.4 to 7.6: config firewall address, address6, addrgrp, addrgrp6, service custom, policy, with the maximum lengths given there',
  comment: /^#/,
  leaves: false,
  types: {
    NAME: FORTI_NAME,
    NAME35: (word) => FORTI_NAME(word) && word.length <= 35,
    POLICYID: number(0, 4_294_967_294),
    IPV4: ipv4,
    PREFIX4: ipv4Prefix,
    PREFIX6: ipv6Prefix,
    PORT: portRange,
    COMMENT: text(255),
    COMMENTS: text(1023),
  },
  modes: {
    global: [
      ['config firewall address', 'address'],
      ['config firewall address6', 'address6'],
      ['config firewall {addrgrp|addrgrp6}', 'addrgrp'],
      ['config firewall service custom', 'service'],
      ['config firewall policy', 'policy'],
    ],
    address: [['edit <NAME>', 'address-entry'], ['delete <NAME>'], ['end', 'global']],
    'address-entry': [['set subnet {<IPV4> <IPV4>|<PREFIX4>}'], ['set comment <COMMENT>'], ['next', 'address']],
    address6: [['edit <NAME>', 'address6-entry'], ['delete <NAME>'], ['end', 'global']],
    'address6-entry': [['set ip6 <PREFIX6>'], ['set comment <COMMENT>'], ['next', 'address6']],
    addrgrp: [['edit <NAME>', 'addrgrp-entry'], ['delete <NAME>'], ['end', 'global']],
    'addrgrp-entry': [['set member <NAME>...'], ['set comment <COMMENT>'], ['next', 'addrgrp']],
    service: [['edit <NAME>', 'service-entry'], ['delete <NAME>'], ['end', 'global']],
    'service-entry': [
      ['set {tcp-portrange|udp-portrange} <PORT>...'],
      ['set protocol TCP/UDP/SCTP'],
      ['set comment <COMMENT>'],
      ['next', 'service'],
    ],
    policy: [
      ['edit <POLICYID>', 'policy-entry'],
      ['delete <POLICYID>'],
      ['move <POLICYID> {before|after} <POLICYID>'],
      ['end', 'global'],
    ],
    'policy-entry': [
      ['set name <NAME35>'],
      ['set {srcintf|dstintf} <NAME35>...'],
      ['set {srcaddr|dstaddr|srcaddr6|dstaddr6|service} <NAME>...'],
      ['set action {accept|deny|ipsec}'],
      ['set schedule <NAME35>'],
      ['set logtraffic {all|utm|disable}'],
      ['set {status|nat} {enable|disable}'],
      ['set comments <COMMENTS>'],
      ['next', 'policy'],
    ],
  },
}

/** Words that INSPECT or the management server keeps to themselves; a hyphen begins a new word. Some of the list of sk40179. */
const RESERVED =
  /(?:^|-)(?:accept|all|any|black|blue|broadcasts|date|day|delete|direction|domains|drop|dst|dynamic|from|gateways|gold|gray|green|host|hosts|if|in|inbound|interface|local|localhost|log|may|mon|navy|nets|not|or|orange|other|outbound|packet|pass|record|red|reject|routers|set|sr|src|static|sun|switchs|sync|targets|to|tod|wed|while|xor|year)(?:$|-)/i

const CP_OPTIONS =
  'ignore-warnings {true|false}|color <NAME>|comments <TEXT>|match-for-any {true|false}|-s <FILE>|--format json'

export const CHECK_POINT: Grammar = {
  source:
    'Check Point Management API Reference, mgmt_cli: add host, add group, add service-tcp, add service-group, add access-rule, delete, publish, discard; names: sk40179',
  comment: /^#/,
  leaves: false,
  types: {
    NAME: (word) =>
      /^[A-Za-z][A-Za-z0-9_.-]*$/.test(word) && !/^sr\d/i.test(word) && !RESERVED.test(word) && word.length <= 128,
    RULE: text(128),
    LAYER: matching(/^(?:\$LAYER|[A-Za-z][A-Za-z0-9_ ]*)$/),
    POSITION: matching(/^(?:top|bottom|\d+)$/),
    IPV4: ipv4,
    IPV6: (word) => ipv6Prefix(`${word}/128`),
    PORT: portRange,
    MEMBER: matching(/^members\.\d+$/),
    SIDE: matching(/^(?:source|destination|service)(?:\.\d+)?$/),
    FILE: matching(/^[a-z.-]+$/),
    ASSIGNED: matching(/^LAYER=[A-Za-z ]+$/),
    COMMANDS: text(400),
    TEXT: text(256),
  },
  modes: {
    shell: [
      ['set -e'],
      ['umask 077'],
      ['<ASSIGNED>'],
      ['trap <COMMANDS> EXIT'],
      ['mgmt_cli login [user <NAME>] > <FILE>'],
      [`mgmt_cli [-s <FILE>] add host {name <NAME>|ip-address <IPV4>|ipv6-address <IPV6>|${CP_OPTIONS}}...`],
      [`mgmt_cli [-s <FILE>] add {group|service-group} {name <NAME>|<MEMBER> <NAME>|${CP_OPTIONS}}...`],
      [`mgmt_cli [-s <FILE>] add service-tcp {name <NAME>|port <PORT>|${CP_OPTIONS}}...`],
      [
        `mgmt_cli [-s <FILE>] add access-rule {layer <LAYER>|position <POSITION>|name <RULE>|<SIDE> <NAME>|action {Accept|Drop}|{track|track.type} Log|${CP_OPTIONS}}...`,
      ],
      ['mgmt_cli [-s <FILE>] delete access-rule {layer <LAYER>|name <RULE>|-s <FILE>}...'],
      ['mgmt_cli [-s <FILE>] delete {host|group|service-tcp|service-group} {name <NAME>|-s <FILE>}...'],
      ['mgmt_cli [-s <FILE>] {publish|discard|logout} [-s <FILE>]'],
    ],
  },
}
