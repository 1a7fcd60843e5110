/** Readers of firewalls' configurations: Palo Alto, FortiGate, Juniper SRX, Check Point. Grammar after the vendors' command references. */
import { Named, type Reader, addressesOf, eachLine, line, nothing, portsOf, product } from './read-back.ts'

const HEAD = line('# ~P')

function host(address = '', length = ''): string {
  const family = address.includes(':') ? 6 : 4
  if (length !== '' && Number(length) !== (family === 4 ? 32 : 128))
    throw new Error(`not one host: ${address}/${length}`)
  return addressesOf(address, family, / /)[0] ?? ''
}

const atMost = (most: number, name = '') => {
  if (name.length > most) throw new Error(`longer than ${most}: ${name}`)
  return name
}

export const readPaloAlto: Reader = (text) => {
  const [forth, addresses, groups, services] = [
    new Set<string>(),
    new Named<string>(),
    new Named<string>(),
    new Named<number>(),
  ]
  const [rules, moved] = [[] as string[], [] as string[]]
  eachLine(text, [
    [HEAD, nothing],
    [
      line('set address ~N ip-netmask (\\S+)/(\\d+)'),
      ([, name, address, length]) => addresses.define(atMost(63, name), host(address, length)),
    ],
    [
      line('set address-group ~N static \\[ ([^\\]]+) \\]'),
      ([, name, list = '']) => groups.add(atMost(63, name), ...list.split(' ').flatMap((one) => addresses.of(one))),
    ],
    [
      line('set service ~N protocol tcp port ([\\d,-]+)'),
      ([, name, list = '']) => {
        atMost(1023, list)
        services.define(atMost(63, name), ...portsOf(list.split(',')))
      },
    ],
    [
      line(
        'set rulebase security rules ~N from any to any source ~N destination ~N application any service \\[ ([^\\]]+) \\] action allow',
      ),
      ([, rule, from = '', to = '', list = '']) => {
        rules.push(atMost(63, rule))
        product(
          forth,
          groups.of(from),
          groups.of(to),
          list.split(' ').flatMap((one) => services.of(one)),
        )
      },
    ],
    [line('set rulebase security rules ~N (?:description "~P"|log-end yes)'), nothing],
    [line('move rulebase security rules ~N top'), ([, rule = '']) => moved.push(rule)],
  ])
  if (rules.join() !== moved.join()) throw new Error('each rule goes to the top')
  return { forth, back: null, made: [...addresses.names, ...groups.names, ...services.names, ...rules] }
}

export const readJuniper: Reader = (text) => {
  const [forth, addresses, sets] = [new Set<string>(), new Named<string>(), new Named<string>()]
  const [applications, applicationSets, policies] = [new Named<number>(), new Named<number>(), new Named<string>()]
  const book = 'set security address-book global'
  const policy = 'set security policies global policy ~N'
  eachLine(text, [
    [HEAD, nothing],
    [
      line(`${book} address ~N (\\S+)/(\\d+)`),
      ([, name, address, length]) => addresses.define(atMost(63, name), host(address, length)),
    ],
    [
      line(`${book} address-set ~N address ~N`),
      ([, name, member = '']) => sets.add(atMost(63, name), ...addresses.of(member)),
    ],
    [
      line('set applications application ~N protocol tcp destination-port ([\\d-]+)'),
      ([, name, port = '']) => applications.define(atMost(63, name), ...portsOf([port])),
    ],
    [
      line('set applications application-set ~N application ~N'),
      ([, name, member = '']) => applicationSets.add(atMost(63, name), ...applications.of(member)),
    ],
    [line(`${policy} description "~P"`), nothing],
    [line(`${policy} match source-address ~N`), ([, name, from = '']) => policies.define(atMost(63, name), from)],
    [line(`${policy} match destination-address ~N`), ([, name = '', to = '']) => policies.add(name, to)],
    [line(`${policy} match application ~N`), ([, name = '', application = '']) => policies.add(name, application)],
    [
      line(`${policy} then permit`),
      ([, name = '']) => {
        const [from = '', to = '', application = ''] = policies.of(name)
        product(forth, sets.of(from), sets.of(to), applicationSets.of(application))
      },
    ],
    [line(`${policy} then log session-close`), nothing],
  ])
  const made = [addresses, sets, applications, applicationSets, policies].flatMap(({ names }) => names)
  return { forth, back: null, made }
}

interface FortiEntry {
  path: string
  name: string
  set: Map<string, string[]>
}

