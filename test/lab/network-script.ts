/**
 * The description of a network, and its translation into one shell script for `sh -e`: pure, so that what is going to be
 * done as root can be read. One `ip -batch` per machine and phase, because a process start costs more than the work.
 */

/** What a listener does with a connection; `listener.mjs` implements each. */
export type Behaviour = 'accept' | 'ssh' | 'redirect' | 'tls' | 'http2' | 'flood' | 'never' | 'reset' | 'garbage'

export interface ListenerSpec {
  ports: readonly number[]
  behaviour: Behaviour
  /** For `tls`: the common name of the certificate. */
  commonName?: string
}

export interface MachineSpec {
  /** Interface name → addresses with prefix length. */
  addresses?: Readonly<Record<string, readonly string[]>>
  /** Bridge name → its member interfaces. */
  bridges?: Readonly<Record<string, readonly string[]>>
  /** Arguments of `ip route add`; the family follows from the addresses in it. */
  routes?: readonly string[]
  sysctls?: Readonly<Record<string, string | number>>
  /**
   * Interfaces whose packets a kernel thread takes in. A veth otherwise delivers within the sender's own system call: an ICMP
   * error then meets a socket that is still locked by connect(), and is dropped (TcpExtLockDroppedIcmps; in IPv6 nothing is
   * reported until the SYN is repeated after 1 s). No real link answers that fast.
   */
  ownThread?: readonly string[]
  /** A whole ruleset for `nft -f`. */
  nft?: string
  listeners?: readonly ListenerSpec[]
}

export interface NetworkSpec {
  machines: Readonly<Record<string, MachineSpec>>
  /** Veth pairs: `machine:interface` at both ends. */
  links: readonly (readonly [string, string])[]
}

type NetnsOf = (machine: string) => string

const heredoc = (command: string, text: string) => `${command} <<'LAB'\n${text}\nLAB\n`

/**
 * A namespace starts with the defaults of the kernel, not of the machine's distribution. IPv6 addresses must be usable at
 * once (no duplicate address detection), and a network without IPv6 must not chatter in it.
 */
function sysctlScript(machine: MachineSpec, netns: string): string {
  const usesIpv6 = Object.values(machine.addresses ?? {}).some((list) => list.some((a) => a.includes(':')))
  const settings: Record<string, string | number> = {
    'net.ipv4.conf.all.rp_filter': 0,
    'net.ipv4.conf.default.rp_filter': 0,
    'net.ipv6.conf.default.disable_ipv6': usesIpv6 ? 0 : 1,
    'net.ipv6.conf.default.accept_dad': 0,
    'net.ipv6.conf.default.dad_transmits': 0,
    'net.ipv6.conf.default.router_solicitations': 0,
    ...machine.sysctls,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  return heredoc(`ip netns exec ${netns} sysctl -q -p -`, lines.join('\n'))
}

/**
 * `ethtool -K DEVICE gro on tso off`, without ethtool (SIOCETHTOOL with ETHTOOL_SGRO, ETHTOOL_STSO). A veth has a NAPI that can be
 * given a thread only with GRO, and uses it only when its peer has no TSO: both ends of a link must be named.
 */
function ownThreadScript(machine: MachineSpec, netns: string): string {
  const perl = (device: string) => `
socket(S, 2, 2, 0) or die $!;
for ([0x2c, 1], [0x1f, 0]) {
  $set = pack("LL", @$_);
  ioctl(S, 0x8946, pack("a16P", "${device}", $set)) or die "offload of ${device}: $!";
}
open(F, ">", "/sys/class/net/${device}/threaded") and print F "1" and close(F) or die "thread of ${device}: $!";`
  return (machine.ownThread ?? []).map((device) => heredoc(`ip netns exec ${netns} perl -`, perl(device))).join('')
}

function linkLines(spec: NetworkSpec, name: string, netnsOf: NetnsOf): string[] {
  return spec.links.flatMap(([left, right]) => {
    const [machine, device] = left.split(':')
    const [peerMachine, peerDevice] = right.split(':')
    if (machine !== name) return []
    if (!device || !peerMachine || !peerDevice)
      throw new Error(`a link's ends are machine:interface, not ${left} ${right}`)
    return [`link add name ${device} type veth peer name ${peerDevice} netns ${netnsOf(peerMachine)}`]
  })
}

function machineLines(spec: NetworkSpec, name: string, machine: MachineSpec): string[] {
  const bridges = Object.entries(machine.bridges ?? {}).flatMap(([bridge, members]) => [
    `link add name ${bridge} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`,
    ...members.map((member) => `link set dev ${member} master ${bridge}`),
  ])
  const ends = spec.links.flat().filter((end) => end.startsWith(`${name}:`))
  const devices = ['lo', ...ends.map((end) => end.slice(name.length + 1)), ...Object.keys(machine.bridges ?? {})]
  const addresses = Object.entries(machine.addresses ?? {}).flatMap(([device, list]) =>
    list.map((address) => `addr add ${address} dev ${device}${address.includes(':') ? ' nodad' : ''}`),
  )
  return [
    ...bridges,
    ...addresses,
    ...devices.map((device) => `link set dev ${device} up`),
    ...(machine.routes ?? []).map((route) => `route add ${route}`),
  ]
}

/**
 * A port of a bridge forwards only some time after its link is up; what is sent before is lost, an ARP request for a second. (measured: runs
 * of `same-network-drop` took 9 s instead of 3 s, because the loss was taken for one of the path)
 */
function bridgeScript(machine: MachineSpec, netns: string): string {
  if (!machine.bridges) return ''
  return heredoc(
    `ip netns exec ${netns} sh -e`,
    'tries=100\nwhile bridge link show | grep -qv "state forwarding"; do tries=$((tries - 1)); [ $tries -gt 0 ]; sleep 0.02; done',
  )
}

/** The whole script, in phases: namespaces, sysctls (new interfaces copy them), links, the rest of each machine. */
export function buildScript(spec: NetworkSpec, netnsOf: NetnsOf): string {
  const machines = Object.entries(spec.machines)
  const batch = (name: string, lines: readonly string[]) =>
    lines.length === 0 ? '' : heredoc(`ip -n ${netnsOf(name)} -batch -`, lines.join('\n'))
  return [
    heredoc('ip -batch -', machines.map(([name]) => `netns add ${netnsOf(name)}`).join('\n')),
    ...machines.map(([name, machine]) => sysctlScript(machine, netnsOf(name))),
    ...machines.map(([name]) => batch(name, linkLines(spec, name, netnsOf))),
    ...machines.map(([name, machine]) => batch(name, machineLines(spec, name, machine))),
    ...machines.map(([name, machine]) => ownThreadScript(machine, netnsOf(name))),
    ...machines.map(([name, machine]) => bridgeScript(machine, netnsOf(name))),
    ...machines.map(([name, machine]) =>
      machine.nft === undefined ? '' : heredoc(`ip netns exec ${netnsOf(name)} nft -f -`, machine.nft),
    ),
  ].join('')
}
