/**
 * TCP options (RFC 9293 §3.2, RFC 7323, RFC 2018). Their order and kinds tell one operating system, or one device that answers
 * in its place, from another.
 */
import { u16be, u8 } from './bytes.ts'

/** The nibble of each known kind; its name stands at the same index of NAMES. */
const NIBBLE: Readonly<Record<number, number>> = {
  0: 8,
  1: 1,
  2: 2,
  3: 3,
  4: 4,
  5: 5,
  8: 6,
  34: 9,
  30: 10,
  19: 11,
  29: 12,
}
const OTHER = 7
const NAMES = '|nop|mss|wscale|sackOK|sack|TS|other|eol|tfo|mptcp|md5|ao||…|broken'.split('|')
const MORE = 14
const BROKEN = 15
/** Nibbles that a double holds exactly, less one for the mark that there are more. */
const MOST_KINDS = 12

/** What the options of a segment say; one record, filled again and again. */
export class TcpOptions {
  /** -1: none. */
  mss = -1
  /** Shift of the window; -1: none. */
  windowScale = -1
  /** The kinds in their order, four bits each, the last one lowest; see {@link optionNames}. */
  code = 0

  /** @param cut the header says that there are more options than were captured */
  read(b: Uint8Array, start: number, end: number, cut: boolean): void {
    this.mss = -1
    this.windowScale = -1
    this.code = 0
    let kinds = 0
    let at = start
    while (at < end) {
      const kind = u8(b, at)
      if (kinds === MOST_KINDS) return this.add(MORE)
      const length = kind < 2 ? 1 : at + 1 < end ? u8(b, at + 1) : 0
      if (length === 0 || (kind >= 2 && length < 2) || at + length > end) return this.add(cut ? MORE : BROKEN)
      if (kind === 2 && length === 4) this.mss = u16be(b, at + 2)
      else if (kind === 3 && length === 3) this.windowScale = u8(b, at + 2)
      this.add(NIBBLE[kind] ?? OTHER)
      if (kind === 0) return
      kinds += 1
      at += length
    }
    if (cut) this.add(MORE)
  }

  private add(nibble: number): void {
    this.code = this.code * 16 + nibble
  }
}

/** "mss sackOK TS nop wscale"; a list that is longer than was captured, or than twelve, ends with "…". */
export function optionNames(code: number): string {
  const names: string[] = []
  for (let rest = code; rest > 0; rest = Math.floor(rest / 16)) names.unshift(NAMES[rest % 16] ?? '')
  return names.join(' ')
}
