/** The reports of a run, as files beside its run.json, each written whole or not at all. */
import { join } from 'node:path'
import { assertNever } from '../../shared/assert-never.ts'
import type { RunResult } from '../../shared/result.ts'
import { permitFlows, ruleRequest } from '../../shared/explain/rule-request.ts'
import { writeWhole } from '../store/write-run.ts'
import { runToCsv } from './csv.ts'

export type ReportFormat = 'pdf' | 'csv' | 'junit'

/** What can be written: a file each, but for the rules, which are a folder. */
export type WrittenFormat = ReportFormat | 'rules'

const FILE_NAME: Record<ReportFormat, string> = { pdf: 'report.pdf', csv: 'flows.csv', junit: 'junit.xml' }

/** The file's content. The modules behind PDF and JUnit are loaded only when they are asked for: starting up must not pay for them. */
export async function reportContent(run: RunResult, sha256: string, format: ReportFormat): Promise<string | Buffer> {
  switch (format) {
    case 'pdf': {
      const { pdfBytes } = await import('./pdf/write-pdf.ts')
      return pdfBytes(run, { runSha256: sha256 })
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

/**
 * Writes the formats into a folder, which is made if need be, and gives the paths written, in the order asked for.
 * @param sha256 of the bytes of run.json, hex
 * @param ticket stands in the comments of the rules
 * @throws the file system's error when a file cannot be written; what was written before it stays
 */
export async function writeReports(
  run: RunResult,
  sha256: string,
  directory: string,
  formats: readonly WrittenFormat[],
  ticket?: string,
): Promise<string[]> {
  const paths: string[] = []
  for (const format of new Set(formats)) {
    if (format === 'rules') {
      paths.push(await writePermits(run, directory, ticket))
      continue
    }
    const path = join(directory, FILE_NAME[format])
    await writeWhole(path, await reportContent(run, sha256, format))
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
