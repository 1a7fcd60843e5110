/**
 * Reads a run.json of this program flow by flow: the evidence of 36,000 flows is never in memory at once, unless the caller keeps it.
 * Relies on the writer's layout, a line for each key and for each item of a list; a run that was laid out anew is read as a whole.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { z } from 'zod'
import { printable } from '../../shared/plan/faults.ts'
import { type FlowResult, type RunResult, flowResult, runResult } from '../../shared/result.ts'
import { fileErrorWords } from '../file-errors.ts'
import { linesOf } from './lines-of.ts'
import { type Integrity, RunHash, judgeIntegrity } from './integrity.ts'
import { readRun } from './read-run.ts'

const head = runResult.omit({ flows: true })
export type RunHead = Omit<RunResult, 'flows'>
const planPart = runResult.shape.plan

/** Called once, before the first flow; what it gives is called for each flow. */
export type TakePlan<F> = (plan: RunResult['plan']) => (flow: F) => void

/** What of a flow is parsed and given: the less, the sooner. The largest part by far is its evidence. */
export type FlowSchema<F> = z.ZodType<F>

/** The file is missing, cut off or damaged; the message names it. */
export class RunFileError extends Error {
  override name = 'RunFileError'
}

export async function scanRun<F>(path: string, schema: FlowSchema<F>, takePlan: TakePlan<F>): Promise<RunHead> {
  const reader = new Reader(schema, takePlan, null)
  if (!(await readLines(path, reader))) return await scanWhole(path, schema, takePlan)
  return headOf(path, reader)
}

/** The same, and whether the file is as it was written: slower, for all of it is parsed and hashed. */
export async function scanChecked<F>(
  path: string,
  schema: FlowSchema<F>,
  takePlan: TakePlan<F>,
): Promise<{ head: RunHead; integrity: Integrity }> {
  const hash = new RunHash()
  const reader = new Reader(schema, takePlan, null, hash)
  if (await readLines(path, reader)) {
    const head = headOf(path, reader)
    const own = reader.head['integrity']
    const computed = hash.end(reader.head)
    // Null: it was laid out anew, and its flows do not come last.
    if (own === undefined || computed !== null) return { head, integrity: judgeIntegrity(own, computed) }
  }
  let integrity: Integrity = 'absent'
  // What was given of its flows already is the same once more: the plan is taken anew.
  const head = await scanWhole(path, schema, takePlan, (found) => {
    integrity = found
  })
  return { head, integrity }
}

/**
 * The same of bytes that come from elsewhere, such as an archive. Only as this program lays a run out: bytes that come once cannot be
 * read as a whole after all. @param path as messages call it
 */
export async function scanBytes<F>(
  path: string,
  bytes: AsyncIterable<Buffer>,
  schema: FlowSchema<F>,
  takePlan: TakePlan<F>,
): Promise<{ head: RunHead; integrity: Integrity }> {
  const hash = new RunHash()
  const reader = new Reader(schema, takePlan, null, hash)
  for await (const line of linesOf(path, bytes)) if (!reader.take(line)) throw damaged(path)
  const found = headOf(path, reader)
  return { head: found, integrity: judgeIntegrity(reader.head['integrity'], hash.end(reader.head)) }
}

/** False: the file is laid out otherwise. */
async function readLines<F>(path: string, reader: Reader<F>, isEnough = () => false): Promise<boolean> {
  const input = createReadStream(path)
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  try {
    for await (const line of lines) {
      if (!reader.take(line)) {
        if (reader.started) throw damaged(path)
        return false
      }
      if (isEnough()) break
    }
    return true
  } catch (error) {
    if (error instanceof RunFileError) throw error
    throw new RunFileError(`${printable(path, 200)}: cannot be read: ${fileErrorWords(error)}`)
  } finally {
    lines.close()
    input.destroy()
  }
}

function headOf<F>(path: string, reader: Reader<F>): RunHead {
  const parsed = head.safeParse(reader.head)
  if (reader.ended && parsed.success) return parsed.data
  throw damaged(path)
}

const damaged = (path: string) => new RunFileError(`${printable(path, 200)}: a run that is cut off or damaged`)

