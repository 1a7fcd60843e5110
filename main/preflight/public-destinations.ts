/** Destinations outside private ranges: they are probed only when somebody says that they are theirs to test. */
import { classifyAddress } from '../../shared/plan/address.ts'
import { fieldCheckSettings } from '../../shared/plan/field-checks.ts'
import type { Flow, Plan } from '../../shared/plan/plan.ts'
import { type Names, destinationsOf } from './choose-flows.ts'

const MOST_LISTED = 5

/** The destinations of the flows that are outside private ranges, each once. */
export function publicDestinations(flows: readonly Flow[], names: Names): string[] {
  return destinationsOf(flows, names).filter((literal) => classifyAddress(literal) === 'public')
}

/** The same for the flows that would be sent, from this machine or over SSH. */
export const publicOnesAsked = (flows: readonly Flow[], names: Names): string[] =>
  publicDestinations(
    flows.filter(({ source }) => source.vantage.kind !== 'none'),
    names,
  )

/** NTP servers of the plan outside private ranges: they are asked too, from nodes and cards. */
export const publicServers = ({ fieldChecks }: Plan): string[] =>
  fieldCheckSettings(fieldChecks).ntp.servers.filter((server) => classifyAddress(server) === 'public')

/** "9.9.9.9, 9.9.9.10 and 3 more" */
export function listedAddresses(addresses: readonly string[]): string {
  const more = addresses.length - MOST_LISTED
  return `${addresses.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
