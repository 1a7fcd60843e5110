/**
 * A switch that resets in the name of a host in the sender's own network: no observer at one end can tell it from the host, so this is no
 * scenario with a right answer. What must hold is that the tool does not claim to know.
 */
import { describe, expect, test } from 'vitest'
import { labGate } from './lab-gate.ts'
import { withNetwork } from './network.ts'
import { check } from './run-scenario.ts'
import { LAPTOP_GROUPS } from './scenario.ts'
import { oneSwitch, oneSwitchPlan } from './scenarios/same-network.ts'

const RESETS = `table netdev lab {
  chain lab {
    type filter hook ingress device "p0" priority 0; policy accept;
    tcp dport 9101 reject with tcp reset
  }
}`

describe.skipIf(labGate('lab of a switch that resets') !== null)('a switch that resets', () => {
  test.each(['user', 'root'] as const)('%s: closed is never proven there', { timeout: 60_000 }, async (mode) => {
    const { result } = await withNetwork(oneSwitch(RESETS), (network) =>
      check(network, 'laptop', oneSwitchPlan(), LAPTOP_GROUPS, [], mode),
    )
    const reset = result.flows.filter(({ port }) => port === 9101)
    expect(reset.map(({ outcome, proof }) => `${outcome} ${proof}`)).toEqual(Array(3).fill('closed likely'))
    for (const { settle } of reset) expect(settle).toMatch(/a switch that resets is as near as the machine itself/)
  })
})
