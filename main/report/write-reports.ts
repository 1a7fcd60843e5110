/** The reports of a run, as files beside its run.json, each written whole or not at all. */
import { join } from 'node:path'
import { assertNever } from '../../shared/assert-never.ts'
import type { PrintOptions } from '../../shared/print-options.ts'
import type { RunResult } from '../../shared/result.ts'
import { permitFlows, ruleRequest } from '../../shared/explain/rule-request.ts'
import { writeWhole } from '../store/write-run.ts'
import { runToCsv } from './csv.ts'

export type ReportFormat = 'pdf' | 'csv' | 'junit'

/** What can be written: a file each, but for the rules, which are a folder; a bundle holds the run with all its reports. */
export type WrittenFormat = ReportFormat | 'bundle' | 'rules'

const FILE_NAME: Record<ReportFormat | 'bundle', string> = {
  pdf: 'report.pdf',
  csv: 'flows.csv',
  junit: 'junit.xml',
  bundle: 'evidence.zip',
}

export interface WriteOptions extends PrintOptions {
  /** Where the run is: a bundle takes it in as it stands there. Absent: `run.json` in the folder. */
  runPath?: string | undefined
  /** Stands in the comments of the rules. */
  ticket?: string | undefined
}

/** The file's content. The modules behind PDF and JUnit are loaded only when they are asked for: starting up must not pay for them. */
export async function reportContent(
  run: RunResult,
  sha256: string,
  format: ReportFormat,
  print: PrintOptions,
): Promise<string | Buffer> {
  switch (format) {
    case 'pdf': {
      const { pdfBytes } = await import('./pdf/write-pdf.ts')
      return pdfBytes(run, { runSha256: sha256, ...print })
    }
    case 'csv':
      return runToCsv(run)
    case 'junit': {
      const { runToJunit } = await import('./junit.ts')
      return runToJunit(run)
    }
    default:
      return assertNever(format)
  }
}

/** Its bytes, in pieces: it may hold a capture. */
export async function bundleContent(
  run: RunResult,
  sha256: string,
  path: string,
  print: PrintOptions,
  ticket?: string,
): Promise<AsyncIterable<Uint8Array>> {
  const { makeBundle } = await import('./bundle/make-bundle.ts')
  return makeBundle({ run, sha256, path, ticket, print })
}

/**
 * Writes the formats into a folder, which is made if need be, and gives the paths written, in the order asked for.
 * @param sha256 of the bytes of run.json, hex
 * @throws the file system's error when a file cannot be written; what was written before it stays
 */
export async function writeReports(
  run: RunResult,
  sha256: string,
  directory: string,
  formats: readonly WrittenFormat[],
  { runPath = join(directory, 'run.json'), ticket, ...print }: WriteOptions = {},
): Promise<string[]> {
  const paths: string[] = []
  for (const format of new Set(formats)) {
    if (format === 'rules') {
      paths.push(await writePermits(run, directory, ticket))
      continue
    }
    const path = join(directory, FILE_NAME[format])
    await writeWhole(
      path,
      format === 'bundle'
        ? await bundleContent(run, sha256, runPath, print, ticket)
        : await reportContent(run, sha256, format, print),
    )
    paths.push(path)
    if (format === 'csv') paths.push(...(await writeFieldCsv(run, directory)))
  }
  return paths
}

/** For every flow that failed in a way that a permit helps. */
async function writePermits({ flows, site }: RunResult, directory: string, ticket?: string): Promise<string> {
  const { writeRules } = await import('./rules-folder.ts')
  return writeRules(ruleRequest(permitFlows(flows), { site: site.name, ticket }), directory)
}

/** Beside the flows, where anything was checked beyond the port table. */
async function writeFieldCsv({ fieldChecks = [] }: RunResult, directory: string): Promise<string[]> {
  if (fieldChecks.length === 0) return []
  const { fieldChecksToCsv } = await import('./field-csv.ts')
  const path = join(directory, 'field-checks.csv')
  await writeWhole(path, fieldChecksToCsv(fieldChecks))
  return [path]
}
