/** A device that resets, and only so often: what it has no reset for, it drops. */
import { type Expectation, HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

const FALSE_PASS =
  'A RST made by r2 looks like one of the host, and connect() asks no port again once it has been answered.'

/** The truth is a reset; a device that seldom speaks may also be seen as one that contradicts itself, or as a silence. */
const resets: Expectation = {
  ports: [443, 9101, 9102],
  truth: 'reset',
  connectMay: ['reset', 'closed', 'silent', 'unstable'],
  userMay: ['reset', 'unstable', 'silent'],
  rootMay: ['reset', 'unstable', 'silent'],
  falsePass: FALSE_PASS,
  nmap: 'cannot',
}

const scenario = (name: string, why: string, limit: string): Scenario => ({
  name,
  why,
  network: threeRouters(4, {
    r2: {
      nft: nft(
        'forward',
        `tcp dport { 443, 9101, 9102 } limit rate ${limit} reject with tcp reset`,
        'tcp dport { 443, 9101, 9102 } drop',
      ),
    },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [resets, ...HEALTHY],
})

export const rateLimitedReset = scenario(
  'rate-limited-reset',
  'Nine resets at once and then one per second: asked again, a port that had been reset is silent, and that is no closed port.',
  '1/second burst 9 packets',
)

export const rateLimitedResetLoose = scenario(
  'rate-limited-reset-loose',
  'Ten resets a second: enough to answer some of what is asked again, and not all.',
  '10/second burst 10 packets',
)
