/** Readers of what runs on Linux routers, Windows and ESXi. Grammar after nft(8), iptables-extensions(8), firewalld.richlanguage(5), New-NetFirewallRule and the ruleset format of ESXi. */
import { Named, PLAIN, type Reader, addressesOf, eachLine, line, nothing, portsOf, product } from './read-back.ts'

const COMMENT = line('# ~P')
const SHEBANG = /#!\/bin\/sh/

export const readNftables: Reader = (text) => {
  const [forth, back, chains, jumps] = [new Set<string>(), new Set<string>(), [] as string[], [] as string[]]
  const set = String.raw`\{ ([^{}"]+) \}`
  eachLine(text, [
    [COMMENT, nothing],
    [line('add chain inet filter ~N'), ([, chain = '']) => chains.push(chain)],
    [
      line(
        `add rule inet filter ~N (ip6?) saddr ${set} (ip6?) daddr ${set} tcp (dport|sport) ${set} ct state (\\{ new, established \\}|established) counter accept comment "([^"]{0,128})"`,
      ),
      ([, chain = '', ip, from = '', ip2, to = '', side, ports = '', state, comment = '']) => {
        if (!chains.includes(chain) || ip !== ip2 || !new RegExp(`^${PLAIN}$`).test(comment))
          throw new Error('bad rule')
        if ((side === 'sport') !== (state === 'established'))
          throw new Error('answers only of an established connection')
        const family = ip === 'ip' ? 4 : 6
        const [left, right] = [addressesOf(from, family, /, /), addressesOf(to, family, /, /)]
        if (side === 'dport') product(forth, left, right, portsOf(ports.split(', ')))
        else product(back, right, left, portsOf(ports.split(', ')))
      },
    ],
    [line('insert rule inet filter forward jump ~N'), ([, chain = '']) => jumps.push(chain)],
  ])
  if (chains.join() !== jumps.join() || chains.length !== 1) throw new Error('one chain, one jump')
  return { forth, back, made: chains }
}

export const readIptables: Reader = (text) => {
  const [forth, back, made] = [new Set<string>(), new Set<string>(), [] as string[]]
  const jumps: string[] = []
  eachLine(text, [
    [SHEBANG, nothing],
    [COMMENT, nothing],
    [/set -e/, nothing],
    [line('(ip6?tables) -w -N ~N'), ([, command, chain]) => made.push(`${command} ${chain}`)],
    [line('(ip6?tables) -w -I FORWARD 1 -j ~N'), ([, command, chain]) => jumps.push(`${command} ${chain}`)],
    [
      line(
        '(ip6?tables) -w -A ~N -p tcp -s (\\S+) -d (\\S+) -m multiport --(dports|sports) ([\\d:,]+) -m conntrack --ctstate (NEW,ESTABLISHED|ESTABLISHED) -m comment --comment "~P" -j ACCEPT',
      ),
      ([, command, chain, from = '', to = '', side, ports = '', state]) => {
        if (!made.includes(`${command} ${chain}`)) throw new Error(`no chain ${chain}`)
        if ((side === 'sports') !== (state === 'ESTABLISHED'))
          throw new Error('answers only of an established connection')
        if (ports.split(/[,:]/).length > 15) throw new Error('multiport takes 15 ports')
        const family = command === 'iptables' ? 4 : 6
        const [left, right] = [addressesOf(from, family, /,/), addressesOf(to, family, /,/)]
        if (side === 'dports') product(forth, left, right, portsOf(ports.split(','), ':'))
        else product(back, right, left, portsOf(ports.split(','), ':'))
      },
    ],
  ])
  if (made.join() !== jumps.join()) throw new Error('every chain has its jump')
  return { forth, back, made: made.map((entry) => entry.split(' ')[1] ?? '') }
}

export const readFirewalld: Reader = (text) => {
  const forth = new Set<string>()
  const [sets, policies, families] = [new Named<string>(), [] as string[], new Map<string, 4 | 6>()]
  const cmd = 'firewall-cmd --permanent'
  const isPolicy = (name = '') => {
    if (!policies.includes(name)) throw new Error(`no policy ${name}`)
  }
  eachLine(text, [
    [SHEBANG, nothing],
    [COMMENT, nothing],
    [/set -e|firewall-cmd --reload/, nothing],
    [
      line(`${cmd} --new-policy=~N`),
      ([, name = '']) => {
        if (name.length > 17) throw new Error('names of policies end at 17 characters')
        policies.push(name)
      },
    ],
    [
      line(`${cmd} --policy=~N --(?:add-ingress-zone=ANY|add-egress-zone=ANY|set-target=CONTINUE)`),
      ([, name]) => isPolicy(name),
    ],
    [
      line(`${cmd} --new-ipset=~N --type=hash:ip --option=family=(inet6?)`),
      ([, name = '', inet]) => {
        if (name.length > 31) throw new Error('names of sets end at 31 characters')
        sets.define(name)
        families.set(name, inet === 'inet' ? 4 : 6)
      },
    ],
    [
      line(`${cmd} --ipset=~N --add-entry=(\\S+)`),
      ([, name = '', address = '']) => sets.add(name, ...addressesOf(address, families.get(name) ?? 4, / /)),
    ],
    [
      line(
        `${cmd} --policy=~N --add-rich-rule='rule family="ipv([46])" source ipset="~N" destination address="([^"]+)" port port="([\\d-]+)" protocol="tcp" accept'`,
      ),
      ([, policy, version, set = '', to = '', port = '']) => {
        isPolicy(policy)
        const family = version === '4' ? 4 : 6
        if (families.get(set) !== family) throw new Error('a set of the other family')
        product(forth, sets.of(set), addressesOf(to, family, / /), portsOf([port]))
      },
    ],
  ])
  return { forth, back: null, made: [...policies, ...sets.names] }
}

