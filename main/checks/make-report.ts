/** A report of a check, as a file for the user: made from the merged result as it stands on disk. */
import { stat } from 'node:fs/promises'
import type { Params } from '../../shared/contract.ts'
import { flowResult } from '../../shared/result.ts'
import { compactTime, siteSlug } from '../report/file-name.ts'
import { reportContent } from '../report/write-reports.ts'
import { type RunHead, scanRun } from '../store/scan-run.ts'
import { readRun } from '../store/read-run.ts'
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
}

export async function makeReport(check: OpenCheck, format: Format): Promise<ReportFile> {
  if (!check.tested) throw new CheckError('refused', 'The plan has faults: a report needs a sound plan.')
  // Makes run.json current.
  await check.view()
  const path = check.folder.merged()
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  if (!isThere) throw new CheckError('refused', 'Nothing was tested yet: there is nothing to report.')
  if (format === 'json') return { ...named(await headOf(path), format), content: { path } }
  const { run, sha256 } = await readRun(path)
  const content = await reportContent(run, sha256, format)
  return { ...named(run, format), content: typeof content === 'string' ? Buffer.from(content) : content }
}

function named({ site, finishedAt }: RunHead, format: Format): Pick<ReportFile, 'name' | 'mediaType'> {
  const { ending, mediaType } = KINDS[format]
  return { name: `preflight-${siteSlug(site.name)}-${compactTime(new Date(finishedAt))}${ending}`, mediaType }
}

/** The file is handed over as it is: nothing of its flows is needed. */
const headOf = (path: string) => scanRun(path, flowResult.pick({ id: true }), () => () => {})
