/**
 * The commands of a cause, filled in with the machines of a finding: by platform, as lines to paste. Each place stands above its commands
 * as a comment. What is filled in comes from plans and from results of other machines, and may hold anything.
 */
import { entry } from '../../../entry.ts'
import { parseIp } from '../../../plan/ip-number.ts'
import { plainText } from '../../dialects/plain-text.ts'
import { fill } from '../fill.ts'
import type { CauseLanguage } from '../words.ts'
import { CHECKS, type CheckId } from './checks.ts'
import { type Line, PLATFORMS, type Place, type Platform } from './platform.ts'

/** What a command is about: one flow of a finding, or a machine and what it asked for. */
export interface Subject {
  source: string
  sourceAddress: string
  destination: string
  address: string
  port: number
  /** A name or a server; the destination where there is none. */
  target?: string
}

export type Commands = Record<Platform, string[]>

const LONGEST_NAME = 60

/** Ends no word and no quote, begins no option, and starts no command, in any of the shells: what is no address and no name gets `_`. */
function safeWord(text: string): string {
  const word = text.replace(/[^A-Za-z0-9._:%-]/g, '_').slice(0, 253)
  return /^[A-Za-z0-9:]/.test(word) ? word : `_${word}`
}

/** "10.77.20.11:443", "[fd00::1]:443" */
const endpoint = (address: string, port: number) =>
  parseIp(address)?.family === 6 ? `[${address}]:${port}` : `${address}:${port}`

function valuesOf(subject: Subject): Record<string, string> {
  const [source, destination] = [safeWord(subject.sourceAddress), safeWord(subject.address)]
  return {
    source,
    destination,
    port: String(subject.port),
    endpoint: endpoint(destination, subject.port),
    target: safeWord(subject.target ?? subject.address),
  }
}

const lineFor = (line: Line, family: 4 | 6) => (typeof line === 'string' ? line : line[family])

/** "# on the source, psm-3 (10.77.20.13):" */
function heading(place: Place, platform: Platform, subject: Subject, places: CauseLanguage['places']): string {
  const [source, destination] = [plainText(subject.source, LONGEST_NAME), plainText(subject.destination, LONGEST_NAME)]
  const [name, address] = place === 'destination' ? [destination, subject.address] : [source, subject.sourceAddress]
  const words = fill(places[place], { source, destination, name, address: safeWord(address) })
  return `${isDevice(platform) ? '!' : '#'} ${words}:`
}

const isDevice = (platform: Platform) => platform === 'aruba-cx' || platform === 'cisco'

function linesOf(
  platform: Platform,
  checks: readonly CheckId[],
  subject: Subject,
  places: CauseLanguage['places'],
): string[] {
  const family = (parseIp(subject.address) ?? parseIp(subject.sourceAddress))?.family ?? 4
  const values = valuesOf(subject)
  const byPlace = new Map<Place, Set<string>>()
  for (const id of checks) {
    const { at, on } = CHECKS[id]
    const place = isDevice(platform) ? at.device : at.host
    const commands = on[platform].flatMap((line) => lineFor(line, family) ?? [])
    if (commands.length === 0) continue
    const known = entry(byPlace, place, () => new Set<string>())
    for (const command of commands) known.add(fill(command, values))
  }
  return [...byPlace].flatMap(([place, commands]) => [heading(place, platform, subject, places), ...commands])
}

export function commandsFor(checks: readonly CheckId[], subject: Subject, places: CauseLanguage['places']): Commands {
  const lines = PLATFORMS.map((platform) => [platform, linesOf(platform, checks, subject, places)] as const)
  return Object.fromEntries(lines) as Commands
}
