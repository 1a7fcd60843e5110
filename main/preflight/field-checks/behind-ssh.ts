/** Checks beyond the port table, asked from a host behind SSH by its prober: the same questions as from this machine. */
import { bareAddress } from '../../../shared/bare-address.ts'
import type { EchoSeen, NotAskedField, NtpSeen } from '../../../shared/field-checks/field-check.ts'
import type { MachineNetwork } from '../../../shared/field-checks/judge-overlap.ts'
import { icmpWords } from '../../../shared/icmp-words.ts'
import type { Endpoint } from '../../../shared/plan/plan.ts'
import type { Prober } from '../../vantage/prober/open-prober.ts'
import type { NodeEcho, NtpAnswer } from '../../vantage/prober/wire.ts'
import type { Names } from '../choose-flows.ts'
import { stopped } from '../stopped.ts'
import type { FieldMachine } from './field-machine.ts'

const TRIES = 3
const ECHO_MS = 500
const NTP_MS = 1000
/** For what sends nothing, or asks the resolver there. */
const ANSWER_MS = 6000
/** Bridges that container engines make for themselves. */
const OWN_BRIDGE = /^(?:docker|podman|cni|virbr)\d+$|^br-[0-9a-f]{12}$/

const LOST = 'the link to it was lost'

/** @param proberOf the prober that flows were asked by; undefined where none runs */
export function reachBySsh(proberOf: (endpoint: Endpoint) => Prober | undefined, names: Names, signal: AbortSignal) {
  return async (endpoint: Endpoint): Promise<FieldMachine | NotAskedField> => {
    const { name } = endpoint
    const settle = `A run of this tool on ${name}`
    const prober = proberOf(endpoint)
    if (!prober) return { notAsked: `no program runs on ${name} that could ask`, settle }
    const within = <T>(work: Promise<T>): Promise<T | null> => bounded(work, signal)
    const held = await within(prober.addresses())
    const from = literalOf(endpoint, names)
    // Of 127.0.0.0/8, all of which is every host's own, one address is listed.
    if (held && from !== null && !from.startsWith('127.') && !held.some(({ address }) => same(address, from)))
      return { notAsked: `the machine that answers by SSH for ${name} does not hold ${from}`, settle }
    return {
      name,
      holds: (address) => held?.some((own) => same(own.address, address)) ?? null,
      echo: (address) => echo(prober, { address, ...(from === null ? {} : { from }) }, signal),
      ntp: (address) => ntp(prober, { address, ...(from === null ? {} : { from }) }, signal),
      resolve: async (asked) => {
        const answer = await within(prober.resolve(asked))
        return { observer: 'resolver', addresses: answer?.addresses ?? [], error: answer ? answer.error : 'ETIMEDOUT' }
      },
      clock: async () => {
        const facts = await within(prober.facts())
        return facts && { offsetMs: facts.clockOffsetMs, uncertaintyMs: facts.clockErrorMs }
      },
      networks: async () => held?.map(networkOf) ?? null,
    }
  }
}

const same = (one: string, other: string) => bareAddress(one) === bareAddress(other)

const networkOf = (own: NonNullable<Awaited<ReturnType<Prober['addresses']>>>[number]): MachineNetwork => ({
  interface: own.interface ?? 'unknown',
  address: `${own.address}/${own.prefix}`,
  isOwnBridge: OWN_BRIDGE.test(own.interface ?? ''),
})

function literalOf({ address, isName }: Endpoint, names: Names): string | null {
  if (!isName) return address
  const resolved = names.get(address)
  return resolved && 'literal' in resolved ? resolved.literal : null
}

interface Asked {
  address: string
  from?: string
}

async function echo(prober: Prober, asked: Asked, signal: AbortSignal): Promise<EchoSeen> {
  const base = { observer: 'echo', rttMs: null, detail: '' } as const
  for (let sent = 1; sent <= TRIES; sent += 1) {
    const seen = await bounded(prober.echo({ ...asked, waitMs: ECHO_MS }), signal)
    if (seen === null) return { ...base, result: 'not-sent', sent: sent - 1, detail: signal.aborted ? STOPPED : LOST }
    if (seen.result === 'silence') continue
    const own = seen.result === 'not-sent'
    const detail = saidBy(seen.icmp) || (seen.errno ?? '')
    return { ...base, result: seen.result, sent: own ? 0 : sent, rttMs: seen.rttMs, detail }
  }
  return { ...base, result: 'silence', sent: TRIES }
}

const STOPPED = 'the run was stopped'

async function ntp(prober: Prober, asked: Asked, signal: AbortSignal): Promise<NtpSeen> {
  for (let sent = 1; sent <= TRIES; sent += 1) {
    const seen = await bounded(prober.ntp({ ...asked, waitMs: NTP_MS }), signal)
    if (seen === null)
      return { ...NO_TIME, result: 'not-sent', sent: sent - 1, detail: signal.aborted ? STOPPED : LOST }
    if (seen.result !== 'silence') return { ...timeOf(seen), sent: seen.result === 'not-sent' ? 0 : sent }
  }
  return { ...NO_TIME, result: 'silence', sent: TRIES }
}

const NO_TIME = {
  observer: 'ntp',
  stratum: null,
  leap: null,
  referenceId: null,
  offsetMs: null,
  delayMs: null,
  errno: null,
  ignored: 0,
  detail: '',
} as const

function timeOf({
  result,
  stratum,
  leap,
  referenceId,
  offsetMs,
  rttMs,
  errno,
  icmp,
}: NtpAnswer): Omit<NtpSeen, 'sent'> {
  return {
    ...NO_TIME,
    result,
    stratum,
    leap,
    referenceId: referenceId && readable(referenceId, stratum),
    offsetMs,
    delayMs: rttMs,
    errno,
    detail: saidBy(icmp),
  }
}

const saidBy = (icmp: NodeEcho['icmp']) =>
  icmp === null ? '' : `${icmp.reporter ?? 'a device'} says ${icmpWords(icmp.version, icmp.type, icmp.code)}`

/** Four letters for stratum 0 and 1, as the field has them; an address or a hash else. */
function readable(hex: string, stratum: number | null): string {
  const letters = Buffer.from(hex, 'hex').toString('latin1').replace(/\0+$/, '')
  return (stratum === 0 || stratum === 1) && /^[\x20-\x7e]+$/.test(letters) ? letters : hex
}

/** Null: it failed, took too long, or the run was stopped. */
async function bounded<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const late = AbortSignal.timeout(ANSWER_MS)
  const result = await Promise.race([work.catch(() => null), stopped(AbortSignal.any([signal, late]))])
  return result ?? null
}
