/**
 * `fieldChecks` of a plan: which checks beyond the guide's port table are made. What the plan does not say has a default, which
 * costs nothing where there is nobody to ask.
 */
import * as z from 'zod/mini'
import { SINGLE_ACCEPTED } from './address.ts'
import { parseSingleAddress } from './parse-address.ts'

z.config({ jitless: true })

const ON_OFF_ACCEPTED = 'on or off'
const NTP_ACCEPTED = 'off, or a mapping with servers (a list of addresses), and if wanted nodes: on'
const SERVERS_ACCEPTED = 'a list of at most 16 addresses or DNS names of NTP servers, such as [10.77.40.1]'
const MOST_SERVERS = 16

/** In YAML 1.2 `on` is a text; a JSON file and YAML 1.1 habits have truth values. */
const onOff = z.pipe(
  z.unknown(),
  z.transform((value, context): boolean => {
    if (value === 'on' || value === true) return true
    if (value === 'off' || value === false) return false
    context.issues.push({ code: 'custom', message: ON_OFF_ACCEPTED, input: value })
    return z.NEVER
  }),
)

/** In its canonical form, so that one server is one, however it was written. */
const server = z.pipe(
  z.string({ error: SINGLE_ACCEPTED }),
  z.transform((value, context): string => {
    const spec = parseSingleAddress(value)
    if (spec.kind !== 'fault') return spec.literal
    context.issues.push({ code: 'custom', message: SINGLE_ACCEPTED, input: value })
    return z.NEVER
  }),
)

const ntpObject = z.strictObject(
  {
    servers: z.optional(
      z.array(server, { error: SERVERS_ACCEPTED }).check(z.maxLength(MOST_SERVERS, { error: SERVERS_ACCEPTED })),
    ),
    nodes: z.optional(onOff),
  },
  { error: NTP_ACCEPTED },
)

/** `off`, or whom to ask. By hand, because a union would report the faults of all of its members. */
const ntp = z.pipe(
  z.unknown(),
  z.transform((value, context): z.infer<typeof ntpObject> => {
    if (value === 'off' || value === false) return {}
    const parsed = ntpObject.safeParse(value)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue)
    return z.NEVER
  }),
)

export const rawFieldChecks = z.strictObject(
  {
    echo: z.optional(onOff),
    ntp: z.optional(ntp),
    names: z.optional(onOff),
    overlap: z.optional(onOff),
    clock: z.optional(onOff),
  },
  { error: 'a mapping with the keys echo, ntp, names, overlap and clock' },
)
/** As the plan says it; what it does not say is not there. */
export type PlanFieldChecks = z.infer<typeof rawFieldChecks>

export const FIELD_CHECK_KEYS = Object.keys(rawFieldChecks.shape)
export const NTP_KEYS = Object.keys(ntpObject.shape)

/** `where-possible`: from every vantage that there is, and not a word of those that there are not. */
export type Wanted = 'yes' | 'where-possible' | 'no'

/** What is made, with every default. */
export interface FieldCheckSettings {
  echo: Wanted
  clock: Wanted
  names: boolean
  overlap: boolean
  ntp: { servers: readonly string[]; nodes: boolean }
}

const wanted = (said: boolean | undefined): Wanted => (said === undefined ? 'where-possible' : said ? 'yes' : 'no')

export function fieldCheckSettings(said: PlanFieldChecks = {}): FieldCheckSettings {
  return {
    echo: wanted(said.echo),
    clock: wanted(said.clock),
    names: said.names ?? true,
    overlap: said.overlap ?? true,
    ntp: { servers: [...new Set(said.ntp?.servers)], nodes: said.ntp?.nodes ?? false },
  }
}