/** `config … edit … set … next … end` as entries; anything out of place is an error. */
function fortiEntries(text: string): FortiEntry[] {
  const entries: FortiEntry[] = []
  let [path, entry] = ['', null as FortiEntry | null]
  eachLine(text, [
    [HEAD, nothing],
    [
      /config (firewall (?:address6?|addrgrp6?|service custom|policy))/,
      ([, next = '']) => {
        if (path !== '') throw new Error('config in config')
        path = next
      },
    ],
    [
      line(' {4}edit (?:"~N"|(\\d+))'),
      ([, name, id]) => {
        if (path === '' || entry) throw new Error('edit out of place')
        entry = { path, name: name || (id ?? ''), set: new Map() }
        if (entries.some((other) => other.path === path && other.name === entry?.name)) throw new Error('made twice')
        entries.push(entry)
      },
    ],
    [
      / {8}set ([a-z0-9-]+) ((?:"[A-Za-z0-9 .,:_/-]*"|[A-Za-z0-9.:/-]+)(?: (?:"[A-Za-z0-9 .,:_/-]*"|[A-Za-z0-9.:/-]+))*)/,
      ([, key = '', values = '']) => {
        if (!entry || entry.set.has(key)) throw new Error('set out of place')
        entry.set.set(
          key,
          [...values.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? ''),
        )
      },
    ],
    [
      / {4}next/,
      () => {
        if (!entry) throw new Error('next out of place')
        entry = null
      },
    ],
    [
      /end/,
      () => {
        if (entry || path === '') throw new Error('end out of place')
        path = ''
      },
    ],
  ])
  if (entry || path !== '') throw new Error('not ended')
  return entries
}

export const readFortigate: Reader = (text) => {
  const forth = new Set<string>()
  const known = { '': new Named<string>(), '6': new Named<string>() }
  const services = new Named<number>()
  const entries = fortiEntries(text)
  for (const { path, name, set } of entries) {
    const value = (key: string) => set.get(key) ?? []
    const version = path.endsWith('6') || set.has('srcaddr6') ? '6' : ''
    const members = (key: string) => value(key).flatMap((one) => known[version].of(one))
    if (path === 'firewall address') {
      const [address, mask] = value('subnet')
      if (mask !== '255.255.255.255') throw new Error('not one host')
      known[''].define(atMost(79, name), host(address))
    } else if (path === 'firewall address6')
      known['6'].define(atMost(79, name), host(...(value('ip6')[0] ?? '').split('/')))
    else if (path.startsWith('firewall addrgrp')) known[version].define(atMost(79, name), ...members('member'))
    else if (path === 'firewall service custom') {
      if (value('tcp-portrange').length > 15) throw new Error('too many ranges')
      services.define(atMost(79, name), ...portsOf(value('tcp-portrange')))
    } else {
      atMost(35, value('name')[0])
      if (!/^\d+$/.test(name) || Number(name) > 4_294_967_294) throw new Error(`no number of a policy: ${name}`)
      const fixed = ['srcintf', 'dstintf', 'action', 'schedule'].map((key) => value(key).join())
      if (fixed.join() !== 'any,any,accept,always') throw new Error(`not an accept: ${fixed.join()}`)
      product(
        forth,
        members(`srcaddr${version}`),
        members(`dstaddr${version}`),
        value('service').flatMap((one) => services.of(one)),
      )
    }
  }
  return { forth, back: null, made: entries.map(({ name }) => name) }
}

/** sk40179: a hyphen parts words, words may be reserved, and a name begins with a letter, but not as a register does. */
function word(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_.]*$/.test(name) || /^sr\d/i.test(name)) throw new Error(`no name of Check Point: ${name}`)
  return name
}

export const readCheckPoint: Reader = (text) => {
  const [forth, objects, services, rules] = [
    new Set<string>(),
    new Named<string>(),
    new Named<number>(),
    [] as string[],
  ]
  const cli = 'mgmt_cli -s psm-session\\.txt'
  const members = String.raw`((?: members\.\d+ "[A-Za-z0-9._-]+")+)`
  const listed = (text: string) => {
    const found = [...text.matchAll(/members\.(\d+) "([^"]+)"/g)]
    if (found.some(([, number], index) => Number(number) !== index + 1)) throw new Error('members count from 1')
    return found.map(([, , name = '']) => name)
  }
  eachLine(text, [
    [/#!\/bin\/sh|set -e|umask 077|LAYER="Network"|mgmt_cli login > psm-session\.txt/, nothing],
    [line(`trap '${cli} discard \\|\\| true; ${cli} logout \\|\\| true; rm -f psm-session\\.txt' EXIT`), nothing],
    [HEAD, nothing],
    [line(`${cli} publish`), nothing],
    [
      line(`${cli} add host name "~N" (ipv6-address|ip-address) "([^"]+)" ignore-warnings true comments "~P"`),
      ([, name = '', kind, address = '']) => {
        if ((kind === 'ipv6-address') !== address.includes(':')) throw new Error('the other family')
        objects.define(word(name), host(address))
      },
    ],
    [
      line(`${cli} add group name "~N"${members}`),
      ([, name = '', list = '']) => objects.define(word(name), ...listed(list).flatMap((one) => objects.of(one))),
    ],
    [
      line(`${cli} add service-tcp name "~N" port "([\\d-]+)" match-for-any false ignore-warnings true`),
      ([, name = '', port = '']) => services.define(word(name), ...portsOf([port])),
    ],
    [
      line(`${cli} add service-group name "~N"${members}`),
      ([, name = '', list = '']) => services.define(word(name), ...listed(list).flatMap((one) => services.of(one))),
    ],
    [
      line(
        `${cli} add access-rule layer "\\$LAYER" position "top" name "~N" source "~N" destination "~N" service "~N" action "Accept" track\\.type "Log" comments "~P"`,
      ),
      ([, name = '', from = '', to = '', service = '']) => {
        rules.push(name)
        product(forth, objects.of(from), objects.of(to), services.of(service))
      },
    ],
  ])
  return { forth, back: null, made: [...objects.names, ...services.names, ...rules] }
}
