/** The system's `ping`: which one it is, and the arguments that each of them takes. Pure. */
import { familyOf } from './net-ping-session.ts'

/** iputils and busybox are told apart by their version; BSD's is that of macOS. */
export type PingDialect = 'iputils' | 'busybox' | 'macos' | 'windows'

export interface PingOptions {
  address: string
  from?: string | undefined
  waitMs: number
  /** Size of the whole IP packet, which may not be fragmented on its way. */
  packetBytes?: number | undefined
}

export interface PingCommand {
  program: string
  args: string[]
}

/** IPv4 header without options, IPv6 header, and the header of an echo. */
const IP_HEADER = { 4: 20, 6: 40 } as const
const ECHO_HEADER = 8

const seconds = (ms: number) => String(Math.max(1, Math.ceil(ms / 1000)))

/** The version as iputils prints it for -V; busybox refuses the option and names itself. */
export function dialectOf(text: string): { dialect: PingDialect; words: string } | null {
  const iputils = /iputils[ -](\S+)/.exec(text)
  if (iputils) return { dialect: 'iputils', words: `ping from iputils ${iputils[1]?.replace(/^s/, '') ?? ''}` }
  const busybox = /BusyBox v?(\S+)/i.exec(text)
  return busybox ? { dialect: 'busybox', words: `ping from busybox ${busybox[1] ?? ''}` } : null
}

/** One echo, without looking names up. Null: this ping cannot do it. */
export function pingCommand(dialect: PingDialect, options: PingOptions): PingCommand | null {
  const { address, from, packetBytes } = options
  // Never taken for an option, whatever a plan may hold.
  if (!/^[\da-f:.]+(?:%[\w.-]+)?$/i.test(address)) return null
  const family = familyOf(address)
  const size = packetBytes === undefined ? [] : [String(packetBytes - IP_HEADER[family] - ECHO_HEADER)]
  switch (dialect) {
    case 'iputils': {
      const whole = size.length > 0 ? ['-M', 'do', '-s', ...size] : []
      return command('ping', [
        '-n',
        '-c',
        '1',
        '-W',
        seconds(options.waitMs),
        `-${family}`,
        ...pair('-I', from),
        ...whole,
        address,
      ])
    }
    case 'busybox':
      // Has no way to forbid fragments.
      if (size.length > 0) return null
      return command('ping', ['-c', '1', '-W', seconds(options.waitMs), `-${family}`, ...pair('-I', from), address])
    case 'macos':
      // ping6 always fragments at the source, and its waiting cannot be set: our deadline ends it.
      if (family === 6)
        return size.length > 0 ? null : command('ping6', ['-n', '-c', '1', ...pair('-S', from), address])
      return command('ping', [
        '-n',
        '-c',
        '1',
        '-W',
        String(options.waitMs),
        ...pair('-S', from),
        ...pair('-s', size[0]),
        ...(size.length > 0 ? ['-D'] : []),
        address,
      ])
    case 'windows':
      // -f is a thing of IPv4 there.
      if (size.length > 0 && family === 6) return null
      return command('ping', [
        `-${family}`,
        '-n',
        '1',
        '-w',
        String(options.waitMs),
        ...pair('-S', from),
        ...pair('-l', size[0]),
        ...(size.length > 0 ? ['-f'] : []),
        address,
      ])
  }
}

const command = (program: string, args: string[]): PingCommand => ({ program, args })
const pair = (option: string, value: string | undefined) => (value === undefined ? [] : [option, value])
