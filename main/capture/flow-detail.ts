/**
 * What is kept of single packets of a flow: how its SYNs, SYN-ACKs and RSTs looked, the ICMP errors about it, and when SYNs were
 * repeated. Lists are short and bounded; what does not fit is counted.
 */

/** How a segment arrived. Few are different, so that flows share them. */
export interface SegmentShape {
  ttl: number
  window: number
  /** -1: none. */
  mss: number
  windowScale: number
  /** See optionNames of tcp-options.ts. */
  options: number
}

/** A chain: most flows have one shape, and an array for it would take three times the memory. */
export interface SegmentCount {
  shape: SegmentShape
  count: number
  next: SegmentCount | null
}

export interface IcmpCount {
  family: number
  type: number
  code: number
  reporter: string
  ttl: number
  /** MTU that it names; 0: none. */
  mtu: number
  /** TTL of the quoted packet, as the reporter saw it. */
  quotedTtl: number
  /** Least MSS in a quoted SYN; -1: none. */
  quotedMss: number
  /** It quotes a packet of the client; otherwise one of the server. */
  aboutClient: boolean
  count: number
}

const MOST_SHAPES = 6
const MOST_ICMP = 8
const MOST_SYN_TIMES = 12

export class FlowDetail {
  syn: SegmentCount | null = null
  synAck: SegmentCount | null = null
  clientRst: SegmentCount | null = null
  /** RSTs that answered a SYN, and those that came later. */
  refusal: SegmentCount | null = null
  lateRst: SegmentCount | null = null
  icmp: IcmpCount[] | null = null
  /** Microseconds; of the repetitions, not of first SYNs. */
  repeatedSyns: { at: number; after: number }[] | null = null
  /** Segments whose shape did not fit into the lists, and ICMP errors that did not. */
  otherShapes = 0
  otherIcmp = 0

  addIcmp(found: Omit<IcmpCount, 'count'>): void {
    const list = (this.icmp ??= [])
    const same = list.find(
      (i) =>
        i.type === found.type &&
        i.code === found.code &&
        i.reporter === found.reporter &&
        i.aboutClient === found.aboutClient,
    )
    if (same) {
      same.count += 1
      if (found.quotedMss >= 0 && (same.quotedMss < 0 || found.quotedMss < same.quotedMss))
        same.quotedMss = found.quotedMss
      if (found.mtu > 0 && (same.mtu === 0 || found.mtu < same.mtu)) same.mtu = found.mtu
    } else if (list.length < MOST_ICMP) list.push({ ...found, count: 1 })
    else this.otherIcmp += 1
  }

  addRepeatedSyn(at: number, after: number): void {
    const list = (this.repeatedSyns ??= [])
    if (list.length < MOST_SYN_TIMES) list.push({ at, after })
  }
}

/** Shapes by their content; one for each that is different, up to a limit, beyond which they are not shared. */
export class ShapeTable {
  private readonly known = new Map<string, SegmentShape>()

  /** Counts a segment in a chain of a flow, and gives the chain's head; null is an empty one. */
  count(head: SegmentCount | null, found: SegmentShape, detail: FlowDetail): SegmentCount {
    let length = 0
    for (let entry = head; entry !== null; entry = entry.next) {
      length += 1
      if (sameShape(entry.shape, found)) {
        entry.count += 1
        return head ?? entry
      }
    }
    if (head === null || length < MOST_SHAPES) return { shape: this.share(found), count: 1, next: head }
    detail.otherShapes += 1
    return head
  }

  private share(found: SegmentShape): SegmentShape {
    const key = `${found.ttl} ${found.window} ${found.mss} ${found.windowScale} ${found.options}`
    const known = this.known.get(key)
    if (known) return known
    const shape = { ...found }
    if (this.known.size < 65_536) this.known.set(key, shape)
    return shape
  }
}

function sameShape(a: SegmentShape, b: SegmentShape): boolean {
  return (
    a.ttl === b.ttl &&
    a.window === b.window &&
    a.mss === b.mss &&
    a.windowScale === b.windowScale &&
    a.options === b.options
  )
}
