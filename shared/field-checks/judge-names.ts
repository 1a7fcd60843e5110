/** What a node's DNS name is, from one machine → what it means beside what it is from the others. */
import type { Judged, NamesSeen } from './field-check.ts'

export interface NamesCase {
  /** The machine that asked its resolver. */
  source: string
  /** Whether it is a PSM node or a DSC: those must know the name, a laptop should. */
  isMember: boolean
  name: string
  seen: NamesSeen
  /** The same name from the other machines. */
  others: readonly { source: string; isMember: boolean; addresses: readonly string[] }[]
}

/** The resolver itself said nothing: that is no answer about the name. */
const NO_ANSWER = new Set(['EAI_AGAIN', 'ETIMEDOUT', 'EAI_FAIL', 'ECONNREFUSED'])
/** That there is no such name, or none with an address, is an answer. */
const NO_NAME = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NONAME', 'EAI_NODATA', 'EAI_ADDRFAMILY'])

const isIpv6 = (address: string) => address.includes(':')
const listed = (addresses: readonly string[]) => [...addresses].sort().join(', ')

export function judgeNames(asked: NamesCase): Judged {
  const { source, isMember, name, seen, others } = asked
  const trouble = isMember ? 'fail' : 'warn'
  if (seen.addresses.length === 0) return judgeNothing(asked, trouble)
  const list = listed(seen.addresses)
  const v6 = seen.addresses.filter(isIpv6).length
  if (v6 > 1 || seen.addresses.length - v6 > 1) {
    return {
      verdict: trouble,
      reason: `${name} is several addresses on ${source}: ${list}. A node has one.`,
      settle: `Leave one record of ${name} in the DNS, or write its address into the plan.`,
    }
  }
  const unlike = others.filter(({ addresses }) => addresses.length > 0 && listed(addresses) !== list)
  const other = unlike.find((one) => one.isMember) ?? unlike[0]
  if (other) {
    return {
      // Between members it breaks the cluster; a laptop that knows another address only misleads whoever sits at it.
      verdict: other.isMember ? trouble : 'warn',
      reason: `${name} is ${list} on ${source}, but ${listed(other.addresses)} on ${other.source}.`,
      settle: `The hosts files (/etc/hosts) and name servers of ${source} and ${other.source}.`,
    }
  }
  if (seen.addresses.length > 1) {
    return {
      verdict: 'warn',
      reason: `${name} is an IPv4 and an IPv6 address on ${source}: ${list}. Which one is used is left to each program.`,
      settle: `Leave one of the two in the DNS, or write the address into the plan.`,
    }
  }
  return { verdict: 'pass', reason: `${name} is ${list} on ${source}.`, settle: null }
}

function judgeNothing({ source, name, seen }: NamesCase, trouble: 'fail' | 'warn'): Judged {
  const error = seen.error ?? 'no address'
  const settle = `The name servers of ${source} (resolv.conf), and the record of ${name}.`
  if (seen.error === null || NO_NAME.has(seen.error)) {
    return { verdict: trouble, reason: `${name} is no address on ${source} (${error}).`, settle }
  }
  const why = NO_ANSWER.has(seen.error) ? 'its name servers did not answer' : 'the look-up failed'
  return { verdict: 'untested', reason: `What ${name} is on ${source} is not known: ${why} (${error}).`, settle }
}
