/** What speaks against a finding, or what it rests on less than it seems: said in the finding itself, so that nobody is sent the wrong way. */
import type { HostEvidence } from '../observation.ts'
import { listed } from './causes/say-cause.ts'
import { fill } from './causes/fill.ts'
import type { CauseLanguage } from './causes/words.ts'
import { inTheWay } from './in-the-way.ts'
import { isNeverHeard } from './place.ts'
import type { Explained } from './group-flows.ts'

/** Sentences; empty: nothing is against it. */
export function doubtsAbout(group: Explained, hosts: readonly HostEvidence[], language: CauseLanguage): string[] {
  return [
    ...heardElsewhere(group, hosts, language),
    ...endsElsewhere(group, language),
    ...untraced(group, hosts, language),
  ]
}

/** "The machine may be off", and it answers somebody else. */
function heardElsewhere(
  { cause, flows }: Explained,
  hosts: readonly HostEvidence[],
  language: CauseLanguage,
): string[] {
  if (!isNeverHeard(cause)) return []
  const addresses = new Set(flows.map(({ address }) => address))
  const sources = hosts.flatMap(({ source, address, answered, echo }) =>
    addresses.has(address) && (answered > 0 || echo?.result === 'reply') ? source : [],
  )
  if (sources.length === 0) return []
  return [fill(language.doubts.heard, { sources: listed([...new Set(sources)], language) })]
}

/** One cause for all that is seen, though the traces end at several machines. */
function endsElsewhere({ at, flows }: Explained, language: CauseLanguage): string[] {
  const ends = [...new Set(inTheWay(flows).map(({ address }) => address))]
  return at !== null || ends.length < 2 ? [] : [fill(language.doubts.apart, { heard: listed(ends, language) })]
}

/** The last machine that was heard is known only of flows that were traced. */
function untraced({ at, flows }: Explained, hosts: readonly HostEvidence[], language: CauseLanguage): string[] {
  if (at?.certainty !== 'last-responder') return []
  const traced = new Set(
    hosts.flatMap(({ source, address, traces = [] }) => traces.map(({ port }) => `${source} ${address} ${port}`)),
  )
  const count = flows.filter((flow) => traced.has(`${flow.sourceAddress} ${flow.address} ${flow.port}`)).length
  if (count === 0 || count === flows.length) return []
  return [fill(language.doubts.untraced, { count, all: flows.length })]
}
