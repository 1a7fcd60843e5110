/** An attempt that has ended, as an observation: its errno and its times as they came. */
import type { AttemptObservation } from '../../shared/observation.ts'
import type { Dialled } from '../probe/dial.ts'

/**
 * @param answered the attempt of the flow that was answered, if one was
 * @param firstAt start of the flow's first attempt
 * @param givenUpAt when it was given up; undefined where it was not
 */
export function describeAttempt(
  attempt: Dialled,
  answered: Dialled | null,
  firstAt: number,
  givenUpAt: number | undefined,
): AttemptObservation {
  const endedAt = attempt.answeredAt ?? givenUpAt ?? performance.now()
  const { observer, errno, icmp, retransmits, kernelRttMs, sourceAddress, sourcePort } = attempt
  const silent = attempt.answeredAt === null || errno === 'ETIMEDOUT'
  const unanswered = answered === null ? 'unanswered' : 'superseded'
  return {
    observer,
    at: round(attempt.startedAt - firstAt),
    elapsedMs: round(endedAt - attempt.startedAt),
    sourceAddress,
    sourcePort,
    result: silent ? unanswered : errno === null ? 'connected' : 'error',
    errno,
    ...(icmp ? { icmp } : {}),
    ...(retransmits === null ? {} : { retransmits }),
    ...(kernelRttMs === null ? {} : { kernelRttMs }),
  }
}

const round = (ms: number) => Math.round(ms * 100) / 100
