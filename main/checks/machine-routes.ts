/** What this machine would use for the plan: its addresses, and the way out to each destination. Sends nothing, not even for a name. */
import { networkInterfaces } from 'node:os'
import type { Result } from '../../shared/contract.ts'
import { errnoWords } from '../../shared/conclude/words.ts'
import { localAddresses, lookUpRoute } from '../probe/route.ts'
import type { TestedPlan } from './tested-plan.ts'

type Routes = Result<'machine.routes'>

/** A plan may have thousands of cards, and they leave through few interfaces. */
const MOST_ROUTES = 1000
const AT_ONCE = 16
const A_NAME = 'a name: it is looked up when a run starts'

export async function machineRoutes(tested: TestedPlan | null): Promise<Routes> {
  const here = localAddresses()
  const seen = new Map<string, boolean>()
  for (const { destination } of tested?.flows ?? []) {
    if (seen.size >= MOST_ROUTES) break
    seen.set(destination.address, destination.isName)
  }
  const destinations = [...seen.keys()]
  const queue = [...seen]
  const routes = new Map<string, Routes['routes'][number]>()
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [address, isName] = next
      routes.set(address, isName ? unknown(address) : await routeTo(address, here))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { addresses: ownAddresses(), routes: destinations.flatMap((address) => routes.get(address) ?? []) }
}

const unknown = (address: string) => ({ address, interface: null, sourceAddress: null, error: A_NAME })

async function routeTo(address: string, here: ReadonlyMap<string, string>): Promise<Routes['routes'][number]> {
  const { interface: name, sourceAddress, errno } = await lookUpRoute(address, here)
  return { address, interface: name, sourceAddress, error: errno === null ? null : errnoWords(errno) }
}

const ownAddresses = () =>
  Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address }) => ({ address, interface: name })),
  )
