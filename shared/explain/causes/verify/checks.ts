/** All checks by name: what the causes choose from. */
import { OF_MACHINES } from './of-machines.ts'
import { OF_NETWORKS } from './of-networks.ts'
import { OF_TRAFFIC } from './of-traffic.ts'
import type { Check } from './platform.ts'

export type CheckId = keyof typeof OF_TRAFFIC | keyof typeof OF_MACHINES | keyof typeof OF_NETWORKS

export const CHECKS: Record<CheckId, Check> = { ...OF_TRAFFIC, ...OF_MACHINES, ...OF_NETWORKS }
