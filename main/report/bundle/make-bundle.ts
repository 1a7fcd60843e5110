/** What goes into the evidence bundle of a run that is saved: its run.json as it stands on disk, every report of it, and the capture beside it. */
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { permitFlows, ruleRequest } from '../../../shared/explain/rule-request.ts'
import { printable } from '../../../shared/plan/faults.ts'
import type { PrintOptions } from '../../../shared/print-options.ts'
import { type RunResult, flowResult } from '../../../shared/result.ts'
import { fileSha256 } from '../../store/file-sha256.ts'
import { integrityWords } from '../../store/integrity.ts'
import { scanChecked } from '../../store/scan-run.ts'
import { UsageError } from '../../terms.ts'
import { runToCsv } from '../csv.ts'
import { fieldChecksToCsv } from '../field-csv.ts'
import { runToJunit } from '../junit.ts'
import { pdfBytes } from '../pdf/write-pdf.ts'
import { ruleFiles } from '../rules-folder.ts'
import { CAPTURE_FILE, FIELD_FILE, PDF_FILE, RULES_FOLDER, RUN_FILE } from './manifest.ts'
import { type BundleFile, bundleBytes } from './write-bundle.ts'

/** A run in memory, and where it is saved. */
interface SavedRun {
  run: RunResult
  /** Of the bytes of run.json, hex. */
  sha256: string
  /** Of run.json. */
  path: string
  /** Stands in the comments of the rules. */
  ticket?: string | undefined
  print: PrintOptions
}

const text = (name: string, content: string): BundleFile => ({ name, content: Buffer.from(content) })

/**
 * The bytes of the bundle, in pieces. Throws {@link UsageError} for a run that was edited, or whose integrity nobody can tell: a bundle of it
 * would claim what nobody knows.
 */
export async function makeBundle({ run, sha256, path, ticket, print }: SavedRun): Promise<AsyncIterable<Uint8Array>> {
  const { head, integrity } = await scanChecked(path, flowResult.pick({ id: true }), () => () => {})
  const words = integrityWords(integrity)
  if (words !== null) throw new UsageError(`${printable(path, 200)}: no bundle is made of it: ${words}`)
  if ((await fileSha256(path)) !== sha256)
    throw new UsageError(`${printable(path, 200)}: no bundle is made of it: it was changed while it was read`)
  const { fieldChecks = [] } = run
  const files: BundleFile[] = [
    { name: RUN_FILE, content: { path } },
    { name: PDF_FILE, content: await pdfBytes(run, { runSha256: sha256, ...print }) },
    text('flows.csv', runToCsv(run)),
    text('junit.xml', runToJunit(run)),
    ...(fieldChecks.length > 0 ? [text(FIELD_FILE, fieldChecksToCsv(fieldChecks))] : []),
    ...rulesOf(run, ticket),
    ...(await captureOf(run, dirname(path))),
  ]
  return bundleBytes(head, files)
}

/** The change request for every firewall, each with its rollback: the same files as `--format rules` writes. */
function rulesOf({ flows, site }: RunResult, ticket?: string): BundleFile[] {
  const files = ruleFiles(ruleRequest(permitFlows(flows), { site: site.name, ticket }))
  return [...files].flatMap(([name, content]) => (content === null ? [] : [text(`${RULES_FOLDER}${name}`, content)]))
}

/** Only where the run says that it kept one: another run may have left one in the same folder. */
async function captureOf({ environment }: RunResult, folder: string): Promise<BundleFile[]> {
  const isKept = environment?.observers.some(({ id, available }) => id === 'capture' && available) ?? false
  if (!isKept) return []
  const path = join(folder, CAPTURE_FILE)
  const info = await stat(path).catch(() => null)
  return info?.isFile() ? [{ name: CAPTURE_FILE, content: { path } }] : []
}