export const readWindows: Reader = (text) => {
  const [forth, outbound, groups, names] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Named<string>(),
  ]
  const list = String.raw`('[0-9a-f:.-]+'(?:,'[0-9a-f:.-]+')*)`
  const items = (quoted: string) => quoted.split(',').map((item) => item.slice(1, -1))
  eachLine(text, [
    [COMMENT, nothing],
    [
      line(
        `New-NetFirewallRule -Name '~N' -DisplayName '~N' -Group '~N' -Description '~P' -Direction (Inbound|Outbound) -Action Allow -Profile Any -Protocol TCP -LocalAddress ${list} -RemoteAddress ${list} -(Local|Remote)Port ${list}`,
      ),
      ([, name = '', , group = '', , direction, local = '', remote = '', side, ports = '']) => {
        names.define(name)
        groups.add(group)
        if ((direction === 'Inbound') !== (side === 'Local')) throw new Error("the port is the destination's")
        if (direction === 'Inbound') product(forth, items(remote), items(local), portsOf(items(ports)))
        else product(outbound, items(local), items(remote), portsOf(items(ports)))
      },
    ],
  ])
  return { forth, back: outbound, made: [...groups] }
}

interface Ruleset {
  own: string[]
  direction: string
  ports: number[]
  remote: string[]
  states: string[]
}

export const readEsxi: Reader = (text) => {
  const [forth, outbound] = [new Set<string>(), new Set<string>()]
  const rulesets = new Map<string, Ruleset>()
  let current: Ruleset = { own: [], direction: '', ports: [], remote: [], states: [] }
  const both = (address: string) => addressesOf(address, address.includes(':') ? 6 : 4, / /)
  const cli = 'esxcli network firewall ruleset'
  const state = (word: string) => () => current.states.push(word)
  const ofCurrent = (id = '') => {
    if (rulesets.get(id) !== current) throw new Error(`another ruleset: ${id}`)
  }
  eachLine(text, [
    [SHEBANG, nothing],
    [COMMENT, nothing],
    [
      /own="[^"]*esxcli network ip interface ipv4 address list; esxcli network ip interface ipv6 address list.*"/,
      nothing,
    ],
    [/owns\(\) \{ .* return 1; \}|set -e/, nothing],
    [
      line('if owns ([0-9a-f:. ]+); then'),
      ([, own = '']) => {
        current = { own: own.split(' ').flatMap(both), direction: '', ports: [], remote: [], states: [] }
      },
    ],
    [line("cat > /etc/vmware/firewall/~N\\.xml <<'END'"), ([, id = '']) => rulesets.set(id, current)],
    [/<ConfigRoot>|<service>|<\/service>|<\/ConfigRoot>|END|fi|<required>false<\/required>/, nothing],
    [line('<id>~N</id>'), ([, id]) => ofCurrent(id)],
    [
      /<rule id='\d{4}'><direction>(inbound|outbound)<\/direction><protocol>tcp<\/protocol><porttype>dst<\/porttype><port>(?:(\d+)|<begin>(\d+)<\/begin><end>(\d+)<\/end>)<\/port><\/rule>/,
      ([, direction = '', one, begin, end]) => {
        current.direction = direction
        current.ports.push(...portsOf([one || `${begin}-${end}`]))
      },
    ],
    [/<enabled>false<\/enabled>/, state('made disabled')],
    [/esxcli network firewall refresh/, state('read')],
    [
      line(`${cli} set --ruleset-id=~N --allowed-all=false`),
      ([, id]) => (ofCurrent(id), current.states.push('limited')),
    ],
    [
      line(`${cli} allowedip add --ruleset-id=~N --ip-address=(\\S+) \\|\\| true`),
      ([, id, address = '']) => (ofCurrent(id), current.remote.push(...both(address))),
    ],
    [line(`${cli} set --ruleset-id=~N --enabled=true`), ([, id]) => (ofCurrent(id), current.states.push('enabled'))],
  ])
  for (const { own, direction, ports, remote, states } of rulesets.values()) {
    if (states.join() !== 'made disabled,read,limited,enabled') throw new Error(`open to everybody: ${states.join()}`)
    if (direction === 'inbound') product(forth, remote, own, ports)
    else product(outbound, own, remote, ports)
  }
  return { forth, back: outbound, made: [...rulesets.keys()].map((id) => `/etc/vmware/firewall/${id}.xml`) }
}
