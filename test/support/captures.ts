/** The captures of others that decoders are tried on; never part of this repository. PSM_CAPTURES names their folder. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDER = process.env['PSM_CAPTURES'] ?? fileURLToPath(new URL('../../../shared/captures', import.meta.url))

/** Paths of all capture files; empty, and said so, where the folder is absent. */
export function captureFiles(what: string): string[] {
  try {
    const names = readdirSync(FOLDER).filter((name) => /\.pcap(ng)?$/.test(name))
    return names.sort().map((name) => join(FOLDER, name))
  } catch {
    console.warn(`${what}: skipped, because there is no folder ${FOLDER} (PSM_CAPTURES names another)`)
    return []
  }
}
