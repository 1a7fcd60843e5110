/**
 * What is said of a cause, in one shape for every language: a language that lacks an entry does not compile. Words may hold `{heard}`
 * (the last machines that were heard), `{source}` and `{destination}`; other causes than those of flows also `{target}`.
 */
import type { BlockedByCertainty } from '../../outcome.ts'
import type { TrapId } from './field-traps.ts'
import type { Place } from './verify/platform.ts'
import type { CauseId } from './vocabulary.ts'

export interface CauseWords {
  /** Read after the ports and the destination: "9010, 9011 on psm-2: …". Claims no more than what is likely. */
  title: string
  /** Where every flow of the finding is proven. */
  provenTitle?: string
  explanation: string
  /** Why we think so, in general; what was seen follows it. */
  because: string
  /** What would settle it where the flows themselves leave nothing open; null where nothing is. */
  settle: string | null
  whoCanFix: string
  /** Without the last one, which is to test again. */
  steps: readonly string[]
}

export interface CauseLanguage {
  causes: Record<CauseId, CauseWords>
  /** How it is known: how many flows, from where, one of them, and what is left open. */
  evidence: {
    seen: { one: string; other: string }
    example: string
    settle: string
  }
  /** What speaks against it: `{sources}` are answered, traces end at `{heard}`, `{count}` of `{all}` flows were traced. */
  doubts: Record<'heard' | 'apart' | 'untraced', string>
  /** The device where it acts, `{device}`, by how it is known. */
  at: Record<BlockedByCertainty, string>
  /** Traps of the field, as steps. */
  traps: Record<TrapId, string>
  /** What was seen beside the flows. */
  beside: {
    /** `{address}`, `{macs}` */
    claimed: string
    /** `{from}`, `{addresses}`, `{bytes}`, and `{most}` that the interface sends. */
    narrow: string
    /** Sentences that have no room: `{count}`. */
    more: string
  }
  /** What comes before the title: the ports and the machines, or how many flows. */
  subject: {
    port: { one: string; other: string }
    /** Where ports were moved from those of the guide. */
    guide: string
    on: string
    from: string
    network: { one: string; other: string }
  }
  /** A device and its place, `{address}` and `{hop}`. */
  hop: string
  /** A list that goes on: `{names}`, and how many others. */
  more: string
  /** After an explanation that names ports of the guide, where they were moved. */
  shifted: string
  /** How it is tested again; `{command}` is the command. */
  again: string
  /** Where a command is typed. `{name}` and `{address}` are those of the machine. */
  places: Record<Place, string>
}
