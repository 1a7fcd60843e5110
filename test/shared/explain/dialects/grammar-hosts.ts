/** firewalld, Windows Defender Firewall and ESXi as their makers print the syntax, as far as hosts, TCP ports, rules and their removal go. */
import { type Grammar, grammarOf } from './grammar.ts'
import { ipv4, ipv4Prefix, ipv6, ipv6Prefix, listOf, matching, portRange, text } from './grammar-types.ts'

const address = (word: string) => ipv4(word) || ipv6(word)
const network = (word: string) => address(word) || ipv4Prefix(word) || ipv6Prefix(word)

const RICH = grammarOf({
  source: 'firewalld.richlanguage(5) of firewalld 1.3 to 2.4',
  comment: /^#/,
  leaves: false,
  types: {
    SOURCE4: (word) => word.startsWith('address=') && ipv4Network(word.slice(8)),
    SOURCE6: (word) => word.startsWith('address=') && ipv6Network(word.slice(8)),
    IPSET: matching(/^ipset=[A-Za-z0-9_-]{1,31}$/),
    PORT: (word) => word.startsWith('port=') && portRange(word.slice(5)),
    SERVICE: matching(/^name=[a-z0-9-]+$/),
    PRIORITY: matching(/^priority=-?\d{1,5}$/),
    LIMIT: matching(/^value=\d+\/[smhd]$/),
    PREFIX: matching(/^prefix=.{1,127}$/),
    LEVEL: matching(/^level=[a-z]+$/),
  },
  modes: {
    rule: [
      ...(['4', '6'] as const).map(
        (family) =>
          [
            `rule [<PRIORITY>] family=ipv${family} [source [NOT] {<SOURCE${family}>|<IPSET>}] [destination [NOT] <SOURCE${family}>] [service <SERVICE>|port <PORT> {protocol=tcp|protocol=udp}] [log [<PREFIX>] [<LEVEL>] [limit <LIMIT>]] {accept|reject|drop}`,
          ] as const,
      ),
      ['rule [<PRIORITY>] {service <SERVICE>|port <PORT> {protocol=tcp|protocol=udp}} {accept|reject|drop}'],
    ],
  },
})

function ipv4Network(word: string) {
  return ipv4(word) || ipv4Prefix(word)
}
function ipv6Network(word: string) {
  return ipv6(word) || ipv6Prefix(word)
}

/** `--name=value` of which the value must pass. */
const option = (name: string, test: (value: string) => boolean) => (word: string) =>
  word.startsWith(`--${name}=`) && test(word.slice(name.length + 3))

const POLICY = matching(/^[A-Za-z0-9_/-]{1,17}$/)
const IPSET = matching(/^[A-Za-z0-9_-]{1,31}$/)
const ZONE = matching(/^(?:ANY|HOST|[A-Za-z0-9_-]{1,17})$/)

export const FIREWALLD: Grammar = {
  source: 'firewall-cmd(1), firewalld.policy(5), firewalld.ipset(5) of firewalld 1.3 to 2.4',
  comment: /^#/,
  leaves: false,
  types: {
    NEWPOLICY: option('new-policy', POLICY),
    POLICY: option('policy', POLICY),
    DELETEPOLICY: option('delete-policy', POLICY),
    INGRESS: option('add-ingress-zone', ZONE),
    EGRESS: option('add-egress-zone', ZONE),
    TARGET: option('set-target', matching(/^(?:ACCEPT|CONTINUE|DROP|REJECT)$/)),
    RULE: option('add-rich-rule', (rule) => RICH(rule).length === 0),
    NEWIPSET: option('new-ipset', IPSET),
    DELETEIPSET: option('delete-ipset', IPSET),
    IPSET: option('ipset', IPSET),
    TYPE: option('type', matching(/^hash:(?:ip|net|mac)$/)),
    OPTION: option('option', matching(/^(?:family=inet6?|maxelem=\d+|hashsize=\d+)$/)),
    ENTRY: option('add-entry', network),
  },
  modes: {
    shell: [
      ['set -e'],
      ['firewall-cmd --reload'],
      ['firewall-cmd --permanent {<NEWPOLICY>|<DELETEPOLICY>|<DELETEIPSET>}'],
      ['firewall-cmd --permanent <POLICY> {<INGRESS>|<EGRESS>|<TARGET>|<RULE>}'],
      ['firewall-cmd --permanent <NEWIPSET> <TYPE> [<OPTION>]...'],
      ['firewall-cmd --permanent <IPSET> <ENTRY>'],
    ],
  },
}

