/** A result read for a comparison: flow by flow, and only what is compared, so that two of 36,000 flows stay small. */
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { ComparedFlow, Side } from '../../shared/explain/compare.ts'
import { printable } from '../../shared/plan/faults.ts'
import { flowResult } from '../../shared/result.ts'
import { summarise } from '../../shared/summary.ts'
import { fileErrorWords } from '../file-errors.ts'
import { fileSha256 } from '../store/file-sha256.ts'
import type { Integrity } from '../store/integrity.ts'
import { RunFileError, scanChecked } from '../store/scan-run.ts'

const compared = flowResult.pick({
  id: true,
  group: true,
  direction: true,
  source: true,
  destination: true,
  port: true,
  outcome: true,
  verdict: true,
  proof: true,
  reason: true,
  blockedBy: true,
  finding: true,
})

export interface ReadSide extends Side {
  /** Of run.json itself. */
  path: string
  integrity: Integrity
}

/** Reasons and names are the same for many flows: one string each. */
class Strings {
  private readonly known = new Map<string, string>()

  one(text: string): string {
    const same = this.known.get(text)
    if (same !== undefined) return same
    this.known.set(text, text)
    return text
  }
}

/** @param name as messages call it. Rejects with {@link RunFileError}. */
export async function readCompared(given: string, name = printable(given, 200)): Promise<ReadSide> {
  const path = await pathOf(given, name)
  const strings = new Strings()
  const flows: ComparedFlow[] = []
  const { head, integrity } = await scanChecked<ComparedFlow>(path, compared, () => {
    flows.length = 0
    return (flow) =>
      flows.push({
        ...flow,
        reason: strings.one(flow.reason),
        source: strings.one(flow.source),
        destination: strings.one(flow.destination),
        direction: strings.one(flow.direction),
        group: strings.one(flow.group),
      })
  })
  if (!isDeepStrictEqual(head.summary, summarise(flows)))
    throw new RunFileError(`${name}: its summary does not match its flows: the file was changed, or is damaged`)
  if (new Set(flows.map(({ id }) => id)).size < flows.length)
    throw new RunFileError(`${name}: a flow stands in it twice: the file was changed, or is damaged`)
  return {
    path,
    integrity,
    flows,
    endpoints: head.plan.endpoints,
    findings: head.findings,
    fieldChecks: head.fieldChecks ?? [],
    result: {
      name,
      sha256: await fileSha256(path),
      site: head.site.name,
      stage: head.stage,
      startedAt: head.startedAt,
      finishedAt: head.finishedAt,
      complete: head.complete,
      tool: head.tool.version,
      catalogue: head.tool.catalogue,
      plan: head.plan.sha256,
      summary: head.summary,
    },
  }
}

async function pathOf(given: string, name: string): Promise<string> {
  const accepted = 'accepted: a run.json, or the folder that holds it'
  try {
    const info = await stat(given)
    if (info.isDirectory()) return await pathOf(join(given, 'run.json'), name)
    if (!info.isFile()) throw new RunFileError(`${name}: not a file; ${accepted}`)
    return given
  } catch (error) {
    if (error instanceof RunFileError) throw error
    const isMissing = basename(given) === 'run.json' && (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new RunFileError(
      `${name}: ${isMissing ? 'no run.json is there' : `cannot be read: ${fileErrorWords(error)}`}; ${accepted}`,
    )
  }
}
