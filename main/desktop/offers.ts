/** Plan files that were handed over wait until the page listens: an event that nobody hears would lose them. */
import type { OfferedPlan } from './offered-plan.ts'

export interface Offers {
  offer: (paths: readonly string[]) => void
  /** The page listens from now on. */
  hand: () => void
}

export interface OffersPort {
  read: (path: string) => Promise<OfferedPlan>
  isHeard: () => boolean
  give: (plan: { name: string; text: string }) => void
  /** Of a file that cannot be read. */
  tell: (message: string) => void
}

export function openOffers({ read, isHeard, give, tell }: OffersPort): Offers {
  let waiting: string[] = []
  const hand = () => {
    if (!isHeard()) return
    const paths = waiting
    waiting = []
    for (const path of paths) {
      void read(path).then((plan) => (plan.ok ? give({ name: plan.name, text: plan.text }) : tell(plan.message)))
    }
  }
  return {
    offer: (paths) => {
      waiting.push(...paths)
      hand()
    },
    hand,
  }
}
