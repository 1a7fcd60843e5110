/** The words and commands of what is wrong beside the flows: a finding that explains no flow. */
import { assertNever } from '../../assert-never.ts'
import type { Finding, RunResult } from '../../result.ts'
import type { Besides, Reason } from '../besides.ts'
import { compactAddresses } from '../compact.ts'
import { EN } from './en.ts'
import { fill } from './fill.ts'
import { listed } from './say-cause.ts'
import { type Subject, commandsFor } from './verify/commands.ts'
import { CAUSES } from './vocabulary.ts'
import type { CauseLanguage } from './words.ts'

type Endpoints = RunResult['plan']['endpoints']

const MOST_REASONS = 4
const NTP_PORT = 123
const SSH_PORT = 22

/** PLAN is that of the check, as in the help of the program. */
const CHECK_PLAN = 'psm-preflight check PLAN'

export function sayBesides(found: Besides, endpoints: Endpoints, language: CauseLanguage = EN): Omit<Finding, 'id'> {
  const words = language.causes[found.cause]
  const settle = found.settle ?? words.settle
  const reasons = found.reasons.slice(0, MOST_REASONS).map((reason) => reasonWords(reason, language))
  const more = found.reasons.length - reasons.length
  return {
    cause: found.cause,
    severity: found.severity,
    title: `${listed(found.subject, language)}: ${words.title}`,
    flows: [],
    explanation: words.explanation,
    evidence: [
      words.because,
      ...reasons,
      ...(more > 0 ? [fill(language.beside.more, { count: more })] : []),
      ...(settle === null ? [] : [fill(language.evidence.settle, { settle })]),
    ].join(' '),
    ...(settle === null ? {} : { settle }),
    whoCanFix: words.whoCanFix,
    steps: [...words.steps, fill(language.again, { command: askAgain(found.askedFrom) })],
    rules: {},
    verify: commandsFor(CAUSES[found.cause].verify, subjectOf(found, endpoints), language.places),
    askedFrom: found.askedFrom,
    fieldChecks: found.fieldChecks,
  }
}

function reasonWords(reason: Reason, { beside }: CauseLanguage): string {
  if ('said' in reason) return reason.said
  switch (reason.fact) {
    case 'claimed':
      return fill(beside.claimed, { address: reason.address, macs: reason.macs.join(', ') })
    case 'narrow': {
      const { from, bytes, most } = reason
      return fill(beside.narrow, { from, bytes, most, addresses: compactAddresses(reason.addresses).join(', ') })
    }
    case 'not-from':
      return `${reason.name}: ${reason.why.replace(/\.*$/, '.')}`
    default:
      return assertNever(reason)
  }
}

/** A name that a shell would take for something else is typed by nobody: then the whole plan is asked. */
function askAgain(from: readonly string[]): string {
  const isPlain = from.length > 0 && from.length <= 6 && from.every((name) => /^[\w.][\w.-]*$/.test(name))
  return isPlain ? `${CHECK_PLAN} --from ${from.join(',')}` : CHECK_PLAN
}

/** What is about the plan as such is looked at on a node: its networks are what an address must not lie in. */
function subjectOf({ cause, about }: Besides, endpoints: Endpoints): Subject {
  const named = (name: string) => endpoints.find((endpoint) => endpoint.name === name)
  const source = named(about.source) ?? (cause === 'network-overlap' ? endpoints.find(isNode) : undefined)
  const target = named(about.target)
  return {
    source: source?.name ?? about.source,
    sourceAddress: source?.address ?? '',
    destination: target?.name ?? about.target,
    address: target?.address ?? about.target,
    port: cause === 'ntp' ? NTP_PORT : SSH_PORT,
  }
}

const isNode = ({ role }: Endpoints[number]) => role === 'psm-node'
