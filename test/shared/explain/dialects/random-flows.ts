/** Random failures of a site, with names that somebody might type who wants to break a firewall's configuration. */
import type { AskedFlow } from '../../../../shared/explain/address-sets.ts'
import { randomFrom } from '../../../support/random.ts'

export const HOSTILE_NAMES = [
  'psm-1',
  'psm 1',
  'psm_1',
  'psm"1',
  '"; drop',
  "it's",
  "' -or $true; #",
  'a\nno ip access-list extended X',
  'a\r\nexit',
  '$(reboot)',
  '`reboot`',
  '${IFS}',
  '%PATH%',
  '<END>]]>',
  'END',
  '\\',
  'a\\"',
  '=1+1',
  '@SUM(A1)',
  '-rf',
  '--help',
  '!x',
  '?',
  '# comment',
  '/* */',
  'Zürich',
  'Zurich',
  'ноутбук',
  'مضيف',
  'máy chủ',
  '‮evil',
  '\u0000',
  '\u2028exit',
  '😀',
  'x'.repeat(200),
  'x'.repeat(201),
  ' ',
  '',
] as const

/** No literals, whatever some programs make of them: a result of another machine may hold anything. */
export const HOSTILE_ADDRESSES = [
  '10.0.0.1\nexit',
  '10.0.0.1; reboot',
  "10.0.0.1'",
  '10.0.0.1"',
  '$(reboot)',
  '=1+1',
  '10.0.0.0/8',
  '0x0a000001',
  '167772161',
  '010.1.1.1',
  '10.0.0.1 10.0.0.2',
  'any',
  '0/0',
  '::/0',
  'fd77::1; reboot',
  'fe80::1%$(reboot)',
  'fe80::1%eth0\nexit',
  '\u202e1.0.0.01',
  '１０.0.0.1',
  '',
] as const

const PORTS = [
  22, 80, 443, 2379, 2380, 5000, 6443, 8888, 9001, 9002, 9003, 9004, 9005, 9010, 9011, 9012, 9014, 9015, 65535, 1,
]

const v4 = (n: number) => `10.77.${20 + Math.floor(n / 200)}.${(n % 200) + 1}`
const v6 = (n: number) => `fd77:20::${(n + 1).toString(16)}`

/** Some ports many, some pairs many: shapes that join well, and noise that does not. */
export function randomFlows(seed: number): AskedFlow[] {
  const random = randomFrom(seed)
  const upTo = (n: number) => Math.floor(random() * n)
  const hosts = 2 + upTo(7)
  const names = Array.from({ length: hosts }, () => HOSTILE_NAMES[upTo(HOSTILE_NAMES.length)] ?? '')
  const families = random() < 0.3 ? [4, 6] : [random() < 0.7 ? 4 : 6]
  const density = random()
  const flows: AskedFlow[] = []
  const manyPorts = random() < 0.2 ? PORTS : PORTS.slice(0, 2 + upTo(8))
  for (const family of families) {
    const address = family === 4 ? v4 : v6
    for (let s = 0; s < hosts; s += 1)
      for (let d = 0; d < hosts; d += 1) {
        if (s === d) continue
        const whole = random() < 0.5
        for (const port of manyPorts) {
          if (!(whole ? random() < 0.95 : random() < density * 0.5)) continue
          flows.push({
            source: names[s] ?? '',
            sourceAddress: address(s),
            destination: names[d] ?? '',
            address: address(d),
            port,
          })
        }
      }
  }
  return flows
}

/** The limits of firewalls: 2,100 cards of both families, 40 ports that are no ranges, and 30 that have no address. */
export function largeFlows(): AskedFlow[] {
  const ports = Array.from({ length: 40 }, (_, index) => 20_001 + index * 3)
  const flow = (source: string, sourceAddress: string, address: string, port: number): AskedFlow => ({
    source,
    sourceAddress,
    destination: 'p'.repeat(64),
    address,
    port,
  })
  const cards = Array.from({ length: 1050 }, (_, n) => n)
  return [
    ...cards.flatMap((n) => ports.map((port) => flow(`card-${n}`, v4(n), '10.90.1.1', port))),
    ...cards.flatMap((n) =>
      ports.map((port) => flow(`card-${n}`, v6(n), 'fd77:1111:2222:3333:4444:5555:6666:7777', port)),
    ),
    ...Array.from({ length: 30 }, (_, n) => flow(`name-${n}`, v4(n), `psm-${n}.${'x'.repeat(60)}.example`, 22)),
  ]
}
