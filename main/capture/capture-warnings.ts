/** What a reader of a capture's summary must know before its numbers: damage, loss, and what was not looked into. */
import type { CaptureTotals } from '../../shared/capture-summary.ts'
import type { CaptureReader } from './capture-reader.ts'
import { LINK_TYPE_NAMES } from './link-layer.ts'
import type { ReadWarning } from './read-capture.ts'

/** Of one file that was read. */
export function fileWarnings({ damage, packets }: CaptureReader, trouble: ReadWarning): string[] {
  const warnings: string[] = []
  if (damage) {
    const read = `the ${packets} packets before it were read`
    warnings.push(`damaged at byte offset ${damage.offset}: ${damage.what}; ${read}`)
  }
  if (trouble !== null) warnings.push(trouble)
  if (packets === 0 && !damage) warnings.push('a capture without packets')
  return warnings
}

/** What must be known before "no answer" is believed. */
export function totalWarnings(totals: CaptureTotals): string[] {
  const warnings: string[] = []
  if (totals.dropped !== null && totals.dropped > 0)
    warnings.push(`the capturing tool lost ${totals.dropped} packets: an answer that is missing here may have come`)
  if (totals.packetsBeyond > 0)
    warnings.push(
      `${totals.packetsBeyond} TCP packets are of flows beyond the first ${totals.flows}, and are only counted`,
    )
  const unknown = Object.entries(totals.unknownLinkTypes).map(([type, count]) => `${type} (${count} packets)`)
  const read = [...new Set(Object.values(LINK_TYPE_NAMES))].join(', ')
  if (unknown.length > 0) warnings.push(`not read: link type ${unknown.join(', ')}; accepted: ${read}`)
  return warnings
}
