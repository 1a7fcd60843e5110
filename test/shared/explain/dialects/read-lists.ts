/** Readers of access lists: Cisco IOS and ASA, Aruba CX. Grammar after the vendors' command references. */
import { Named, type Reader, addressesOf, eachLine, line, nothing, portsOf, product } from './read-back.ts'

const HEAD = line('! ~P')
const PORT = String.raw`(eq \d+|range \d+ \d+)`

function portWord(text: string): number[] {
  const [, first = '', last = first] = text.split(' ')
  return portsOf([`${first}-${last}`])
}

const short = (name: string) => {
  if (name.length > 64) throw new Error(`longer than 64: ${name}`)
}

export const readIos: Reader = (text) => {
  const [forth, back, groups, lists] = [new Set<string>(), new Set<string>(), new Named<string>(), [] as string[]]
  let [group, family] = ['', 4 as 4 | 6]
  const side = String.raw`(object-group [A-Za-z0-9._-]+|host \S+)`
  const hosts = (word: string) => {
    const [kind, value = ''] = word.split(' ')
    if (kind === 'object-group' && family === 6) throw new Error('IPv6 lists take no groups')
    return kind === 'host' ? addressesOf(value, family, / /) : groups.of(value)
  }
  eachLine(text, [
    [HEAD, nothing],
    [/exit/, nothing],
    [
      line('object-group network ~N'),
      ([, name = '']) => {
        group = name
        short(name)
        groups.define(name)
      },
    ],
    [line(' host ~4'), ([, address = '']) => groups.add(group, address)],
    [
      line('(ip access-list extended|ipv6 access-list) ~N'),
      ([, kind, name = '']) => {
        family = kind === 'ipv6 access-list' ? 6 : 4
        short(name)
        lists.push(name)
      },
    ],
    [
      line(' remark ~P'),
      ([, remark = '']) => {
        if (remark.length > 100) throw new Error('a remark ends at 100 characters')
      },
    ],
    [
      line(` permit tcp ${side} ${side} ${PORT}`),
      ([, from = '', to = '', port = '']) => product(forth, hosts(from), hosts(to), portWord(port)),
    ],
    [
      line(` permit tcp ${side} ${PORT} ${side} established`),
      ([, from = '', port = '', to = '']) => product(back, hosts(to), hosts(from), portWord(port)),
    ],
  ])
  return { forth, back, made: [...groups.names, ...lists] }
}

export const readAsa: Reader = (text) => {
  const [forth, hosts, ports, lists] = [new Set<string>(), new Named<string>(), new Named<number>(), new Set<string>()]
  let group = ''
  const begin =
    (names: Named<string> | Named<number>) =>
    ([, name = '']: string[]) => {
      group = name
      short(name)
      if ([...hosts.names, ...ports.names].includes(name)) throw new Error('one space of names')
      names.define(name)
    }
  eachLine(text, [
    [HEAD, nothing],
    [line('object-group network ~N'), begin(hosts)],
    [line('object-group service ~N tcp'), begin(ports)],
    [line(' network-object host ~4'), ([, address = '']) => hosts.add(group, address)],
    [line(' network-object host ~6'), ([, address = '']) => hosts.add(group, address)],
    [line(' port-object (eq \\d+|range \\d+ \\d+)'), ([, port = '']) => ports.add(group, ...portWord(port))],
    [line('access-list ~N remark ~P'), nothing],
    [
      line('access-list ~N extended permit tcp object-group ~N object-group ~N object-group ~N'),
      ([, list = '', from = '', to = '', service = '']) => {
        lists.add(list)
        product(forth, hosts.of(from), hosts.of(to), ports.of(service))
      },
    ],
  ])
  return { forth, back: null, made: [...hosts.names, ...ports.names, ...lists] }
}

export const readAruba: Reader = (text) => {
  const [forth, back, lists] = [new Set<string>(), new Set<string>(), [] as string[]]
  const [hosts, ports] = [new Named<string>(), new Named<number>()]
  let [group, family, numbers] = ['', 4 as 4 | 6, new Set<string>()]
  const version = (word?: string) => (word === 'ipv6' ? 6 : 4)
  const fresh = (number = '') => {
    if (numbers.has(number)) throw new Error(`entry ${number} would be replaced`)
    numbers.add(number)
  }
  const begin = (name: string, names: Named<string> | Named<number>) => {
    numbers = new Set()
    group = name
    short(name)
    names.define(name)
  }
  eachLine(text, [
    [HEAD, nothing],
    [/ {4}exit/, nothing],
    [
      line('object-group (ip|ipv6) address ~N'),
      ([, word, name = '']) => ((family = version(word)), begin(name, hosts)),
    ],
    [line('object-group port ~N'), ([, name = '']) => begin(name, ports)],
    [
      line(' {4}(\\d+) (eq \\d+|range \\d+ \\d+)'),
      ([, number, port = '']) => (fresh(number), ports.add(group, ...portWord(port))),
    ],
    [line('access-list (ip|ipv6) ~N'), ([, , name = '']) => ((numbers = new Set()), short(name), lists.push(name))],
    [
      line(' {4}(\\d+) permit tcp ~N ~N group ~N'),
      ([, number, from = '', to = '', service = '']) => (
        fresh(number), product(forth, hosts.of(from), hosts.of(to), ports.of(service))
      ),
    ],
    [
      line(' {4}(\\d+) permit tcp ~N group ~N ~N established'),
      ([, number, from = '', service = '', to = '']) => (
        fresh(number), product(back, hosts.of(to), hosts.of(from), ports.of(service))
      ),
    ],
    [
      line(' {4}(\\d+) comment ~P'),
      ([, number = '']) => {
        if (!numbers.has(number)) throw new Error('a comment belongs to an entry')
      },
    ],
    [
      line(' {4}(\\d+) (\\S+)'),
      ([, number, address = '']) => (fresh(number), hosts.add(group, ...addressesOf(address, family, / /))),
    ],
  ])
  return { forth, back, made: [...hosts.names, ...ports.names, ...lists] }
}
