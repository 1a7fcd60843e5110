/** The change request. `lines` of it stand for `flows`. */
import type { AskedPart } from '../../explain/blocked-flows.ts'
import { numberIn } from '../number.ts'

const n = numberIn('en')
const countOf = (count: number, one: string) => `${n(count)} ${one}${count === 1 ? '' : 's'}`

const EXACT =
  'every source of a line to every destination of it on every port of it, and nothing beside. A port that is not listed was not asked for.'

const TITLE: Record<AskedPart, string> = {
  permit: 'Please permit these flows',
  'do-not-proxy': 'Please do not proxy these flows',
  'host-permit': 'Please allow these flows on the destination itself',
  'check-first': 'Check the host and its route first',
}

export const request = {
  title: (part: AskedPart) => TITLE[part],
  /** What is asked for, and why; claims no more than was seen. */
  intro: (part: AskedPart, flows: number, lines: number): string => {
    const size = `${countOf(flows, 'flow')} (${countOf(lines, 'line')})`
    switch (part) {
      case 'permit':
        return `Please permit these ${size}: TCP, from the source to the destination, with the answers on the way back. They are exactly the flows that were seen blocked: ${EXACT}`
      case 'do-not-proxy':
        return `Please take these ${size} out of SYN proxying, transparent proxying and load balancing: TCP, from the source to the destination. A device in the path answers them in place of the destination; a permit does not change that. They are exactly: ${EXACT} Whether a rule blocks them behind that device is seen only when they are tested again without it.`
      case 'host-permit':
        return `Please allow these ${size} in the host firewall of each destination: TCP, incoming, from the source. They come all the way to the destination, and it stops them itself, so that a permit on the way changes nothing; this is for the owner of these hosts, not of the firewalls. They are exactly: ${EXACT}`
      case 'check-first':
        return `Nothing was heard of these destinations, or a router said that it cannot reach them (${countOf(flows, 'flow')}). Permit them only once the host is known to be up and routed: a rule alone may change nothing.`
    }
  },
}
