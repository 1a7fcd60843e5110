/** One router with a rule for each host, and a VM that is not ready. */
import { FRESH_VM, nft, threeRouters } from '../topology.ts'
import { R2, compound } from './compound.ts'

export const unequalPortsOfOneRouter = compound(
  'unequal-ports-of-one-router',
  'r2 drops 443 to psm-1, and 80, 9101 and 9102 to psm-2, which is one finding; on psm-3 9001 does not listen.',
  threeRouters(4, {
    r2: {
      nft: nft(
        'forward',
        'ip daddr 10.77.20.11 tcp dport 443 drop',
        'ip daddr 10.77.20.12 tcp dport { 80, 9101, 9102 } drop',
      ),
    },
    'psm-3': { listeners: FRESH_VM.map((spec) => ({ ...spec, ports: spec.ports.filter((port) => port !== 9001) })) },
  }),
  [
    {
      cause: 'silent-drop',
      at: { ...R2, certainty: 'last-responder' },
      to: ['psm-1'],
      ports: [443],
      and: [{ to: ['psm-2'], ports: [80, 9101, 9102] }],
    },
    { cause: 'vm-not-ready', at: null, to: ['psm-3'], ports: [9001] },
  ],
)
