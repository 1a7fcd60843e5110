/**
 * DNS names of a plan → literals, once, before anything is probed: the probes dial literals only, so that a flow is
 * tested against one known address. A name that does not resolve is no fault of the plan: its flows are not tested.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { ROLES } from '../../shared/catalogue/catalogue.ts'
import { hostProblem } from '../../shared/plan/address.ts'
import { formatIp, parseIp } from '../../shared/plan/ip-number.ts'
import { type Fault, printable } from '../../shared/plan/faults.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { Origin } from './read-plan.ts'

export interface LookupAnswer {
  address: string
  family: number
}

/** All addresses of a name, in the order of the system; rejects with an `errno` code such as ENOTFOUND. */
export type Lookup = (name: string) => Promise<readonly LookupAnswer[]>

export interface ResolveOptions {
  /** For each name, milliseconds. All names together take at most four times as long. */
  timeoutMs: number
  lookup?: Lookup | undefined
  /** From `readPlanFile`: gives the faults their line. */
  origins?: ReadonlyMap<string, Origin> | undefined
}

/** `error` is the system's code (ENOTFOUND, EAI_AGAIN, ETIMEDOUT), what is wrong with the answer, or why nobody was asked. */
export type Resolved = { literal: string } | { error: string }

export interface ResolvedNames {
  /** By the name as it stands in `Endpoint.address` and `Flow.destination.address`. */
  addresses: Map<string, Resolved>
  faults: Fault[]
  warnings: string[]
}

/** libuv gives getaddrinfo half of its four threads (measured); more than this only queues there, and its time runs out in the queue. */
const CONCURRENCY = 2
/**
 * So many names in a row without any answer: nobody answers, and the rest is not asked. A call of getaddrinfo cannot be
 * cancelled, and each one that was made can hold the process for half a minute.
 */
const MOST_TIMEOUTS = 4
/** While no name was answered at all, the first two say enough. */
const MOST_FIRST_TIMEOUTS = 2
/** Names that were asked together run out of time together: all of them are counted before another one is asked. */
const COUNTING_MS = 20
/** "Try again" after so long is no answer either: the resolver gave up before we did. At once, it is one: the network is down. */
const GAVE_UP_MS = 1000
const NOT_ASKED = 'not asked: names before it got no answer in time'
const TOTAL_FACTOR = 4

/** Where a name is used. */
interface Use {
  /** Key in the origins: name of the endpoint, or path of the rule. */
  origin: string
  path: string
  endpoint: Plan['endpoints'][number] | null
}

/**
 * For glibc's resolver, read at its first question (resolv.conf(5)); its own 5 s and two rounds would keep the process long after
 * the answer is of use to us, for a call of getaddrinfo cannot be cancelled. (measured, exit with a dead server: 10.2 s without,
 * 4.2 s with it; with three dead servers 28 s and 10 s) What the user has set stays; other systems do not read it.
 */
const RESOLVER_OPTIONS = 'timeout:2 attempts:2'

/** Loaded for plans with names only. */
const systemAnswers: Lookup = async (name) => {
  process.env['RES_OPTIONS'] ??= RESOLVER_OPTIONS
  const { lookup } = await import('node:dns/promises')
  return lookup(name, { all: true, order: 'verbatim' })
}

function usesOf(plan: Plan): Map<string, Use[]> {
  const uses = new Map<string, Use[]>()
  const add = (name: string, use: Use) => uses.set(name, [...(uses.get(name) ?? []), use])
  for (const endpoint of plan.endpoints) {
    const path = `endpoints "${printable(endpoint.name)}".address`
    if (endpoint.isName) add(endpoint.address, { origin: endpoint.name, path, endpoint })
  }
  const known = new Set<string>([...ROLES, ...plan.endpoints.map((e) => e.name)])
  for (const [index, { to }] of plan.rules.entries()) {
    const path = `rules[${index}].to`
    if (!known.has(to) && parseIp(to) === null) add(to, { origin: path, path, endpoint: null })
  }
  return uses
}

function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code)
  return error instanceof Error ? printable(error.message) : 'unknown error'
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

