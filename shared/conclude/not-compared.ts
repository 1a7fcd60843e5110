/** An answer whose distance could have told a device from the destination, and was not found out: it must not pass for the destination's. */
import { assertNever } from '../assert-never.ts'
import type { FlowEvidence } from '../observation.ts'
import { type Conclusion, type Judged, likely } from './conclusion.ts'

type Unmeasured = NonNullable<FlowEvidence['unmeasured']>

const FEWER = 'Test fewer flows at once, or this one alone: there is then time to find it out.'
const AGAIN =
  'Test this flow again, when the machine that asks and the network are less busy; a packet capture on the destination shows whether the connection arrives there.'

export function notCompared({ address, port }: Judged, what: string, { why }: Unmeasured): Conclusion {
  const where = `${address}:${port}`
  const { because, settle } = words(why, address)
  if (why === 'stopped') {
    const reason = `Not tested to the end: ${where} answered with ${what}, ${because}.`
    return { outcome: 'not-tested', proof: 'none', reason, settle }
  }
  const reason = `${where} answered with ${what} that could not be compared with other answers of ${address}, ${because}: a device in the path may have answered in its place.`
  return likely('unstable', reason, settle)
}

function words(why: Unmeasured['why'], address: string): { because: string; settle: string } {
  switch (why) {
    case 'time':
      return { because: 'because there was no time left to find out how far it came', settle: FEWER }
    case 'tries':
      return { because: 'because how far it came was asked several times and not answered', settle: AGAIN }
    case 'link':
      return {
        because: 'because the link to its source was lost before it was known how far it came',
        settle: 'Connect to the source again, and test this flow again.',
      }
    case 'stopped':
      return {
        because: 'and the check was stopped before it was known how far it came',
        settle: 'Run the check again and let it finish.',
      }
    case 'others':
      return { because: `because how far another answer of ${address} came was not found out`, settle: AGAIN }
    default:
      return assertNever(why)
  }
}
