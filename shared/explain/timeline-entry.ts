/** The words and shapes that all parts of a timeline share. */
import type { TimelineEntry } from '../shapes.ts'
import { icmpWords } from '../icmp-words.ts'
import type { IcmpError } from '../observation.ts'

/** "3 ms", "1.2 s"; less than a tenth of a millisecond is "0 ms". */
export function msWords(ms: number): string {
  if (ms >= 999.5) return `${(ms / 1000).toFixed(1)} s`
  return ms < 10 ? `${Math.round(ms * 10) / 10} ms` : `${Math.round(ms)} ms`
}

/** Something that has no place on the clock. */
export const beside = (when: string, text: string, kind: TimelineEntry['kind'] = 'fact'): TimelineEntry => ({
  atMs: null,
  when,
  text,
  kind,
})

/** A moment since the first attempt. */
export const moment = (atMs: number, text: string, kind: TimelineEntry['kind']): TimelineEntry => ({
  atMs,
  when: msWords(atMs),
  text,
  kind,
})

/** "communication administratively prohibited (ICMP 3/13)" */
export const icmpShort = ({ version, type, code }: IcmpError) =>
  `${icmpWords(version, type, code)} (${version === 4 ? 'ICMP' : 'ICMPv6'} ${type}/${code})`
