/** What a node's DNS name is, from one machine → what it means beside what it is from the others. */
import { REPORT_WORDS, type ReportWords } from '../words/report.ts'
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

export function judgeNames(asked: NamesCase, { fields }: Pick<ReportWords, 'fields'> = REPORT_WORDS.en): Judged {
  const { source, isMember, name, seen, others } = asked
  const trouble = isMember ? 'fail' : 'warn'
  if (seen.addresses.length === 0) return judgeNothing(asked, trouble, fields)
  const list = listed(seen.addresses)
  const v6 = seen.addresses.filter(isIpv6).length
  if (v6 > 1 || seen.addresses.length - v6 > 1)
    return { verdict: trouble, reason: fields.several(name, source, list), settle: fields.oneRecord(name) }
  const unlike = others.filter(({ addresses }) => addresses.length > 0 && listed(addresses) !== list)
  const other = unlike.find((one) => one.isMember) ?? unlike[0]
  if (other) {
    return {
      // Between members it breaks the cluster; a laptop that knows another address only misleads whoever sits at it.
      verdict: other.isMember ? trouble : 'warn',
      reason: fields.differs(name, list, source, listed(other.addresses), other.source),
      settle: fields.hostsFiles(source, other.source),
    }
  }
  if (seen.addresses.length > 1)
    return { verdict: 'warn', reason: fields.bothFamilies(name, source, list), settle: fields.oneFamily() }
  return { verdict: 'pass', reason: fields.resolved(name, list, source), settle: null }
}

function judgeNothing(
  { source, name, seen }: NamesCase,
  trouble: 'fail' | 'warn',
  fields: ReportWords['fields'],
): Judged {
  const settle = fields.nameServers(source, name)
  if (seen.error === null || NO_NAME.has(seen.error))
    return { verdict: trouble, reason: fields.unresolved(name, source, seen.error), settle }
  const reason = fields.unknownName(name, source, seen.error, NO_ANSWER.has(seen.error))
  return { verdict: 'untested', reason, settle }
}
