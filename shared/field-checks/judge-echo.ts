/** ICMP echo from one node to another → what it means. */
import { assertNever } from '../assert-never.ts'
import type { EchoSeen, Judged } from './field-check.ts'

export interface EchoCase {
  source: string
  target: string
  address: string
  seen: EchoSeen
}

export function judgeEcho({ source, target, address, seen }: EchoCase): Judged {
  const to = `${target} (${address})`
  switch (seen.result) {
    case 'reply': {
      const time = seen.rttMs === null ? '' : ` in ${seen.rttMs.toFixed(1)} ms`
      return { verdict: 'pass', reason: `${to} answers the echo of ${source}${time}.`, settle: null }
    }
    case 'silence':
      return {
        verdict: 'fail',
        reason: `${to} answered none of ${seen.sent} echoes of ${source}: ICMP echo is dropped between them, or ${target} is down.`,
        settle: `A capture on ${target} (icmp) tells whether the echoes arrive.`,
      }
    case 'error':
      return {
        verdict: 'fail',
        reason: `The echo of ${source} to ${to} came back as an error: ${seen.detail || 'the system did not say which'}.`,
        settle: `A look at the filter of the machine that the error names.`,
      }
    case 'not-sent':
      return {
        verdict: 'untested',
        reason: `${source} could not send an echo to ${to}: ${seen.detail || 'the system did not say why'}.`,
        settle: `The command ping ${address} on ${source}.`,
      }
    default:
      return assertNever(seen.result)
  }
}