export const WINDOWS: Grammar = {
  source: 'learn.microsoft.com, NetSecurity: New-NetFirewallRule, Remove-NetFirewallRule',
  comment: /^#/,
  leaves: false,
  types: {
    // `|` is refused in names, and `All` is a name of its own.
    NAME: (word) => text(255)(word) && !word.includes('|') && !/^all$/i.test(word),
    TEXT: (word) => text(1023)(word) && !word.includes('|'),
    ADDRESSES: listOf(',', network),
    PORTS: listOf(',', portRange),
  },
  modes: {
    powershell: [
      [
        'New-NetFirewallRule {{-Name|-DisplayName|-Group} <NAME>|-Description <TEXT>|-Enabled {True|False}|-Profile {Any|Domain|Private|Public}|-Direction {Inbound|Outbound}|-Action {Allow|Block}|-Protocol {TCP|UDP}|{-LocalAddress|-RemoteAddress} <ADDRESSES>|{-LocalPort|-RemotePort} <PORTS>}...',
      ],
      ['Remove-NetFirewallRule {-Name|-DisplayName|-Group} <NAME>'],
    ],
  },
}

const RULESET = matching(/^[A-Za-z0-9_-]{1,64}$/)
const BOOLEAN = matching(/^(?:true|false)$/)
const PATH = matching(/^\/etc\/vmware\/firewall\/[A-Za-z0-9_-]+\.xml$/)

/** The rest of a script: `owns` is ours, and only guards what follows. What a here-document holds is `ESXI_RULESET`. */
export const ESXI: Grammar = {
  source: 'VMware, vSphere Security, ESXi ESXCLI Firewall Commands; ESXCLI Reference, network firewall ruleset',
  comment: /^#|^own=|^owns\(\) \{/,
  leaves: false,
  types: {
    ID: option('ruleset-id', RULESET),
    ENABLED: option('enabled', BOOLEAN),
    ALL: option('allowed-all', BOOLEAN),
    IP: option('ip-address', network),
    RULESET,
    BOOLEAN,
    NETWORK: network,
    OWNED: (word) => address(word.replace(/;$/, '')),
    PATH,
    HERE: matching(/^<<END$/),
    OR: (word) => word === '||',
  },
  modes: {
    shell: [
      ['esxcli network firewall {refresh|get|load|unload}'],
      [
        'esxcli network firewall ruleset set {{<ID>|--ruleset-id <RULESET>}|{<ENABLED>|--enabled <BOOLEAN>}|{<ALL>|--allowed-all <BOOLEAN>}}...',
      ],
      [
        'esxcli network firewall ruleset allowedip {add|remove} {{<ID>|--ruleset-id <RULESET>}|{<IP>|--ip-address <NETWORK>}}... [<OR> true]',
      ],
      ['set -e'],
      ['rm -f <PATH>'],
      ['if owns <OWNED>... then'],
      ['fi'],
      ['cat > <PATH> <HERE>'],
    ],
  },
}

/** A file of rulesets: order and names of the elements as in service.xml of ESXi (VMware KB 2008226). Spaces between elements mean nothing. */
const RULE =
  /<rule id ?= ?(['"])\d{4}\1><direction>(?:inbound|outbound)<\/direction><protocol>(?:tcp|udp)<\/protocol>(?:<porttype>(?:src|dst)<\/porttype>)?<port>(?:\d{1,5}|<begin>\d{1,5}<\/begin><end>\d{1,5}<\/end>)<\/port><\/rule>/
export const ESXI_RULESET = new RegExp(
  String.raw`^<ConfigRoot>(?:<service(?: id ?= ?['"]\d{4}['"])?><id>[A-Za-z0-9_-]{1,64}</id>(?:${RULE.source.replaceAll(String.raw`\1`, `['"]`)})+<enabled>(?:true|false)</enabled><required>(?:true|false)</required></service>)+</ConfigRoot>$`,
)
export const xmlOf = (text: string) => text.replaceAll(/\s*\n\s*/g, '').trim()