type Answer = { literals: string[] } | { error: string }

function canonical({ address }: LookupAnswer): string[] {
  const ip = parseIp(address)
  return ip ? [formatIp(ip.family, ip.value) + (ip.zone === null ? '' : `%${ip.zone}`)] : []
}

async function ask(name: string, lookup: Lookup, ms: number): Promise<Answer> {
  if (ms <= 0) return { error: 'ETIMEDOUT' }
  try {
    const answers = await within(lookup(name), ms)
    const literals = [...new Set(answers.flatMap(canonical))]
    return literals.length === 0 ? { error: 'ENODATA' } : { literals }
  } catch (error) {
    return { error: errorCode(error) }
  }
}

/** All addresses of one name from this machine's resolver, in canonical form; never rejects. */
export const lookUpName = (name: string, timeoutMs: number): Promise<Answer> => ask(name, systemAnswers, timeoutMs)

async function askAll(names: readonly string[], options: ResolveOptions): Promise<Map<string, Answer>> {
  const { timeoutMs, lookup = systemAnswers } = options
  const deadline = performance.now() + timeoutMs * TOTAL_FACTOR
  const answers = new Map<string, Answer>()
  const queue = names.values()
  let timeouts = 0
  let heard = false
  const work = async () => {
    // The workers share one iterator: each takes the next name that nobody has taken.
    for (const name of queue) {
      if (timeouts >= (heard ? MOST_TIMEOUTS : MOST_FIRST_TIMEOUTS)) {
        answers.set(name, { error: NOT_ASKED })
        continue
      }
      const askedAt = performance.now()
      const answer = await ask(name, lookup, Math.min(timeoutMs, deadline - performance.now()))
      answers.set(name, answer)
      const gaveUp = performance.now() - askedAt >= GAVE_UP_MS
      const late = 'error' in answer && (answer.error === 'ETIMEDOUT' || (answer.error === 'EAI_AGAIN' && gaveUp))
      heard ||= !late
      timeouts = late ? timeouts + 1 : 0
      if (late) await pause(COUNTING_MS)
    }
  }
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, names.length) }, work))
  return answers
}

const ERROR_WORDS: Record<string, string> = {
  EAI_AGAIN: 'the name server did not answer (EAI_AGAIN)',
  ENODATA: 'it has no address (ENODATA)',
  ENOTFOUND: 'no such name (ENOTFOUND)',
  ETIMEDOUT: 'no answer in time (ETIMEDOUT)',
}
const MOST_NAMED = 5

/** One sentence for each reason: forty names behind a dead name server are one trouble. */
function unresolvedWarnings(unresolved: ReadonlyMap<string, readonly string[]>): string[] {
  return [...unresolved].map(([error, names]) => {
    const more = names.length - MOST_NAMED
    const shown = names.slice(0, MOST_NAMED).map((name) => printable(name))
    const list = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
    const [verb, whose] = names.length === 1 ? ['does', 'its'] : ['do', 'their']
    return `${list} ${verb} not resolve here: ${ERROR_WORDS[error] ?? error}; ${whose} flows cannot be tested`
  })
}

function faultAt(use: Use, options: ResolveOptions, rest: Pick<Fault, 'found' | 'accepted' | 'message'>): Fault {
  const origin = options.origins?.get(use.origin)
  return { path: origin?.path ?? use.path, line: origin?.line ?? null, column: origin?.column ?? null, ...rest }
}

const isIpv4 = (literal: string) => !literal.includes(':')

interface Choice {
  resolved: Resolved
  warning?: string
  /** A psm-node has one address: several would test a machine that nobody named. */
  ambiguous?: boolean
}

/**
 * Which of its addresses a name stands for. A PSM node must have one: with one IPv4 and one IPv6 address the IPv4
 * one is used, and with several of one family none is. Anything else: the first, as the system ordered them.
 */
