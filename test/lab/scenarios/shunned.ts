/** A firewall that shuts a source out once it opens too many connections in a second: for a minute, and for four seconds. */
import { LAPTOP_GROUPS, labPlan, type Expectation, type Scenario } from '../scenario.ts'
import { threeRouters } from '../topology.ts'

const shunning = (rate: string, seconds: number) => `table inet lab {
  set shunned {
    type ipv4_addr
    flags dynamic,timeout
    timeout ${seconds}s
  }
  chain lab {
    type filter hook forward priority 0; policy accept;
    ip saddr @shunned drop
    ip saddr 10.77.10.10 tcp flags & (syn | ack) == syn limit rate over ${rate} add @shunned { ip saddr } drop
  }
}`

/** What was asked before the firewall shut us out is right; of the rest nothing may be said but that. */
const either = (truth: 'open' | 'closed', ports: number[]): Expectation => {
  const may = [truth, 'unstable', 'not-tested'] as const
  return { ports, truth, connectMay: may, userMay: may, rootMay: may, nmap: 'cannot' }
}

export const shunned: Scenario = {
  name: 'shunned',
  why: 'Shut out for a minute in mid-run: what is not answered any more is unstable, and no page of false silence.',
  network: threeRouters(4, { r2: { nft: shunning('5/second burst 8 packets', 60) } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [either('open', [22, 9001, 9101]), either('closed', [80, 443, 9102, 9103])],
  maxSeconds: 40,
}

export const shunnedBriefly: Scenario = {
  name: 'shunned-briefly',
  why: 'Shut out for four seconds: the run waits, asks the rest again gently, and ends with everything right.',
  network: threeRouters(4, { r2: { nft: shunning('20/second burst 10 packets', 4) } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    { ports: [22, 9001, 9101], truth: 'open', nmap: 'cannot' },
    { ports: [80, 443, 9102, 9103], truth: 'closed', nmap: 'cannot' },
  ],
  // Without rights, how far each answer came is asked gently, too: some 300 SYNs at ten in a second.
  maxSeconds: 80,
}
