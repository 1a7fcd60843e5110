/** `psm-preflight capture-summary FILE…`: what captures of others show, per flow. Nothing is sent, no name is looked up. */
import { setFlagsFromString } from 'node:v8'
import type { CaptureTotals, CapturedFlow } from '../../shared/capture-summary.ts'
import { CAPTURE_SUMMARY_SCHEMA } from '../../shared/capture-terms.ts'
import { printable } from '../../shared/plan/faults.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import type { CaptureFacts } from '../capture/capture-format.ts'
import { fileWarnings, totalWarnings } from '../capture/capture-warnings.ts'
import { CaptureReader } from '../capture/capture-reader.ts'
import { FlowTracker } from '../capture/flow-tracker.ts'
import { nameFormat } from '../capture/name-format.ts'
import { PlanRows } from '../capture/plan-rows.ts'
import { readCaptureFile, readCaptureStream } from '../capture/read-capture.ts'
import { flowRows, totalsOf } from '../capture/summarise.ts'
import { captureText } from '../terminal/capture-text.ts'
import { writeLines } from '../terminal/wrap.ts'
import { EXIT, UsageError } from '../terms.ts'

export interface CaptureSummaryOptions {
  plan?: string | undefined
  json?: boolean | undefined
}

/** Captures of any size: the young generation of the heap grows to 48 MB otherwise, for no gain. (measured: 131 MB, 105 MB with it) */
const SMALL_HEAP = '--optimize-for-size'
const PATH_LIMIT = 200
/** Characters that wait before they are written. Small: what waits survives, and makes the heap grow. */
const FLUSH = 8192

/** Gives the exit status. Throws {@link UsageError} for what is no capture. */
export async function captureSummary(files: readonly string[], options: CaptureSummaryOptions): Promise<number> {
  setFlagsFromString(SMALL_HEAP)
  const flows = options.plan === undefined ? null : await planFlows(options.plan)
  const tracker = new FlowTracker({ servedPorts: new Set(flows?.map(({ port }) => port)) })
  const warnings: string[] = []
  const facts: CaptureFacts[] = []
  for (const file of files) facts.push(await readOne(file, tracker, warnings))
  const totals = totalsOf(tracker, facts)
  warnings.push(...totalWarnings(totals))
  const head = {
    schema: CAPTURE_SUMMARY_SCHEMA,
    files: files.map((file) => printable(file, PATH_LIMIT)),
    totals,
    warnings,
  }
  const plan = flows && new PlanRows(flows)
  if (options.json === true) await writeJson(head, flowRows(tracker), plan)
  else writeLines([...captureText(head, flowRows(tracker), plan)], process.stdout)
  return EXIT.passed
}

/** The reader of plans is loaded only where there is one. */
async function planFlows(path: string): Promise<Flow[]> {
  const { flowsOfPlan } = await import('./plan-flows.ts')
  return await flowsOfPlan(path)
}

async function readOne(path: string, tracker: FlowTracker, warnings: string[]): Promise<CaptureFacts> {
  const name = path === '-' ? 'stdin' : printable(path, PATH_LIMIT)
  const reader = new CaptureReader(tracker.onPacket)
  let trouble: string | null
  try {
    trouble = await (path === '-' ? readCaptureStream(process.stdin, reader) : readCaptureFile(path, reader))
  } catch (error) {
    throw readError(error, name)
  }
  const { facts } = reader
  if (facts === null) {
    const found = nameFormat(reader.unknown ?? Buffer.alloc(0), path)
    throw new UsageError(`${name}: ${trouble === null ? found : trouble}`)
  }
  warnings.push(...fileWarnings(reader, trouble).map((warning) => `${name}: ${warning}`))
  return facts
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file: a part of its path is not a directory',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  EISDIR: 'a directory; name the files in it',
}

function readError(error: unknown, name: string): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null
  if (code === null) return error instanceof Error ? error : new Error(String(error))
  const words = READ_ERRORS[code]
  return new UsageError(`${name}: ${words === undefined ? `cannot be read (${code})` : `${words} (${code})`}`)
}

interface Head {
  schema: string
  files: string[]
  totals: CaptureTotals
  warnings: string[]
}

/** Written as it is made: 200,000 flows would not fit into one string. */
async function writeJson(head: Head, rows: Iterable<CapturedFlow>, plan: PlanRows | null): Promise<void> {
  const out = process.stdout
  let text = `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "flows": [`
  const flush = async (least: number) => {
    if (text.length < least) return
    const part = text
    text = ''
    // Calls back also when nobody reads any more.
    if (!out.destroyed) await new Promise<void>((resolve) => void out.write(part, () => resolve()))
  }
  const list = async (items: Iterable<unknown>) => {
    let separator = '\n    '
    for (const item of items) {
      text += `${separator}${JSON.stringify(item)}`
      separator = ',\n    '
      await flush(FLUSH)
    }
  }
  await list(seen(rows, plan))
  text += '\n  ],\n  "plan": '
  if (plan) {
    text += '{ "flows": ['
    await list(plan.rows())
    text += `\n  ], "outside": ${JSON.stringify(plan.outside)} }`
  } else text += 'null'
  text += '\n}\n'
  await flush(0)
}

function* seen(rows: Iterable<CapturedFlow>, plan: PlanRows | null): Generator<CapturedFlow> {
  for (const row of rows) {
    plan?.add(row)
    yield row
  }
}
