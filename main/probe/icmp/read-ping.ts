/**
 * What a `ping` printed → what came of one echo. Pure. Linux and macOS are asked in English (LC_ALL=C); Windows answers in its own
 * language, so there only addresses, numbers and `TTL=` are read.
 */
import type { ToolRun } from '../run-tool.ts'
import { bareAddress } from './net-ping-session.ts'
import type { PingDialect } from './ping-command.ts'

export type PingReading =
  | { kind: 'reply'; rttMs: number | null; ttl: number | null }
  /** A router, or this machine itself, said why the echo did not arrive; in the words of ping. */
  | { kind: 'error'; from: string; text: string }
  /** The next link takes fewer bytes; `by` null: this machine says so. */
  | { kind: 'too-big'; by: string | null; mtu: number | null }
  | { kind: 'silence' }
  /** Nothing was sent. */
  | { kind: 'refused'; text: string }

const MTU = /\bmtu\b\s*[=:]?\s*(\d+)/i
const TOO_BIG = /frag(?:mentation)? needed|packet too big|message too long/i
/** iputils, busybox and BSD: "64 bytes from A: icmp_seq=1 ttl=61 time=0.3 ms", ping6: "16 bytes from A, icmp_seq=0 hlim=64 …" */
const REPLY = /^\d+ bytes from ([\da-f:.]+?)(?:%\S+?)?[:,] .*?\b(?:ttl|hlim)=(\d+)(?:.*?\btime[=<]([\d.]+))?/i
/** iputils: "From A icmp_seq=1 …"; BSD: "92 bytes from A: …" */
const ERROR =
  /^(?:From ([\da-f:.]+?)(?:%\S+)?:? icmp_seq=\d+|\d+ bytes from ([\da-f:.]+?)(?:%\S+?)?:) (?!.*\b(?:ttl|hlim)=\d)(.+)$/i
/** The tool itself, on stderr: "ping: sendto: No route to host". */
const OWN = /^\S*ping6?: (.+)$/

const mtuIn = (text: string): number | null => {
  const found = MTU.exec(text)?.[1]
  return found === undefined || Number(found) === 0 ? null : Number(found)
}

export function readPing(dialect: PingDialect, address: string, run: ToolRun): PingReading {
  if (run.end === 'missing') return { kind: 'refused', text: `the system's ping could not be started: ${run.stderr}` }
  const lines = run.stdout.split(/\r?\n/)
  if (dialect === 'windows') return readWindows(address, lines)
  for (const line of lines) {
    const reply = REPLY.exec(line)
    if (reply) return replyFrom(address, reply)
    const error = ERROR.exec(line)
    if (error) return errorFrom(error[1] ?? error[2] ?? '', error[3] ?? '')
  }
  const own = run.stderr.split(/\r?\n/).flatMap((line) => OWN.exec(line)?.[1] ?? [])
  const tooBig = own.find((text) => TOO_BIG.test(text))
  if (tooBig !== undefined) return { kind: 'too-big', by: null, mtu: mtuIn(tooBig) }
  if (own.length > 0) return { kind: 'refused', text: own.join('; ').slice(0, 200) }
  // 0 and 1: sent, and answered or not. Anything else: refused without a word that we know (2 of BSD: no answer).
  const sent = run.status === null || run.status <= (dialect === 'macos' ? 2 : 1)
  return sent
    ? { kind: 'silence' }
    : { kind: 'refused', text: `ping ended with status ${run.status}: ${run.stderr.trim().slice(0, 200)}` }
}

function replyFrom(address: string, [, from = '', ttl, time]: RegExpExecArray): PingReading {
  if (bareAddress(from) !== bareAddress(address)) return { kind: 'error', from, text: 'the reply came from there' }
  return { kind: 'reply', rttMs: time === undefined ? null : Number(time), ttl: Number(ttl) }
}

function errorFrom(from: string, text: string): PingReading {
  return TOO_BIG.test(text)
    ? { kind: 'too-big', by: from, mtu: mtuIn(text) }
    : { kind: 'error', from, text: text.trim().slice(0, 200) }
}

/** An address with nothing of a word around it. */
const WINDOWS_ADDRESS = /(?<![\w.:])((?:\d{1,3}\.){3}\d{1,3}|[\da-f]{0,4}(?::[\da-f]{0,4}){2,7})(?:%\d+)?/i
/** "time=1ms TTL=64", "Zeit<1ms TTL=64", with any unit and any word before it. */
const WINDOWS_TIME_TTL = /[=<]\s*(\d+)\s*[^\s\d=<]{0,8}\s+TTL=(\d+)/
/** IPv6 replies have no TTL there: the line ends with the time. */
const WINDOWS_TIME = /[=<]\s*(\d+)\s*[^\s\d=<]{0,8}\s*$/
/** Not translated in any language that we know of: it names the tool. */
const WINDOWS_OWN = /^PING: (.+)$/

function readWindows(address: string, lines: readonly string[]): PingReading {
  for (const line of lines) {
    const own = WINDOWS_OWN.exec(line)?.[1]
    if (own !== undefined) return { kind: 'refused', text: own.trim() }
    const found = WINDOWS_ADDRESS.exec(line)
    if (!found?.[1]) continue
    const from = found[1].replace(/:$/, '')
    const rest = line.slice(found.index + from.length)
    const time = WINDOWS_TIME_TTL.exec(rest) ?? (from.includes(':') ? WINDOWS_TIME.exec(rest) : null)
    if (time) {
      if (bareAddress(from) !== bareAddress(address)) return { kind: 'error', from, text: 'the reply came from there' }
      return { kind: 'reply', rttMs: Number(time[1]), ttl: time[2] === undefined ? null : Number(time[2]) }
    }
    // The head line and that of the statistics end with the colon; an error stands after it.
    const text = /:\s*(\S.*)$/.exec(rest)?.[1]
    if (text !== undefined) return { kind: 'error', from, text: text.trim().slice(0, 200) }
  }
  return { kind: 'silence' }
}
