/** What the reader should know of the machine before he trusts its results, as plain sentences. Pure. */
import type { Environment } from '../../../shared/environment.ts'
import { compactAddresses } from '../../../shared/explain/compact.ts'
import { isNarrow } from '../../../shared/explain/machines-seen.ts'

type Interface = Environment['interfaces'][number]

const ETHERNET_MTU = 1500
const NO_ANSWER = new Set(['failed', 'incomplete'])

const destinationWords = (n: number) => (n === 1 ? '1 destination' : `${n} destinations`)

/** "a", "a and b", "a, b and c" */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** A machine has link-local addresses on tunnels that lead nowhere: macOS keeps several. */
const reachesBeyond = ({ addresses }: Interface) => addresses.some((a) => !/^(?:fe80:|169\.254\.)/i.test(a))

export function environmentWarnings(environment: Omit<Environment, 'warnings'>): string[] {
  return [
    ...severalWays(environment),
    ...tunnels(environment),
    ...gatewaysDown(environment),
    ...neighboursDown(environment),
    ...oddMtu(environment),
    ...narrowPaths(environment),
    ...environment.duplicates.map(
      ({ address, macs }) =>
        `Several network cards claim the address ${address}: ${listed(macs)}. Either two machines have it, and which of them answers is a matter of luck, or one machine has two cards in this network.`,
    ),
  ]
}

function severalWays({ interfaces, gateways }: Environments): string[] {
  const active = interfaces.filter((i) => i.active && gateways.some((g) => g.interface === i.name))
  if (active.length < 2) return []
  const used = active.map((i) => `${i.name} (${destinationWords(i.destinations)})`)
  return [
    `This machine has default routes through several active interfaces: ${listed(used)}. Its own routing chose among them; unplug or switch off what is not meant.`,
  ]
}

type Environments = Omit<Environment, 'warnings'>

function tunnels({ interfaces }: Environments): string[] {
  return interfaces
    .filter((i) => i.kind === 'vpn' && i.active && reachesBeyond(i))
    .map(({ name, destinations }) =>
      destinations > 0
        ? `${name} is a VPN or another tunnel, and ${destinationWords(destinations)} of the plan ${destinations === 1 ? 'is' : 'are'} reached through it: what was tested there is the way through the tunnel.`
        : `${name} is a VPN or another tunnel and is up; no destination of the plan is reached through it.`,
    )
}

function gatewaysDown({ gateways }: Environments): string[] {
  return gateways
    .filter(({ neighbour }) => neighbour !== null && NO_ANSWER.has(neighbour.state))
    .map(
      ({ address, interface: name, neighbour }) =>
        `The default gateway ${address} on ${name} does not answer ${address.includes(':') ? 'ND' : 'ARP'} (${neighbour?.state}): nothing beyond this network can be reached through it.`,
    )
}

function neighboursDown({ neighbours }: Environments): string[] {
  const down = neighbours.filter(({ state }) => NO_ANSWER.has(state))
  if (down.length === 0) return []
  const addresses = compactAddresses(down.map((n) => n.address))
  const one = down.length === 1
  return [
    `In this machine's own network ${listed(addresses)} ${one ? 'does' : 'do'} not answer ARP or ND: ${one ? 'it is' : 'they are'} switched off, elsewhere, or in another VLAN.`,
  ]
}

function oddMtu({ interfaces }: Environments): string[] {
  return interfaces.flatMap(({ name, mtu, kind, destinations }) => {
    if (destinations === 0 || kind === 'loopback' || mtu === null || mtu === ETHERNET_MTU) return []
    if (mtu < ETHERNET_MTU) {
      return [
        `${name} has an MTU of ${mtu}, less than the ${ETHERNET_MTU} of Ethernet: large packets are cut or lost where a device expects more.`,
      ]
    }
    return [
      `${name} has an MTU of ${mtu} (jumbo frames): it works only if every device up to the destination takes them.`,
    ]
  })
}

/** Destinations behind the same narrow link share a sentence. */
function narrowPaths({ pathMtu }: Environments): string[] {
  const byWidth = new Map<string, { bytes: number; most: number; addresses: string[] }>()
  for (const path of pathMtu) {
    const { address, bytes, interfaceMtu } = path
    if (bytes === null || interfaceMtu === null || !isNarrow(path)) continue
    const key = `${bytes} ${interfaceMtu}`
    const known = byWidth.get(key) ?? { bytes, most: interfaceMtu, addresses: [] }
    known.addresses.push(address)
    byWidth.set(key, known)
  }
  return [...byWidth.values()].map(
    ({ bytes, most, addresses }) =>
      `The path to ${listed(compactAddresses(addresses))} takes packets of at most ${bytes} bytes, the interface sends up to ${most}: connections open, and large transfers may stall.`,
  )
}
