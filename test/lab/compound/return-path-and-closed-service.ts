/** Answers are dropped on the way back, and a service of one node does not listen. */
import { FRESH_VM, nft, threeRouters } from '../topology.ts'
import { NODES, R3, compound } from './compound.ts'

export const returnPathAndClosedService = compound(
  'return-path-and-closed-service',
  'r2 drops the answers of 443 and 9101, so that SYNs are last heard of at r3, and 9001 does not listen on psm-2.',
  threeRouters(4, {
    r2: { nft: nft('forward', 'iifname "right" tcp sport { 443, 9101 } drop') },
    'psm-2': { listeners: FRESH_VM.map((spec) => ({ ...spec, ports: spec.ports.filter((port) => port !== 9001) })) },
  }),
  [
    { cause: 'silent-drop', at: { ...R3, certainty: 'last-responder' }, to: NODES, ports: [443, 9101] },
    { cause: 'vm-not-ready', at: null, to: ['psm-2'], ports: [9001] },
  ],
)
