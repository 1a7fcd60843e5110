/**
 * Access lists as the vendors print their syntax, as far as addresses, TCP ports, names and comments go. What is left out here (time
 * ranges, classes of traffic, logging levels) we do not write.
 */
import type { Grammar } from './grammar.ts'
import { ipv4, ipv6, ipv6Prefix, matching, number, port, prefix, text } from './grammar-types.ts'

const MASK = prefix(ipv4, 32)
const NUMBERED = number(1, 4_294_967_295)

/** No space, no quotation mark, no question mark (help), begins with a letter. */
const NAME = matching(/^[A-Za-z][^\s"?]{0,63}$/)
const WELL_KNOWN = matching(/^(?:www|telnet|ftp|https|smtp)$/)

const IOS_ADDRESS = '{any|host <IPV4>|object-group <NAME>|<IPV4> <IPV4>}'
const IOS_PORT = '[{eq|gt|lt|neq} <PORT>|range <PORT> <PORT>]'
const IOS_ADDRESS6 = '{any|host <IPV6>|<IPV6PREFIX>}'

export const IOS: Grammar = {
  source:
    'Cisco IOS Security Command Reference, permit (IP), remark, object-group network; IPv6 Command Reference, permit (IPv6); Security Configuration Guide, Object Groups for ACLs',
  comment: /^!/,
  leaves: true,
  types: {
    NAME,
    IPV4: ipv4,
    IPV6: ipv6,
    IPV6PREFIX: ipv6Prefix,
    PORT: (word) => port(word) || WELL_KNOWN(word),
    SEQ: number(1, 2_147_483_647),
    REMARK: text(100),
    TEXT: text(200),
  },
  modes: {
    config: [
      ['object-group network <NAME>', 'network'],
      ['ip access-list extended <NAME>', 'extended'],
      ['ipv6 access-list <NAME>', 'ipv6'],
      ['no object-group network <NAME>'],
      ['no ip access-list extended <NAME>'],
      ['no ipv6 access-list <NAME>'],
    ],
    network: [
      ['{host <IPV4>|range <IPV4> <IPV4>|<IPV4> <IPV4>|any|group-object <NAME>}'],
      ['description <TEXT*>'],
      ['exit', 'config'],
    ],
    extended: [
      [`[<SEQ>] {permit|deny} {tcp|udp} ${IOS_ADDRESS} ${IOS_PORT} ${IOS_ADDRESS} ${IOS_PORT} [established] [log]`],
      [`[<SEQ>] {permit|deny} ip ${IOS_ADDRESS} ${IOS_ADDRESS} [log]`],
      ['[<SEQ>] remark <REMARK*>'],
      ['exit', 'config'],
    ],
    ipv6: [
      [
        `{permit|deny} {tcp|udp} ${IOS_ADDRESS6} ${IOS_PORT} ${IOS_ADDRESS6} ${IOS_PORT} [established] [log] [sequence <SEQ>]`,
      ],
      [`{permit|deny} ipv6 ${IOS_ADDRESS6} ${IOS_ADDRESS6} [log]`],
      ['remark <REMARK*>'],
      ['exit', 'config'],
    ],
  },
}

const ASA_ADDRESS =
  '{any|any4|any6|host <IPV4>|host <IPV6>|object-group <NAME>|object <NAME>|<IPV4> <IPV4>|<IPV6PREFIX>}'
const ASA_PORT = '[{eq|gt|lt|neq} <PORT>|range <PORT> <PORT>|object-group <NAME>]'

export const ASA: Grammar = {
  source:
    'Cisco ASA Series Firewall CLI Configuration Guide, Objects for Access Control, Access Control Lists; ASA 5500 Configuration Guide 8.2, Configuring Object Groups',
  comment: /^!/,
  leaves: true,
  types: {
    NAME,
    IPV4: ipv4,
    IPV6: ipv6,
    IPV6PREFIX: ipv6Prefix,
    PORT: (word) => port(word) || WELL_KNOWN(word),
    LINE: number(1, 2_147_483_647),
    REMARK: text(100),
    TEXT: text(200),
  },
  modes: {
    config: [
      ['object-group network <NAME>', 'network'],
      ['object-group service <NAME> {tcp|udp|tcp-udp}', 'service'],
      ['no object-group {network|service} <NAME>'],
      [
        `access-list <NAME> [line <LINE>] extended {permit|deny} {tcp|udp} ${ASA_ADDRESS} ${ASA_PORT} ${ASA_ADDRESS} ${ASA_PORT} [log] [inactive]`,
      ],
      [`access-list <NAME> [line <LINE>] extended {permit|deny} ip ${ASA_ADDRESS} ${ASA_ADDRESS} [log]`],
      ['access-list <NAME> [line <LINE>] remark <REMARK*>'],
      ['clear configure access-list <NAME>'],
    ],
    network: [
      ['network-object {host {<IPV4>|<IPV6>}|<IPV4> <IPV4>|<IPV6PREFIX>|object <NAME>}'],
      ['group-object <NAME>'],
      ['description <TEXT*>'],
    ],
    service: [['port-object {eq <PORT>|range <PORT> <PORT>}'], ['group-object <NAME>'], ['description <TEXT*>']],
  },
}

/** Both families alike; in a list of IPv6 there is no mask. */
const arubaEntry = (address: string) => {
  const ports = '[{eq|gt|lt} <PORT>|range <PORT> <PORT>|group <NAME>]'
  return `[<SEQ>] {permit|deny} {sctp|tcp|udp} ${address} ${ports} ${address} ${ports} [urg] [ack] [psh] [rst] [syn] [fin] [established] [count] [log]`
}

export const ARUBA: Grammar = {
  source:
    'HPE Aruba Networking, AOS-CX ACLs and Classifier Policies Guide, 5420 and 6200 Switch Series: access-list ip, access-list ipv6, object-group ip address, object-group ipv6 address, object-group port',
  comment: /^!/,
  leaves: true,
  types: {
    NAME,
    SEQ: NUMBERED,
    IPV4: (word) => ipv4(word) || MASK(word) || word.split('/').every(ipv4),
    IPV6: (word) => ipv6(word) || ipv6Prefix(word),
    PORT: port,
    TEXT: text(256),
  },
  modes: {
    config: [
      ['object-group ip address <NAME>', 'addrgroup-ip'],
      ['object-group ipv6 address <NAME>', 'addrgroup-ipv6'],
      ['object-group port <NAME>', 'portgroup'],
      ['access-list ip <NAME>', 'acl-ip'],
      ['access-list ipv6 <NAME>', 'acl-ipv6'],
      ['no object-group {ip address|ipv6 address|port} <NAME>'],
      ['no access-list {ip|ipv6} <NAME>'],
    ],
    'addrgroup-ip': [['[<SEQ>] <IPV4>'], ['no <SEQ>'], ['exit', 'config']],
    'addrgroup-ipv6': [['[<SEQ>] <IPV6>'], ['no <SEQ>'], ['exit', 'config']],
    portgroup: [['[<SEQ>] {{eq|gt|lt} <PORT>|range <PORT> <PORT>}'], ['no <SEQ>'], ['exit', 'config']],
    'acl-ip': [
      [arubaEntry('{any|<IPV4>|<NAME>}')],
      ['[<SEQ>] {permit|deny} {any|ip|icmp} {any|<IPV4>|<NAME>} {any|<IPV4>|<NAME>} [count] [log]'],
      ['[<SEQ>] comment <TEXT*>'],
      ['exit', 'config'],
    ],
    'acl-ipv6': [
      [arubaEntry('{any|<IPV6>|<NAME>}')],
      ['[<SEQ>] {permit|deny} {any|ipv6|icmpv6} {any|<IPV6>|<NAME>} {any|<IPV6>|<NAME>} [count] [log]'],
      ['[<SEQ>] comment <TEXT*>'],
      ['exit', 'config'],
    ],
  },
}
