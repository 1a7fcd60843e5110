/** How a host can be asked, found out over an open link as a run would do it; nothing is sent from there to anybody. */
import type { VantageFacts } from '../../../shared/vantage-shapes.ts'
import { openProber } from '../../vantage/prober/open-prober.ts'
import type { SshLink } from '../../vantage/ssh/link.ts'
import { openPlainDial } from '../../vantage/ssh/plain-dial.ts'

const ROUND_TRIPS = 3

type Way = Pick<VantageFacts, 'way' | 'note'>

/** Rejects when the link breaks meanwhile. */
export async function lookOver(link: SshLink): Promise<Way & Pick<VantageFacts, 'roundTripMs'>> {
  const roundTripMs = await bestRoundTrip(link)
  return { ...(await wayOf(link)), roundTripMs }
}

async function bestRoundTrip(link: SshLink): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < ROUND_TRIPS; i += 1) {
    const before = performance.now()
    await link.roundTrip()
    best = Math.min(best, performance.now() - before)
  }
  return best
}

async function wayOf(link: SshLink): Promise<Way> {
  const prober = await openProber(link.run)
  if (!('missing' in prober)) {
    prober.close()
    return { way: 'prober', note: prober.unseen.length > 0 ? `It cannot see ${prober.unseen.join(', ')}.` : '' }
  }
  const plain = await openPlainDial(link)
  if ('missing' in plain) return { way: 'nothing', note: `${sentence(prober.missing)} ${sentence(plain.missing)}` }
  return { way: plain.way, note: sentence(prober.missing) }
}

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\.$/, '')}.`
