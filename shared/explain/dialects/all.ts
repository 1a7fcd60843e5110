/** Every dialect, in the order in which it is offered: what can be read first, then hosts and routers, then firewalls. */
import { arubaCx } from './aruba-cx.ts'
import { checkPoint } from './check-point.ts'
import { ciscoAsa } from './cisco-asa.ts'
import { ciscoIos } from './cisco-ios.ts'
import type { Dialect } from './dialect.ts'
import { esxi } from './esxi.ts'
import { firewalld } from './firewalld.ts'
import { fortigate } from './fortigate.ts'
import { iptables } from './iptables.ts'
import { juniperSrx } from './juniper-srx.ts'
import { nftables } from './nftables.ts'
import { paloAlto } from './palo-alto.ts'
import { csv, table } from './table.ts'
import { vmwareNsx } from './vmware-nsx.ts'
import { windows } from './windows.ts'

export const DIALECTS: readonly Dialect[] = [
  table,
  csv,
  nftables,
  iptables,
  firewalld,
  windows,
  esxi,
  ciscoIos,
  ciscoAsa,
  arubaCx,
  paloAlto,
  fortigate,
  juniperSrx,
  checkPoint,
  vmwareNsx,
]
