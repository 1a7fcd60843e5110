/** Who said in ARP that an address of the plan is his: two machines with one address show here, and only here. */

/** A forger may claim an address with any number of MACs; two are enough to say so. */
const MOST_MACS = 8

export class AddressClaims {
  private readonly byAddress = new Map<string, Set<string>>()

  add({ address, mac }: { address: string; mac: string }): void {
    const macs = this.byAddress.get(address) ?? new Set<string>()
    if (macs.size < MOST_MACS) macs.add(mac)
    this.byAddress.set(address, macs)
  }

  /** Each address with each MAC once. */
  all(): { address: string; mac: string }[] {
    return [...this.byAddress].flatMap(([address, macs]) => [...macs].map((mac) => ({ address, mac })))
  }
}
