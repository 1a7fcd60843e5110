/** Every compound failure of the lab. */
import type { Compound } from './compound.ts'
import { blackholeAndReject } from './blackhole-and-reject.ts'
import { deadGatewayAndDeadNeighbour } from './dead-gateway-and-dead-neighbour.ts'
import { deadNeighbourAndDrop } from './dead-neighbour-and-drop.ts'
import { hostDropAndRouterReset } from './host-drop-and-router-reset.ts'
import { hostRejectAndRouterDrop } from './host-reject-and-router-drop.ts'
import { ipv6DropAndProhibited } from './ipv6-drop-and-prohibited.ts'
import { localRejectAndRouterReject } from './local-reject-and-router-reject.ts'
import { lossAndDrop } from './loss-and-drop.ts'
import { missingRouteAndDrop } from './missing-route-and-drop.ts'
import { noRouteAndDrop } from './no-route-and-drop.ts'
import { portRangeAndDeadHost } from './port-range-and-dead-host.ts'
import { prohibitRouteAndDrop } from './prohibit-route-and-drop.ts'
import { prohibitedAndReset } from './prohibited-and-reset.ts'
import { redirectAndProhibitedHost } from './redirect-and-prohibited-host.ts'
import { returnPathAndClosedService } from './return-path-and-closed-service.ts'
import { routeLoopAndReset } from './route-loop-and-reset.ts'
import { synProxyAndDrop } from './syn-proxy-and-drop.ts'
import { threeWaysOfRefusing } from './three-ways-of-refusing.ts'
import { twoDeadHostsAndProhibited } from './two-dead-hosts-and-prohibited.ts'
import { twoLocalRulesAndReset } from './two-local-rules-and-reset.ts'
import { twoRoutersThatDrop } from './two-routers-that-drop.ts'
import { twoRoutersThatReject } from './two-routers-that-reject.ts'
import { twoRoutersAllHosts } from './two-routers-all-hosts.ts'
import { twoRoutersOneHost } from './two-routers-one-host.ts'
import { unequalPortsOfOneRouter } from './unequal-ports-of-one-router.ts'
import { unreachableRouteAndDrop } from './unreachable-route-and-drop.ts'

export const COMPOUNDS: readonly Compound[] = [
  portRangeAndDeadHost,
  prohibitedAndReset,
  returnPathAndClosedService,
  prohibitRouteAndDrop,
  noRouteAndDrop,
  localRejectAndRouterReject,
  twoLocalRulesAndReset,
  blackholeAndReject,
  unreachableRouteAndDrop,
  missingRouteAndDrop,
  routeLoopAndReset,
  synProxyAndDrop,
  redirectAndProhibitedHost,
  lossAndDrop,
  hostRejectAndRouterDrop,
  hostDropAndRouterReset,
  twoDeadHostsAndProhibited,
  threeWaysOfRefusing,
  twoRoutersThatReject,
  twoRoutersThatDrop,
  twoRoutersOneHost,
  twoRoutersAllHosts,
  unequalPortsOfOneRouter,
  deadNeighbourAndDrop,
  deadGatewayAndDeadNeighbour,
  ipv6DropAndProhibited,
]
