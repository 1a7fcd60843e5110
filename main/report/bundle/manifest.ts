/**
 * `manifest.json` of an evidence bundle, schema `psm-preflight/bundle@1`, and which files a bundle may hold. A bundle ends with a seal: the
 * SHA-256 of all its bytes before it, as the comment of the archive. Neither is a signature: who forges on purpose can compute both anew.
 */
import { z } from 'zod'

export const BUNDLE_SCHEMA = 'psm-preflight/bundle@1'
export const MANIFEST = 'manifest.json'
export const RUN_FILE = 'run.json'
export const PDF_FILE = 'report.pdf'
export const FIELD_FILE = 'field-checks.csv'
export const CAPTURE_FILE = 'capture.pcapng'

/** In each bundle; others are there only where the run has them. */
export const ALWAYS = [RUN_FILE, PDF_FILE, 'flows.csv', 'junit.xml'] as const
const SOMETIMES = [FIELD_FILE, CAPTURE_FILE] as const
/** Rules to paste, one file for each kind of firewall, and one that takes it back. */
export const RULES_FOLDER = 'rules/'
const RULES = /^rules\/[a-z0-9][a-z0-9.-]{0,60}$/

export const mayHold = (name: string) =>
  name === MANIFEST || [...ALWAYS, ...SOMETIMES].some((known) => known === name) || RULES.test(name)

export const manifest = z.strictObject({
  schema: z.literal(BUNDLE_SCHEMA),
  /** What made the bundle; the run may be of another version. */
  tool: z.strictObject({ name: z.literal('psm-preflight'), version: z.string().max(100) }),
  site: z.string().max(1000),
  finishedAt: z.iso.datetime(),
  /** `integrity` of the run.json. */
  integrity: z.string().regex(/^[0-9a-f]{64}$/),
  files: z
    .array(
      z.strictObject({
        name: z.string().max(100),
        size: z.number().int().min(0),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(64),
})
export type Manifest = z.infer<typeof manifest>

/** The comment of the archive, up to the hash. */
export const SEAL = `${BUNDLE_SCHEMA} sha256=`
export const SEAL_HASH_LENGTH = 64

/** The one and only form of the metadata of an entry, so that nothing can hide there. */
export const ENTRY_MODE = 0o100644
export const ENTRY_FLAGS = 0x0808
export const DEFLATED = 8
/** 2 January 1980, after the first day that an archive knows: the same run gives the same bytes, whenever and wherever. */
export const ENTRY_DATE = 0x22
