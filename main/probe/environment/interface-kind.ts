/** What sort of interface it is: by what Linux tells of its driver, elsewhere by its name. Pure. */
import type { Environment } from '../../../shared/environment.ts'

export type InterfaceKind = Environment['interfaces'][number]['kind']

/** What /sys/class/net/NAME has of an interface. */
export interface SysfsFacts {
  /** ARPHRD_ number, if_arp.h. */
  type: number
  /** `DEVTYPE` of `uevent`: wlan, bridge, vlan, bond, wireguard …; empty for plain Ethernet. */
  devtype: string
  /** It stands on a device of a bus: a network card, also a paravirtual one. */
  device: boolean
  wireless: boolean
  /** `tun_flags`, where it is a tun or tap. */
  tunFlags: number | null
  /** Kinds of the interfaces that it lies on: the members of a bridge or bond, the parent of a VLAN. */
  lower: readonly InterfaceKind[]
}

const ARPHRD_PPP = 512
const ARPHRD_LOOPBACK = 772
/** IP in IP, IPv6 in IPv6, sit, GRE, GRE over IPv6. */
const ARPHRD_TUNNELS = new Set([768, 769, 776, 778, 823])
/** No link layer: tun, WireGuard, xfrm, mobile modems. */
const ARPHRD_NONE = 65_534
const IFF_TUN = 1

export function kindFromSysfs(name: string, facts: SysfsFacts): InterfaceKind {
  const { type, devtype, device, wireless, tunFlags, lower } = facts
  if (type === ARPHRD_LOOPBACK) return 'loopback'
  if (wireless || devtype === 'wlan') return 'wireless'
  if (devtype === 'wireguard' || type === ARPHRD_PPP || ARPHRD_TUNNELS.has(type)) return 'vpn'
  // A tap carries Ethernet: to a virtual machine, or of a VPN that is named for it.
  if (tunFlags !== null) return (tunFlags & IFF_TUN) !== 0 || isVpnName(name) ? 'vpn' : 'virtual'
  if (device) return devtype === 'wwan' ? 'wireless' : 'wired'
  if (type === ARPHRD_NONE) return 'vpn'
  // What lies on a card is as real as the card.
  const real = lower.find((kind) => kind === 'wired' || kind === 'wireless')
  return real ?? 'virtual'
}

const LOOPBACK_NAME = /^lo\d*$|loopback/i
const VPN_NAME =
  /^(?:utun|tun|tap\d*$|wg|ppp|ipsec|gpd|cscotun|tailscale|zt|nordlynx|proton|gif|stf)|anyconnect|globalprotect|forti|openvpn|wireguard|tap-windows|tailscale|zerotier|juniper|pulse secure|check ?point|\bvpn\b/i
const VIRTUAL_NAME =
  /^(?:vethernet|veth|docker|br-|virbr|vmnet|vnic|vboxnet|bridge\d|awdl|llw|anpi|ap\d)|virtualbox|vmware|hyper-v/i
const WIRELESS_NAME = /^(?:wl|wlan)|wi-?fi|wireless|drahtlos|sans fil|inal[aá]mbric/i
/** On macOS `en0` is the card of a laptop, wireless or wired: its name does not tell. */
const WIRED_NAME = /^(?:eth|en[opsx])|ethernet|\blan\b/i

const isVpnName = (name: string) => VPN_NAME.test(name)

export function kindByName(name: string): InterfaceKind {
  if (LOOPBACK_NAME.test(name)) return 'loopback'
  if (VPN_NAME.test(name)) return 'vpn'
  if (VIRTUAL_NAME.test(name)) return 'virtual'
  if (WIRELESS_NAME.test(name)) return 'wireless'
  return WIRED_NAME.test(name) ? 'wired' : 'unknown'
}
