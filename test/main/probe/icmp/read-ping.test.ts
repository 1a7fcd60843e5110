/** Every `ping` that we know, in the situations that can be met: what it printed, and what we make of it. */
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type PingDialect, dialectOf, pingCommand } from '../../../../main/probe/icmp/ping-command.ts'
import { readPing } from '../../../../main/probe/icmp/read-ping.ts'

const folder = new URL('../../../fixtures/ping/', import.meta.url)
const json = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Record<string, never>

interface Captured {
  command: string
  address: string
  status: number
  stdout: string
  stderr: string
}
const captured = (name: string) => json(name) as unknown as Captured

const DIALECTS: [string, PingDialect][] = [
  ['.iputils-', 'iputils'],
  ['.busybox-', 'busybox'],
  ['.macos.', 'macos'],
  ['.windows.', 'windows'],
]
const dialectIn = (name: string) => DIALECTS.find(([part]) => name.includes(part))?.[1] ?? 'iputils'
const names = readdirSync(folder).filter((name) => /(?<!\.expected)\.json$/.test(name))

describe('what ping printed', () => {
  test.each(names.filter((name) => !name.startsWith('version')))('%s', (name) => {
    const { address, ...run } = captured(name)
    expect(readPing(dialectIn(name), address, { ...run, end: 'exited' })).toEqual(
      json(name.replace('.json', '.expected.json')),
    )
  })

  test('a reply of another machine is no reply of the destination', () => {
    for (const name of names.filter((name) => name.startsWith('reply-'))) {
      const { address, ...run } = captured(name)
      const other = address.includes(':') ? 'fd77:20::99' : '10.77.20.99'
      expect(readPing(dialectIn(name), other, { ...run, end: 'exited' }), name).toMatchObject({
        kind: 'error',
        from: address,
      })
    }
  })

  test('nothing that is no reply is one, whichever ping is said to have printed it', () => {
    for (const name of names.filter((name) => !/^(?:reply|from|full|version)/.test(name))) {
      const { address, ...run } = captured(name)
      for (const [, dialect] of DIALECTS) {
        expect(readPing(dialect, address, { ...run, end: 'exited' }).kind, `${name} as ${dialect}`).not.toBe('reply')
      }
    }
  })

  test('cut anywhere it gives no nonsense: the same kind, an error of less words, or silence', () => {
    for (const name of names.filter((name) => !name.startsWith('version'))) {
      const { address, ...run } = captured(name)
      const whole = readPing(dialectIn(name), address, { ...run, end: 'exited' })
      for (let at = 0; at <= run.stdout.length; at += 1) {
        const part = readPing(dialectIn(name), address, {
          ...run,
          stdout: run.stdout.slice(0, at),
          end: 'deadline',
          status: null,
        })
        if (part.kind === 'reply') expect(whole.kind, `${name} at ${at}`).toBe('reply')
      }
    }
  })
})

describe('which ping it is', () => {
  test.each(names.filter((name) => name.startsWith('version')))('%s', (name) => {
    const { stdout, stderr } = captured(name)
    const found = dialectOf(stdout + stderr)
    expect(found?.dialect).toBe(dialectIn(name))
    expect(found?.words).toMatch(/^ping from (?:iputils 20221126|busybox 1\.35\.0)$/)
  })
  test('iputils of before 2020, and something else', () => {
    expect(dialectOf('ping utility, iputils-s20190709')).toEqual({
      dialect: 'iputils',
      words: 'ping from iputils 20190709',
    })
    expect(dialectOf('ping (GNU inetutils) 2.4')).toBeNull()
  })
})

describe('arguments', () => {
  const line = (dialect: PingDialect, address: string, rest: { from?: string; packetBytes?: number } = {}) => {
    const command = pingCommand(dialect, { address, waitMs: 1500, ...rest })
    return command && [command.program, ...command.args].join(' ')
  }
  test('one echo without name look-ups', () => {
    expect(line('iputils', '10.0.0.1')).toBe('ping -n -c 1 -W 2 -4 10.0.0.1')
    expect(line('busybox', '10.0.0.1')).toBe('ping -c 1 -W 2 -4 10.0.0.1')
    expect(line('macos', '10.0.0.1')).toBe('ping -n -c 1 -W 1500 10.0.0.1')
    expect(line('macos', 'fd00::1')).toBe('ping6 -n -c 1 fd00::1')
    expect(line('windows', 'fd00::1')).toBe('ping -6 -n 1 -w 1500 fd00::1')
  })
  test('from a source address', () => {
    expect(line('iputils', 'fe80::1%eth0', { from: 'fe80::2' })).toBe('ping -n -c 1 -W 2 -6 -I fe80::2 fe80::1%eth0')
    expect(line('windows', '10.0.0.1', { from: '10.0.0.2' })).toBe('ping -4 -n 1 -w 1500 -S 10.0.0.2 10.0.0.1')
  })
  test('whole packets of a size: the headers are counted', () => {
    expect(line('iputils', '10.0.0.1', { packetBytes: 1500 })).toBe('ping -n -c 1 -W 2 -4 -M do -s 1472 10.0.0.1')
    expect(line('iputils', 'fd00::1', { packetBytes: 1500 })).toBe('ping -n -c 1 -W 2 -6 -M do -s 1452 fd00::1')
    expect(line('macos', '10.0.0.1', { packetBytes: 1500 })).toBe('ping -n -c 1 -W 1500 -s 1472 -D 10.0.0.1')
    expect(line('windows', '10.0.0.1', { packetBytes: 1500 })).toBe('ping -4 -n 1 -w 1500 -l 1472 -f 10.0.0.1')
  })
  test('what a ping cannot do is not tried', () => {
    expect(line('busybox', '10.0.0.1', { packetBytes: 1500 })).toBeNull()
    expect(line('macos', 'fd00::1', { packetBytes: 1500 })).toBeNull()
    expect(line('windows', 'fd00::1', { packetBytes: 1500 })).toBeNull()
  })
  test('nothing but a literal is ever handed over', () => {
    for (const address of ['-f', '--help', '10.0.0.1 -f', 'host.example', '$(id)', '', 'fe80::1%-f; id']) {
      for (const [, dialect] of DIALECTS) expect(line(dialect, address), address).toBeNull()
    }
  })
})