async function scanWhole<F>(
  path: string,
  schema: FlowSchema<F>,
  takePlan: TakePlan<F>,
  onIntegrity: (integrity: Integrity) => void = () => {},
): Promise<RunHead> {
  try {
    const { run, integrity } = await readRun(path)
    onIntegrity(integrity)
    const { flows, ...rest } = run
    const takeFlow = takePlan(rest.plan)
    for (const flow of flows) takeFlow(schema.parse(flow))
    return rest
  } catch (error) {
    throw new RunFileError(error instanceof Error ? error.message : String(error))
  }
}

const KEY_LINE = /^ "(\w+)": (.*)$/s

/** The layout of `runLines` in write-run.ts, backwards. */
class Reader<F> {
  readonly head: Record<string, unknown> = Object.create(null)
  ended = false
  started = false
  private list: unknown[] | null = null
  private takeFlow: ((flow: F) => void) | null = null
  private inFlows = false
  private readonly keys = new Set<string>()
  /** What the last line ended with: nothing may follow a value without a comma, and something must follow a comma. */
  private before: 'nothing' | 'bracket' | 'comma' | 'value' = 'nothing'

  constructor(
    private readonly schema: FlowSchema<F>,
    private readonly takePlan: TakePlan<F>,
    private readonly marker: string | null,
    private readonly hash: RunHash | null = null,
  ) {}

  /** False: the line is none that the writer would write. */
  take(line: string): boolean {
    if (this.ended) return line === ''
    const { before } = this
    this.before = /[[{]$/.test(line) ? 'bracket' : line.endsWith(',') ? 'comma' : 'value'
    if (line === '{') return before === 'nothing'
    const isInList = this.list !== null || this.inFlows
    if (line === '}' || line === ' ]' || line === ' ],') {
      if ((line === '}') === isInList || before === 'comma') return false
      if (line === '}') this.ended = before !== 'nothing'
      this.list = null
      this.inFlows = false
      return true
    }
    if (before !== 'bracket' && before !== 'comma') return false
    if (isInList) return this.takeItem(line)
    const [, key, text] = KEY_LINE.exec(line) ?? []
    if (key === undefined || text === undefined) return false
    this.started = true
    // Of two of a name JSON takes the last one, and what reads line by line would take both.
    if (this.keys.has(key)) return false
    this.keys.add(key)
    return this.takeKey(key, text)
  }

  private takeKey(key: string, text: string): boolean {
    if (text === '[') {
      if (key !== 'flows') {
        this.list = []
        this.head[key] = this.list
        return true
      }
      const plan = planPart.safeParse(this.head['plan'])
      if (!plan.success) return false
      this.takeFlow = this.takePlan(plan.data)
      this.hash?.begin(this.head)
      this.inFlows = true
      return true
    }
    const value = parsed(text)
    if (value === undefined) return false
    if (key !== 'flows') this.head[key] = value
    else if (!Array.isArray(value) || value.length > 0) return false
    else this.hash?.begin(this.head)
    return true
  }

  private takeItem(line: string): boolean {
    if (this.inFlows && this.marker !== null && !line.startsWith(this.marker)) return true
    const value = parsed(line)
    if (value === undefined) return false
    if (this.list) this.list.push(value)
    if (!this.inFlows) return true
    this.hash?.add(value)
    const flow = this.schema.safeParse(value)
    if (flow.success) this.takeFlow?.(flow.data)
    return flow.success
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.endsWith(',') ? text.slice(0, -1) : text)
  } catch {
    return undefined
  }
}

/** One flow of a run; null where the run does not hold it. Other flows are not parsed, and what comes after it is not read. */
export async function findFlow(path: string, id: string): Promise<FlowResult | null> {
  let found: FlowResult | null = null
  const takePlan: TakePlan<FlowResult> = () => (flow) => {
    if (flow.id === id) found = flow
  }
  const reader = new Reader(flowResult, takePlan, markerOf(id))
  if (await readLines(path, reader, () => found !== null)) {
    if (found === null) headOf(path, reader)
  } else await scanWhole(path, flowResult, takePlan)
  return found
}

/** What was seen of hosts in a run. Its flows are not parsed. */
export async function readHosts(path: string): Promise<RunHead['hosts']> {
  const reader = new Reader(flowResult, () => () => {}, markerOf(''))
  if (!(await readLines(path, reader))) return (await scanWhole(path, flowResult, () => () => {})).hosts
  return headOf(path, reader).hosts
}

const markerOf = (id: string) => `  {"id":${JSON.stringify(id)},`