function choose(name: string, literals: readonly string[], isNode: boolean): Choice {
  const [first = '', second] = literals
  const v4 = literals.filter(isIpv4)
  const list = printable(literals.join(', '), 200)
  if (isNode && (v4.length > 1 || literals.length - v4.length > 1)) {
    return { resolved: { error: `resolves to several addresses: ${list}` }, ambiguous: true }
  }
  const literal = isNode ? (v4[0] ?? first) : first
  const problem = hostProblem(literal)
  if (problem !== null) return { resolved: { error: `resolves to ${literal}, but ${problem}` } }
  if (second === undefined) return { resolved: { literal } }
  return { resolved: { literal }, warning: `${printable(name)} resolves to ${list}: only ${literal} is tested` }
}

function ambiguityFaults(name: string, literals: readonly string[], uses: readonly Use[], options: ResolveOptions) {
  const found = printable(`"${name}" resolves to ${literals.join(', ')}`, 160)
  const accepted = 'a name that resolves to one address of a family'
  const message = 'write the address of the node that is meant'
  const nodes = uses.filter((u) => u.endpoint?.role === 'psm-node')
  return nodes.map((use) => faultAt(use, options, { found, accepted, message }))
}

function loopbackWarning(name: string, literal: string, uses: readonly Use[]): string[] {
  const remote = uses.filter((u) => u.endpoint?.vantage.kind !== 'local')
  if (remote.length === 0 || !/^(127\.|::1$)/.test(literal)) return []
  return [`${printable(name)} resolves to ${literal}, which is this machine itself: look into its hosts file`]
}

/** Names that turn out to be an address that another endpoint of the role has already. */
function duplicateFaults(plan: Plan, addresses: ReadonlyMap<string, Resolved>, options: ResolveOptions): Fault[] {
  const owner = new Map<string, Plan['endpoints'][number]>()
  const faults: Fault[] = []
  for (const endpoint of plan.endpoints.toSorted((a, b) => Number(a.isName) - Number(b.isName))) {
    const resolved = endpoint.isName ? addresses.get(endpoint.address) : { literal: endpoint.address }
    if (!resolved || 'error' in resolved) continue
    const key = `${endpoint.role} ${resolved.literal}`
    const first = owner.get(key)
    if (first) {
      const use = { origin: endpoint.name, path: `endpoints "${printable(endpoint.name)}".address`, endpoint }
      const found = printable(`"${endpoint.address}" resolves to ${resolved.literal}`, 160)
      const accepted = `each address only once within the role ${endpoint.role}`
      faults.push(faultAt(use, options, { found, accepted, message: `${printable(first.name)} has it too` }))
    } else owner.set(key, endpoint)
  }
  return faults
}

/**
 * Resolves every DNS name of the plan. Never throws: what cannot be resolved is an `error` in `addresses`.
 * Without names nothing is asked of anybody.
 */
export async function resolvePlanNames(plan: Plan, options: ResolveOptions): Promise<ResolvedNames> {
  const uses = usesOf(plan)
  const answers = await askAll([...uses.keys()], options)
  const result: ResolvedNames = { addresses: new Map(), faults: [], warnings: [] }
  const unresolved = new Map<string, string[]>()
  for (const [name, users] of uses) {
    const answer = answers.get(name) ?? { error: 'ETIMEDOUT' }
    if ('error' in answer) {
      result.addresses.set(name, answer)
      unresolved.set(answer.error, [...(unresolved.get(answer.error) ?? []), name])
      continue
    }
    const isNode = users.some((u) => u.endpoint?.role === 'psm-node')
    const { resolved, warning, ambiguous } = choose(name, answer.literals, isNode)
    result.addresses.set(name, resolved)
    if (ambiguous) result.faults.push(...ambiguityFaults(name, answer.literals, users, options))
    else if ('error' in resolved)
      result.warnings.push(`${printable(name)} ${resolved.error}: its flows cannot be tested`)
    if (warning !== undefined) result.warnings.push(warning)
    if ('literal' in resolved) result.warnings.push(...loopbackWarning(name, resolved.literal, users))
  }
  result.warnings.push(...unresolvedWarnings(unresolved))
  result.faults.push(...duplicateFaults(plan, result.addresses, options))
  return result
}
