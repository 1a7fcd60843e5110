/** `psm-preflight verify BUNDLE`: whether an evidence bundle is as it was saved. Nothing of it is written to disk. */
import { verdictSentence } from '../../shared/explain/verdict-sentence.ts'
import { printable } from '../../shared/plan/faults.ts'
import { fileErrorWords } from '../file-errors.ts'
import { BundleError, NoBundleError } from '../report/bundle/open-archive.ts'
import { type Verified, verifyBundle } from '../report/bundle/verify-bundle.ts'
import { EXIT, UsageError } from '../terms.ts'

/** 0: as it was saved; 1: it was changed, is damaged, or is not sound. Throws {@link UsageError} for what is no bundle. */
export async function verify(path: string): Promise<number> {
  const name = printable(path, 200)
  const accepted = 'accepted: the evidence.zip of a check'
  try {
    const verified = await verifyBundle(path)
    process.stdout.write(`${soundLines(name, verified).join('\n')}\n`)
    return EXIT.passed
  } catch (error) {
    if (error instanceof BundleError) {
      process.stdout.write(`${name}: NOT as it was saved: ${error.message}. Do not rely on it; ask for it again.\n`)
      return EXIT.failed
    }
    if (error instanceof NoBundleError) throw new UsageError(`${name}: ${error.message}; ${accepted}`)
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw new UsageError(`${name}: cannot be read: ${fileErrorWords(error)}; ${accepted}`)
  }
}

function soundLines(name: string, { manifest, head, runSha256 }: Verified): string[] {
  const { files, tool } = manifest
  const width = Math.max(...files.map((file) => file.name.length))
  return [
    `${name}: as it was saved. ${files.length} files, each with the SHA-256 that the manifest tells:`,
    ...files.map(
      ({ name: file, size, sha256 }) => `  ${file.padEnd(width)}  ${sha256}  ${size.toLocaleString('en')} bytes`,
    ),
    `Made by psm-preflight ${printable(tool.version)}; site ${printable(head.site.name)}, ended ${head.finishedAt}.`,
    `The run says: ${verdictSentence(head)}`,
    `Each page of a report that was signed must name this run: SHA-256 ${runSha256}.`,
    'This finds accidents and edits. It is no signature: who forges on purpose can make a bundle that is sound by itself.',
  ]
}
