/**
 * One result that was brought from another machine, looked at before anything of it is used: whether it is a result at all, whole, and as it
 * was written. Flow by flow, because it may be large.
 */
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { printable } from '../../shared/plan/faults.ts'
import { type FlowResult, flowResult } from '../../shared/result.ts'
import { RUN_SCHEMA, summarise } from '../../shared/summary.ts'
import { fileErrorWords } from '../file-errors.ts'
import { fileSha256 } from '../store/file-sha256.ts'
import { type Integrity, integrityWords } from '../store/integrity.ts'
import { LARGEST_RUN_BYTES } from '../store/read-run.ts'
import { RunFileError, type RunHead, scanChecked } from '../store/scan-run.ts'

const flowGist = flowResult.pick({
  id: true,
  group: true,
  direction: true,
  service: true,
  port: true,
  source: true,
  destination: true,
  address: true,
  outcome: true,
  verdict: true,
  proof: true,
})
/** What is known of a flow without its evidence. */
export type FlowGist = Pick<FlowResult, keyof typeof flowGist.shape>

export interface ResultFile {
  /** Of run.json itself, where its folder was named. */
  path: string
  /** As it is called in messages. */
  name: string
  sha256: string
  head: RunHead
  integrity: Integrity
  flows: number
}

/** A file that cannot be used; the message names it, and what is wrong. */
export class ResultFileError extends Error {
  override name = 'ResultFileError'
}

/**
 * Rejects with {@link ResultFileError}.
 * @param known flows of other results: those of this one are added, so that the memory is that of one plan
 * @param name as messages call it
 */
export async function inspectResult(
  given: string,
  known: Map<string, FlowGist>,
  name = printable(given, 200),
): Promise<ResultFile> {
  const refuse = (what: string): never => {
    throw new ResultFileError(`${name}: ${what}`)
  }
  const path = await pathOf(given, refuse)
  const look = { ids: new Set<string>(), counted: [] as FlowGist[], twice: '', unlike: '' }
  let scanned: { head: RunHead; integrity: Integrity }
  try {
    scanned = await scanChecked(path, flowGist, () => {
      look.ids.clear()
      look.counted.length = 0
      return (flow) => takeFlow(look, flow, known)
    })
  } catch (error) {
    if (!(error instanceof RunFileError)) throw error
    return refuse(await whyDamaged(path, error.message))
  }
  const { head, integrity } = scanned
  if (integrity === 'edited') return refuse(integrityWords(integrity) ?? '')
  if (look.twice !== '')
    return refuse(`the flow ${printable(look.twice)} stands in it twice: it was edited, or is damaged`)
  if (look.unlike !== '')
    return refuse(`the flow ${printable(look.unlike)} is not what its id says: it was edited, or is damaged`)
  if (!isDeepStrictEqual(head.summary, summarise(look.counted)))
    return refuse('its summary does not match its flows: it was edited, or is damaged')
  if (Date.parse(head.finishedAt) < Date.parse(head.startedAt)) return refuse('it ended before it began')
  if (head.runs && head.runs.length > 1)
    return refuse(
      `is joined from ${head.runs.length} results already, which do not stand in it one by one. Give those instead: they are in the folder runs beside it`,
    )
  return { path, name, sha256: await fileSha256(path), head, integrity, flows: look.ids.size }
}

function takeFlow(
  look: { ids: Set<string>; counted: FlowGist[]; twice: string; unlike: string },
  flow: FlowGist,
  known: Map<string, FlowGist>,
): void {
  if (look.ids.has(flow.id)) look.twice = flow.id
  const { direction, source, destination, port } = flow
  if (flow.id !== `${direction}/${source}/${destination}/${port}`) look.unlike = flow.id
  look.ids.add(flow.id)
  look.counted.push(countedOnly(flow))
  if (!known.has(flow.id)) known.set(flow.id, flow)
}

const kinds = new Map<string, FlowGist>()

/** One and the same object for all that are counted alike: 36,000 of them weigh nothing. */
function countedOnly(flow: FlowGist): FlowGist {
  const kind = `${flow.outcome} ${flow.verdict} ${flow.proof}`
  const same = kinds.get(kind) ?? flow
  kinds.set(kind, same)
  return same
}

async function pathOf(given: string, refuse: (what: string) => never): Promise<string> {
  try {
    const info = await stat(given)
    if (info.isDirectory()) return await pathOf(join(given, 'run.json'), refuse)
    if (!info.isFile()) return refuse('not a file; accepted: a run.json, or the folder that holds it')
    if (info.size > LARGEST_RUN_BYTES)
      return refuse(
        `found ${info.size.toLocaleString('en')} bytes; accepted: at most ${LARGEST_RUN_BYTES.toLocaleString('en')}`,
      )
    return given
  } catch (error) {
    if (error instanceof ResultFileError) throw error
    return refuse(`cannot be read: ${fileErrorWords(error)}; accepted: a run.json, or the folder that holds it`)
  }
}

const LOOKED_AT = 4096

/** @param words of the reader, which names the file first */
async function whyDamaged(path: string, words: string): Promise<string> {
  const { start, end } = await endsOf(path)
  const schema = /"schema"\s*:\s*"([^"]{1,80})"/.exec(start)?.[1]
  if (schema !== undefined && schema !== RUN_SCHEMA && schema.startsWith('psm-preflight/'))
    return `found ${printable(schema)}; accepted: ${RUN_SCHEMA}. It was written by another version of this program: use the same version everywhere`
  if (schema === RUN_SCHEMA && !end.trimEnd().endsWith('}'))
    return 'it is cut off: it ends in the middle. Copy it again'
  const place = words.indexOf(': ')
  return place < 0 ? words : words.slice(place + 2)
}

async function endsOf(path: string): Promise<{ start: string; end: string }> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const read = async (at: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, Math.max(0, at))
      return buffer.toString('utf8', 0, bytesRead)
    }
    return { start: await read(0), end: await read(size - LOOKED_AT) }
  } finally {
    await file.close()
  }
}
