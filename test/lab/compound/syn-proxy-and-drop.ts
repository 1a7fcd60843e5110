/** A router answers for some ports in the place of the hosts, and another one drops one. */
import { nft, threeRouters } from '../topology.ts'
import { NODES, R1, R2, compound } from './compound.ts'

const SYN_PROXY = `table ip lab {
  chain prerouting {
    type filter hook prerouting priority raw; policy accept;
    iifname "left" tcp dport { 9102, 9103 } tcp flags syn / fin,syn,rst,ack notrack
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    tcp dport { 9102, 9103 } ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm
  }
}`

export const synProxyAndDrop = compound(
  'syn-proxy-and-drop',
  'r2 is a SYN proxy for 9102 and 9103, and r1 drops 443.',
  threeRouters(4, {
    r1: { nft: nft('forward', 'tcp dport 443 drop') },
    r2: { nft: SYN_PROXY, sysctls: { 'net.netfilter.nf_conntrack_tcp_loose': 0 } },
  }),
  [
    { cause: 'intercepted', at: { ...R2, certainty: 'concluded' }, to: NODES, ports: [9102, 9103] },
    { cause: 'silent-drop', at: { ...R1, certainty: 'last-responder' }, to: NODES, ports: [443] },
  ],
)
