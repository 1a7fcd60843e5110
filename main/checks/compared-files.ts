/**
 * Results that a page brings only to compare with: a run.json, or the one in an evidence bundle. They become no part of a check; they
 * are kept beside none, in a folder of their own, until newer ones take their place or the program ends.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Params, Result } from '../../shared/contract.ts'
import { printable } from '../../shared/plan/faults.ts'
import { BundleError, NoBundleError } from '../report/bundle/open-archive.ts'
import { isArchive } from '../store/is-archive.ts'
import { RunFileError } from '../store/scan-run.ts'
import { CheckError } from './check-error.ts'
import { type ReadSide, readCompared } from './read-compared.ts'
import { Uploads } from './uploads.ts'

interface Brought {
  path: string
  /** As the user knows it. */
  name: string
}

const MOST_KEPT = 3
const NAME_LENGTH = 200

export class ComparedFiles {
  private readonly uploads = new Uploads()
  private readonly kept = new Map<string, Brought>()
  private folder: Promise<string> | null = null

  /** Rejects with {@link CheckError} where the file is no result; nothing is left of it then. */
  async take(piece: Params<'compare.bring'>): Promise<Result<'compare.bring'>> {
    this.folder ??= mkdtemp(join(tmpdir(), 'psm-preflight-compared-'))
    const folder = await this.folder
    const name = printable(piece.name, NAME_LENGTH)
    const file = await this.uploads.take(
      piece,
      async () => join(folder, `${piece.upload}.tmp`),
      (path) => this.keep(path, name, folder),
    )
    return file === null ? { done: false } : { done: true, file }
  }

  private async keep(brought: string, name: string, folder: string): Promise<string> {
    const file = randomBytes(16).toString('base64url')
    const path = join(folder, `${file}.json`)
    try {
      if (await isArchive(brought)) await unpackRun(brought, path, name)
      else await rename(brought, path)
      // Refused now, while the user still knows which file it was.
      await readCompared(path, name)
    } catch (error) {
      await rm(path, { force: true })
      throw refusal(error, name)
    }
    this.kept.set(file, { path, name })
    for (const [oldest, { path: left }] of this.kept) {
      if (this.kept.size <= MOST_KEPT) break
      this.kept.delete(oldest)
      await rm(left, { force: true })
    }
    return file
  }

  async read(file: string): Promise<ReadSide> {
    const { path, name } = this.kept.get(file) ?? forgotten()
    return await readCompared(path, name)
  }

  async close(): Promise<void> {
    const folder = await this.folder?.catch(() => null)
    if (folder) await rm(folder, { recursive: true, force: true })
  }
}

const forgotten = (): never => {
  throw new CheckError('not-found', 'The file to compare with was let go of: choose it again.')
}

/** Only of a bundle that is as it was saved. */
async function unpackRun(bundle: string, to: string, name: string): Promise<void> {
  const { verifyBundle, extractRun } = await import('../report/bundle/verify-bundle.ts')
  try {
    await verifyBundle(bundle)
    await extractRun(bundle, to)
  } catch (error) {
    throw refusal(error, name)
  }
}

/** What a file lacks is told with its name; anything else is a fault of ours, or of the system. */
function refusal(error: unknown, name: string): unknown {
  const isKnown = error instanceof BundleError || error instanceof NoBundleError || error instanceof RunFileError
  if (!isKnown) return error
  const words = error.message.startsWith(name) ? error.message : `${name}: ${error.message}`
  return new CheckError('refused', `${words.replace(/\.$/, '')}. Accepted: a run.json, or the evidence.zip of a check.`)
}
