/**
 * The shape of a plan file. The message of every check says what is accepted, because that is what a fault shows.
 * Meaning (addresses, duplicates, roles that a group needs) is checked in `interpret.ts`.
 */
import * as z from 'zod/mini'
import { DIRECTION_IDS, GROUP_IDS, ROLES } from '../catalogue/catalogue.ts'
import { FIELD_CHECK_KEYS, NTP_KEYS, rawFieldChecks } from './field-checks.ts'
import { PACES, STAGES, type Vantage } from './plan.ts'

// Compiling checks with eval costs more than it saves on one small file, and a strict content security policy forbids it.
z.config({ jitless: true })

const NAME_LIMIT = 200

/** Control and invisible characters, line breaks, and marks that turn the writing direction: a name must be what it looks like. */
const NOT_IN_TEXT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/u

/** One line of readable text, from 1 to 200 characters. */
export const isCleanText = (text: string) =>
  text !== '' && text.length <= 2 * NAME_LIMIT && [...text].length <= NAME_LIMIT && !NOT_IN_TEXT.test(text)

/** A clean text that can be a part of a flow's id. */
export const isCleanName = (text: string) => isCleanText(text) && !text.includes('/')

export const NAME_ACCEPTED = 'a name of 1 to 200 characters in one line, without / and control characters'
const TEXT_ACCEPTED = 'a text of 1 to 200 characters in one line, without control characters'

const text = z
  .string({ error: TEXT_ACCEPTED })
  .check(z.trim(), z.normalize('NFC'), z.refine(isCleanText, { error: TEXT_ACCEPTED }))
const name = z
  .string({ error: NAME_ACCEPTED })
  .check(z.trim(), z.normalize('NFC'), z.refine(isCleanName, { error: NAME_ACCEPTED }))

const PORT_ACCEPTED = 'a whole number from 1 to 65535, without quotes'
const port = z
  .number({ error: PORT_ACCEPTED })
  .check(z.refine((n) => Number.isInteger(n) && n >= 1 && n <= 65535, { error: PORT_ACCEPTED }))

const USER_ACCEPTED = 'the name of a user, without spaces, without a password'
const FILE_ACCEPTED = 'the path of a private key file, such as ~/.ssh/id_ed25519'
const HOST_KEY_ACCEPTED = 'a fingerprint as ssh-keygen -l shows it: SHA256: and 43 characters'

const ssh = z.strictObject(
  {
    // A leading hyphen would be read as an option by a program that gets it as an argument.
    user: z
      .string({ error: USER_ACCEPTED })
      .check(z.regex(/^[^\s\p{C}:/-][^\s\p{C}:/]{0,63}$/u, { error: USER_ACCEPTED })),
    port: z._default(port, 22),
    identityFile: z.optional(
      z.string({ error: FILE_ACCEPTED }).check(z.regex(/^(?!-)[^\p{Cc}]{1,1024}$/u, { error: FILE_ACCEPTED })),
    ),
    hostKey: z.optional(
      z.string({ error: HOST_KEY_ACCEPTED }).check(z.regex(/^SHA256:[A-Za-z0-9+/]{43}$/, { error: HOST_KEY_ACCEPTED })),
    ),
  },
  { error: 'a mapping with user, and if needed port, identityFile and hostKey' },
)

const VANTAGE_ACCEPTED = 'local, none, or { ssh: { user: NAME } }'
const vantageObject = z.strictObject({ ssh }, { error: VANTAGE_ACCEPTED })

/** `local`, `none`, or a mapping. By hand, because a union would report the faults of all of its members. */
const vantage = z.pipe(
  z.unknown(),
  z.transform((value, context): Vantage => {
    if (value === undefined || value === 'none') return { kind: 'none' }
    if (value === 'local') return { kind: 'local' }
    const parsed = vantageObject.safeParse(value)
    if (parsed.success) return { kind: 'ssh', ssh: parsed.data.ssh }
    // An issue and a raw issue differ in `input` only, which TypeScript cannot follow through the union.
    for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue)
    return z.NEVER
  }),
)

export const rawEndpoint = z.strictObject(
  {
    name,
    role: z.enum(ROLES, { error: `one of ${ROLES.join(', ')}` }),
    address: z
      .string({ error: 'an address in text: IPv4, IPv6, a DNS name, a range or a network' })
      .check(z.refine((s) => s.trim() !== '', { error: 'an address: IPv4, IPv6, a DNS name, a range or a network' })),
    vantage: z.optional(vantage),
  },
  { error: 'a mapping with name, role and address' },
)
export type RawEndpoint = z.infer<typeof rawEndpoint>

const TAKEN_IDS = new Set<string>([...DIRECTION_IDS, ...GROUP_IDS, 'extra'])
const ID_ACCEPTED =
  'an id of 1 to 64 characters from a-z, 0-9 and hyphen, other than the ids of the catalogue (user-to-psm …)'

export const rawRule = z.strictObject(
  {
    id: z
      .string({ error: ID_ACCEPTED })
      .check(z.refine((id) => /^[a-z0-9-]{1,64}$/.test(id) && !TAKEN_IDS.has(id), { error: ID_ACCEPTED })),
    service: text,
    port,
    from: z.string({ error: 'a role, or the name of an endpoint' }).check(z.trim(), z.normalize('NFC')),
    to: z.string({ error: 'a role, the name of an endpoint, or a single address' }).check(z.trim(), z.normalize('NFC')),
  },
  { error: 'a mapping with id, service, port, from and to' },
)
export type RawRule = z.infer<typeof rawRule>

const rawSite = z.strictObject(
  { name: text, customer: z.optional(text), engineer: z.optional(text) },
  { error: 'a mapping with name, and if wanted customer and engineer' },
)

/** A plan as it stands in the file: entries not expanded, names not compared. */
export const rawPlan = z.strictObject(
  {
    version: z.literal(1, { error: '1' }),
    site: rawSite,
    stage: z._default(z.enum(STAGES, { error: `one of ${STAGES.join(', ')}` }), 'preinstall'),
    endpoints: z
      .array(rawEndpoint, { error: 'a list of endpoints' })
      .check(z.minLength(1, { error: 'at least one endpoint' })),
    rules: z._default(z.array(rawRule, { error: 'a list of rules' }), []),
    pace: z._default(z.enum(PACES, { error: `one of ${PACES.join(', ')}` }), 'normal'),
    fieldChecks: z.optional(rawFieldChecks),
  },
  { error: 'a mapping with version, site and endpoints' },
)
export type RawPlan = z.infer<typeof rawPlan>

/** The keys that are accepted in the mapping at a path. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const last = path.at(-1)
  if (last === undefined) return Object.keys(rawPlan.shape)
  if (path[0] === 'fieldChecks') return last === 'ntp' ? NTP_KEYS : FIELD_CHECK_KEYS
  if (last === 'site') return Object.keys(rawSite.shape)
  if (last === 'vantage') return ['ssh']
  if (last === 'ssh') return Object.keys(ssh.shape)
  return Object.keys(path[0] === 'rules' ? rawRule.shape : rawEndpoint.shape)
}
