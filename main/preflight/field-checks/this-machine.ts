/** Checks beyond the port table, asked from the machine that this program runs on. */
import { readdir, stat } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { EchoSeen, NotAskedField } from '../../../shared/field-checks/field-check.ts'
import type { MachineNetwork } from '../../../shared/field-checks/judge-overlap.ts'
import type { Endpoint } from '../../../shared/plan/plan.ts'
import { lookUpName } from '../../plan/resolve-names.ts'
import { type Echo, openEcho } from '../../probe/icmp/open-echo.ts'
import { openPingSocket } from '../../probe/icmp/ping-socket-way.ts'
import { askTime } from '../../probe/ntp/sntp.ts'
import { isThisMachine, localAddresses } from '../../probe/route.ts'
import type { Names } from '../choose-flows.ts'
import type { FieldMachine, FieldMachines } from './field-machine.ts'

const NAME_TIMEOUT_MS = 5000
/** All flows were asked before, so neighbours are known; each echo is listened for until the last wait ends. */
const ECHO = { packets: 3, waitMs: 500 }
const SYS = '/sys/class/net'
/** Switches that Windows makes for its own virtual machines. */
const OWN_SWITCH = /^(?:docker\d+$|vEthernet \((?:Default Switch|WSL|nat))/

export type ReachBySsh = FieldMachines['reach']

const noSsh: ReachBySsh = (endpoint) =>
  Promise.resolve({
    notAsked: `${endpoint.name} is reached by SSH, which was not used here`,
    settle: `A run of this tool on ${endpoint.name}`,
  })

/** @param bySsh machines behind SSH vantages */
export function fieldMachines(names: Names, signal: AbortSignal, bySsh: ReachBySsh = noSsh): FieldMachines {
  let opened: Promise<Echo> | null = null
  const echo = () => (opened ??= openEcho({ pingSocket: openPingSocket }))
  return {
    here: machineAt(undefined, names, echo, signal),
    async reach(endpoint, stopped) {
      if (endpoint.vantage.kind === 'ssh') return await bySsh(endpoint, stopped)
      const from = literalOf(endpoint, names)
      const why = whyNot(endpoint, from)
      return why ?? machineAt(from ?? undefined, names, echo, signal)
    },
    close: () => void opened?.then((echo) => echo.close()),
  }
}

function literalOf({ address, isName }: Endpoint, names: Names): string | null {
  if (!isName) return address
  const resolved = names.get(address)
  return resolved && 'literal' in resolved ? resolved.literal : null
}

function whyNot({ name, address, vantage }: Endpoint, literal: string | null): NotAskedField | null {
  const settle = `An SSH vantage on ${name}, or a run of this tool there`
  if (vantage.kind === 'none') return { notAsked: `${name} has no vantage`, settle }
  if (literal === null) return { notAsked: `the name ${address} does not resolve here`, settle }
  if (isThisMachine(literal, localAddresses())) return null
  return { notAsked: `${name} is to be asked from this machine, but ${literal} is not an address of it`, settle }
}

function machineAt(
  from: string | undefined,
  names: Names,
  open: () => Promise<Echo>,
  signal: AbortSignal,
): FieldMachine {
  return {
    name: 'this machine',
    holds: (address) => isThisMachine(address, localAddresses()),
    echo: async (address) => {
      const seen = await (await open()).echo({ address, from, ...ECHO, signal })
      const result: EchoSeen['result'] = seen.result === 'not-tested' ? 'not-sent' : seen.result
      const sent = result === 'not-sent' ? 0 : result === 'silence' ? ECHO.packets : 1
      return { observer: 'echo', result, sent, rttMs: seen.rttMs, detail: seen.detail }
    },
    ntp: (address) => askTime({ address, from, signal }),
    resolve: async (name) => {
      const known = names.get(name)
      // A name server that does not answer was waited for once already.
      if (known && 'error' in known) return { observer: 'resolver', addresses: [], error: known.error }
      const answer = await lookUpName(name, NAME_TIMEOUT_MS)
      return 'error' in answer
        ? { observer: 'resolver', addresses: [], error: answer.error }
        : { observer: 'resolver', addresses: answer.literals, error: null }
    },
    // It is the clock that others are compared with.
    clock: () => Promise.resolve({ offsetMs: 0, uncertaintyMs: 0 }),
    networks,
  }
}

async function networks(): Promise<MachineNetwork[]> {
  const found: MachineNetwork[] = []
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    const isOwnBridge = await isOwnSwitch(name)
    for (const { address, cidr } of addresses ?? []) {
      found.push({ interface: name, address: cidr ?? address, isOwnBridge })
    }
  }
  return found
}

/** A bridge that leads to no card leads to nobody but containers and virtual machines of this machine. */
async function isOwnSwitch(name: string): Promise<boolean> {
  if (process.platform !== 'linux') return OWN_SWITCH.test(name)
  const members = await readdir(join(SYS, name, 'brif')).catch(() => null)
  if (members === null) return false
  const cards = await Promise.all(
    members.map((member) =>
      stat(join(SYS, member, 'device')).then(
        () => true,
        () => false,
      ),
    ),
  )
  return !cards.includes(true)
}
