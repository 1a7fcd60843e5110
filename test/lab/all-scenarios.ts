/** Every scenario of the lab, in the order in which they are shown. */
import { adminProhibited } from './scenarios/admin-prohibited.ts'
import { redirectBehindDeny, resetAll, resetAllWithEcho } from './scenarios/answering-device.ts'
import { blackholeRoute } from './scenarios/blackhole-route.ts'
import { cleanOperational } from './scenarios/clean-operational.ts'
import { clean } from './scenarios/clean.ts'
import { deadHost } from './scenarios/dead-host.ts'
import { deadNeighbour } from './scenarios/dead-neighbour.ts'
import { dropAllToHost } from './scenarios/drop-all-to-host.ts'
import { drop } from './scenarios/drop.ts'
import { hostFirewallDrop } from './scenarios/host-firewall-drop.ts'
import { hostFirewallReject } from './scenarios/host-firewall-reject.ts'
import { ipv6ResetByDevice, ipv6SynProxy, ipv6TransparentRedirect } from './scenarios/ipv6-devices.ts'
import { unequalPaths, unequalWaysThere } from './scenarios/unequal-paths.ts'
import { duplicateAddress, sameNetwork, sameNetworkDrop } from './scenarios/same-network.ts'
import { hostileListeners } from './scenarios/hostile-listeners.ts'
import { ipv6AdminProhibited } from './scenarios/ipv6-admin-prohibited.ts'
import { ipv6Clean } from './scenarios/ipv6-clean.ts'
import { ipv6Drop } from './scenarios/ipv6-drop.ts'
import { localOutputDrop } from './scenarios/local-output-drop.ts'
import { localOutputReject } from './scenarios/local-output-reject.ts'
import { loss15 } from './scenarios/loss-15.ts'
import { loss5 } from './scenarios/loss-5.ts'
import { noRoute } from './scenarios/no-route.ts'
import { prohibitRoute } from './scenarios/prohibit-route.ts'
import { rateLimitedReject } from './scenarios/rate-limited-reject.ts'
import { rateLimitedReset, rateLimitedResetLoose } from './scenarios/rate-limited-reset.ts'
import { resetByDevice } from './scenarios/reset-by-device.ts'
import { returnPath } from './scenarios/return-path.ts'
import { routeLoop } from './scenarios/route-loop.ts'
import { routerProhibitRoute } from './scenarios/router-prohibit-route.ts'
import { routerUnreachableRoute } from './scenarios/router-unreachable-route.ts'
import { synProxyAll } from './scenarios/syn-proxy-all.ts'
import { shunned, shunnedBriefly } from './scenarios/shunned.ts'
import { synProxy } from './scenarios/syn-proxy.ts'
import { transparentRedirect } from './scenarios/transparent-redirect.ts'
import { unreachableRoute } from './scenarios/unreachable-route.ts'
import type { Scenario } from './scenario.ts'

export const SCENARIOS: readonly Scenario[] = [
  clean,
  cleanOperational,
  drop,
  dropAllToHost,
  returnPath,
  adminProhibited,
  rateLimitedReject,
  resetByDevice,
  rateLimitedReset,
  rateLimitedResetLoose,
  resetAll,
  resetAllWithEcho,
  redirectBehindDeny,
  transparentRedirect,
  shunned,
  shunnedBriefly,
  synProxy,
  synProxyAll,
  deadHost,
  deadNeighbour,
  loss5,
  loss15,
  noRoute,
  unreachableRoute,
  prohibitRoute,
  blackholeRoute,
  routerUnreachableRoute,
  routerProhibitRoute,
  routeLoop,
  localOutputDrop,
  localOutputReject,
  hostFirewallDrop,
  hostFirewallReject,
  ipv6Clean,
  ipv6Drop,
  ipv6AdminProhibited,
  ipv6ResetByDevice,
  ipv6SynProxy,
  ipv6TransparentRedirect,
  unequalPaths,
  unequalWaysThere,
  sameNetwork,
  sameNetworkDrop,
  duplicateAddress,
  hostileListeners,
]
