/** A report of a check, as a file for the user: made from the merged result as it stands on disk. */
import { stat } from 'node:fs/promises'
import type { Comparison } from '../../shared/comparison.ts'
import type { Params } from '../../shared/contract.ts'
import type { PrintOptions } from '../../shared/print-options.ts'
import { permitFlows, ruleRequest } from '../../shared/explain/rule-request.ts'
import { type RunResult, flowResult } from '../../shared/result.ts'
import { compactTime, siteSlug } from '../report/file-name.ts'
import { rulesArchive } from '../report/rules-archive.ts'
import { bundleContent, reportContent } from '../report/write-reports.ts'
import { type RunHead, scanRun } from '../store/scan-run.ts'
import { readRun } from '../store/read-run.ts'
import { UsageError } from '../terms.ts'
import { CheckError } from './check-error.ts'
import type { OpenCheck } from './open-check.ts'

/** What a door saves or offers; it is not on disk under this name yet. */
export interface ReportFile {
  /** Proposed; letters, digits, hyphens and a dot only. */
  name: string
  mediaType: string
  content: Uint8Array | { path: string }
}

type Format = Params<'reports.save'>['format']

const KINDS: Record<Format, { ending: string; mediaType: string }> = {
  pdf: { ending: '.pdf', mediaType: 'application/pdf' },
  json: { ending: '.json', mediaType: 'application/json' },
  csv: { ending: '.csv', mediaType: 'text/csv; charset=utf-8' },
  junit: { ending: '-junit.xml', mediaType: 'application/xml' },
  rules: { ending: '-rules.zip', mediaType: 'application/zip' },
  bundle: { ending: '-evidence.zip', mediaType: 'application/zip' },
}

/** Path of the merged result, made current where it can be; else it is refused with words. */
export async function currentRun(check: OpenCheck): Promise<string> {
  const path = check.folder.merged()
  // Makes run.json current, where it can be.
  let { noReport } = await check.view()
  // What was in the way may be gone, such as a full drive; and so may the file.
  if (!check.active && (noReport !== null || !(await isThere(path)))) ({ noReport } = await check.viewAgain())
  if (noReport !== null) throw new CheckError('refused', noReport)
  return path
}

interface Wanted extends PrintOptions {
  /** Stands in the comments of the rules. */
  ticket?: string | undefined
}

export async function makeReport(check: OpenCheck, format: Format, wanted: Wanted = {}): Promise<ReportFile> {
  const path = await currentRun(check)
  if (format === 'json') return { ...named(ofPlan(await headOf(path), check), format), content: { path } }
  const { run, sha256 } = await readRun(path)
  ofPlan(run, check)
  if (format === 'bundle') return { ...named(run, format), content: await collected(run, sha256, path, wanted) }
  if (format === 'rules') {
    const request = ruleRequest(permitFlows(run.flows), { site: run.site.name, ticket: wanted.ticket })
    return { ...named(run, format), content: await rulesArchive(request) }
  }
  const content = await reportContent(run, sha256, format, wanted)
  return { ...named(run, format), content: typeof content === 'string' ? Buffer.from(content) : content }
}

/** @param comparison a chapter more: how this very result stands against another one */
export async function makePdf(check: OpenCheck, print: PrintOptions, comparison?: Comparison): Promise<ReportFile> {
  const { run, sha256 } = await readRun(await currentRun(check))
  ofPlan(run, check)
  if (comparison && comparison.new.sha256 !== sha256)
    throw new CheckError('refused', 'The result was changed just now: compare again.')
  const { pdfBytes } = await import('../report/pdf/write-pdf.ts')
  return {
    ...named(run, 'pdf'),
    content: await pdfBytes(run, { runSha256: sha256, ...print, ...(comparison ? { comparison } : {}) }),
  }
}

async function collected(run: RunResult, sha256: string, path: string, { ticket, ...print }: Wanted): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  try {
    for await (const piece of await bundleContent(run, sha256, path, print, ticket)) pieces.push(piece)
  } catch (error) {
    if (error instanceof UsageError) throw new CheckError('refused', error.message)
    throw error
  }
  return Buffer.concat(pieces)
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

/** The plan may have been changed while the file was read. */
function ofPlan(head: RunHead, { tested }: OpenCheck): RunHead {
  if (head.plan.sha256 === tested?.sha256) return head
  throw new CheckError('refused', 'The plan was changed just now: save the report again.')
}

function named({ site, finishedAt }: RunHead, format: Format): Pick<ReportFile, 'name' | 'mediaType'> {
  const { ending, mediaType } = KINDS[format]
  return { name: `preflight-${siteSlug(site.name)}-${compactTime(new Date(finishedAt))}${ending}`, mediaType }
}

/** The file is handed over as it is: nothing of its flows is needed. */
const headOf = (path: string) => scanRun(path, flowResult.pick({ id: true }), () => () => {})
