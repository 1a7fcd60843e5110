/** The plan that `plan init` writes: valid as it is, every key explained for somebody who sees it for the first time. */
import { parseSingleAddress } from '../../shared/plan/parse-address.ts'

const EXAMPLE_ADDRESS = '10.77.10.10'

/** Our own canonical literal, so that nothing of the machine's configuration can break the file. */
function laptopAddress(localAddress: string | undefined): string {
  const spec = localAddress === undefined ? null : parseSingleAddress(localAddress)
  if (spec?.kind !== 'single') return EXAMPLE_ADDRESS
  return spec.family === 4 ? spec.literal : `"${spec.literal}"`
}

/**
 * A commented plan in YAML: 1 user station, 1 management station, 3 nodes and 2 DSCs, 231 flows.
 * `localAddress`: an IP literal of this machine, filled in for the laptop. `command`: how the tool is called here.
 */
export function starterPlan(options: { localAddress?: string | undefined; command?: string } = {}): string {
  const { command = 'psm-preflight' } = options
  const address = laptopAddress(options.localAddress)
  const laptop = address === EXAMPLE_ADDRESS ? "your laptop's address" : 'the address of this machine: right network?'
  return `# A plan for PSM Preflight. Change the addresses, then:
#   ${command} plan check PLAN    shows what would be tested; sends nothing
#   ${command} check PLAN         tests it
# Never write passwords here: this file is mailed and printed.
version: 1

site:
  name: DC-1 row 7               # the only key that must be here; it heads the report
  customer: Example Corp
  engineer: J. Doe

# preinstall:  only the PSM virtual machines run. An open path passes, even where nothing listens yet.
# operational: the cluster is formed. Every service must answer.
stage: preinstall

# How fast: gentle (a firewall here blocks scanners), normal, fast.
pace: normal

# Every machine that talks. One machine may have two roles: give it two entries, as the laptop here.
#   role:    user-station, management-station, psm-node or dsc
#   address: IPv4, IPv6 or a DNS name; for many machines a range or a network
#   vantage: where the flows of this machine are tested from
#     local   this machine, the one that runs the tool
#     ssh     the machine itself, which is reached by SSH: { ssh: { user: root, port: 22 } }; any user will do.
#             identityFile names a private key file, hostKey the SHA256: fingerprint that you expect; ~/.ssh/config,
#             known_hosts and the agent are honoured. check --stand-ins also proves that the far end answered
#     none    (or left out) its outgoing flows are not tested, and the report says so
endpoints:
  # ${laptop}
  - { name: laptop, role: user-station, address: ${address}, vantage: local }
  - { name: mgmt, role: management-station, address: ${address}, vantage: local }

  - name: psm-1
    role: psm-node
    address: 10.77.20.11
  - { name: psm-2, role: psm-node, address: 10.77.20.12 }
  - { name: psm-3, role: psm-node, address: 10.77.20.13 }

  # A range is one entry: {n} in the name counts from 1, so these are dsc-1 and dsc-2.
  # 10.77.30.21-60 and 10.77.30.0/24 are understood too.
  - { name: "dsc-{n}", role: dsc, address: 10.77.30.21-10.77.30.22 }

# Rules beyond the port table of the PSM guide. from: a role or a name; to: a role, a name or one address.
# rules:
#   - { id: vcenter, service: vCenter HTTPS, port: 443, from: psm-node, to: 10.77.40.5 }

# What the bootstrap needs beyond that table (field knowledge, not the guide). As it is when it is left out:
#   echo:    ICMP echo from each PSM node to each other one, from the vantages that there are
#   ntp:     off. servers: every PSM node and DSC asks them the time; nodes: every DSC asks every PSM node, too
#   names:   on. A DNS name of a node is one address, the same from every vantage
#   overlap: on. Nothing lies in 172.17.0.0/16, which the nodes use for their own containers
#   clock:   how far the clocks of the vantages are apart, where there is more than one
# fieldChecks: { echo: on, ntp: { servers: [10.77.40.1], nodes: off }, names: on, overlap: on, clock: on }
`
}
