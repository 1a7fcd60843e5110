/** What this machine would use for the plan: its addresses, and the way out to each destination. Sends nothing, not even for a name. */
import { networkInterfaces } from 'node:os'
import type { Result } from '../../shared/contract.ts'
import { isThisMachine, localAddresses, lookUpRoute } from '../probe/route.ts'
import type { TestedPlan } from './tested-plan.ts'
import { parts } from '../../shared/words/en/parts.ts'

type Routes = Result<'machine.routes'>

/** A plan may have thousands of cards, and they leave through few interfaces. */
const MOST_ROUTES = 1000
const AT_ONCE = 16
const A_NAME = 'a name: it is looked up when a run starts'

interface Destination {
  isName: boolean
  /** Of the first machine of the plan that sends there from here. */
  from: string | undefined
}

export async function machineRoutes(tested: TestedPlan | null): Promise<Routes> {
  const here = localAddresses()
  const seen = new Map<string, Destination>()
  for (const { source, destination } of tested?.flows ?? []) {
    const { address, isName } = destination
    const from = source.vantage.kind === 'local' && isThisMachine(source.address, here) ? source.address : undefined
    const known = seen.get(address)
    if (!known && seen.size >= MOST_ROUTES) continue
    if (!known?.from) seen.set(address, { isName, from })
  }
  const destinations = [...seen.keys()]
  const queue = [...seen]
  const routes = new Map<string, Routes['routes'][number]>()
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [address, { isName, from }] = next
      routes.set(address, isName ? unknown(address) : await routeTo(address, here, from))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { addresses: ownAddresses(), routes: destinations.flatMap((address) => routes.get(address) ?? []) }
}

const unknown = (address: string) => ({ address, interface: null, sourceAddress: null, error: A_NAME })

/** From the address that the plan's probes leave from: the kernel's own choice may be another of this machine. */
async function routeTo(
  address: string,
  here: ReadonlyMap<string, string>,
  from: string | undefined,
): Promise<Routes['routes'][number]> {
  const { interface: name, sourceAddress, errno } = await lookUpRoute(address, here, from)
  return { address, interface: name, sourceAddress, error: errno === null ? null : parts.errno(errno) }
}

const ownAddresses = () =>
  Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address }) => ({ address, interface: name })),
  )
