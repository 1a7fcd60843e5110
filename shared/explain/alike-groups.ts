/**
 * Groups that fail alike are one: many sources, none of which reaches the same ports of the same machines; nodes that do not reach each
 * other; a service that listens on no node. A device that was seen is never joined with another.
 */
import { entry } from '../entry.ts'
import type { FlowResult } from '../result.ts'
import type { Group } from './group-flows.ts'
import { kindOf } from './place.ts'

/**
 * So many machines that are down, or filter by themselves, are a finding each. More of them that fail alike have more likely one cause (power,
 * a VLAN, a policy), and nobody reads fifty findings that say the same.
 */
const FEW_MACHINES = 4
/** Groups that are compared pair by pair; what is left apart is no mistake, only longer. */
const MOST_COMPARED = 64

/** The same groups, with those joined that fail alike. */
export function joinAlike(groups: readonly Group[]): Group[] {
  const buckets = new Map<string, Group[]>()
  for (const group of groups) {
    const alike = likeness(group)
    entry(buckets, `${group.cause} ${alike ?? group.place}`, () => [] as Group[]).push(group)
  }
  const joined = [...buckets.values()].flatMap((bucket) => (isOne(bucket) ? [join(bucket)] : bucket))
  return joinMeshes(joined)
}

function isOne(bucket: readonly Group[]): boolean {
  const [first] = bucket
  const kind = first ? kindOf(first.place) : 'device'
  return kind === 'machine' || kind === 'sender' ? bucket.length > FEW_MACHINES : bucket.length > 1
}

/** What must be the same for groups to be one; null: they are told apart. */
function likeness({ flows, place }: Group): string | null {
  const kind = kindOf(place)
  switch (kind) {
    case 'device':
    case 'network':
      return null
    case 'near-source':
      return `${kind} ${[...farEnds(flows, 'address')].join()}`
    case 'near-destination':
      return `${kind} ${[...farEnds(flows, 'sourceAddress')].join()}`
    case 'sender':
    case 'machine':
    case 'service':
      return `${kind} ${portsOf(flows).join()}`
  }
}

const portsOf = (flows: readonly FlowResult[]) => [...new Set(flows.map(({ port }) => port))].toSorted((a, b) => a - b)

/** "10.77.20.11 9010": the other ends and their ports, sorted. */
const farEnds = (flows: readonly FlowResult[], end: 'address' | 'sourceAddress') =>
  new Set(flows.map((flow) => `${flow[end]} ${flow.port}`).toSorted())

function join(groups: readonly Group[]): Group {
  const [first, ...others] = groups
  if (!first) throw new Error('no group to join')
  return { ...first, flows: [...first.flows, ...others.flatMap(({ flows }) => flows)] }
}

/** Nodes that do not reach each other: no node asks itself, so that each of them misses another set of machines. */
function joinMeshes(groups: readonly Group[]): Group[] {
  const near = groups.filter(({ place }) => kindOf(place) === 'near-source')
  if (near.length < 2 || near.length > MOST_COMPARED) return [...groups]
  const meshes: Group[][] = []
  for (const group of near) {
    const mesh = meshes.find((others) => others.every((other) => isMesh(group, other)))
    if (mesh) mesh.push(group)
    else meshes.push([group])
  }
  return [...meshes.map(join), ...groups.filter((group) => !near.includes(group))]
}

/** They miss the same of all machines that are none of theirs, and there is such a machine. */
function isMesh(one: Group, other: Group): boolean {
  if (one.cause !== other.cause) return false
  const own = new Set([...one.flows, ...other.flows].map(({ sourceAddress }) => sourceAddress))
  const missed = ({ flows }: Group) =>
    [
      ...farEnds(
        flows.filter(({ address }) => !own.has(address)),
        'address',
      ),
    ].join()
  const [a, b] = [missed(one), missed(other)]
  return a !== '' && a === b
}
