/**
 * Plan file → plan, or every fault of it. The file is hostile until proven otherwise: it may be a device, a picture, or
 * made to exhaust us. Nothing here throws for what a file contains.
 */
import { constants, open } from 'node:fs/promises'
import { isUtf8 } from 'node:buffer'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import type { Catalogue } from '../../shared/catalogue/catalogue.ts'
import {
  FILE_PATH,
  type Fault,
  type Locate,
  type PlanPath,
  compareFaults,
  finishFault,
  formatPath,
} from '../../shared/plan/faults.ts'
import { interpretPlan } from '../../shared/plan/interpret.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import { commandLine } from '../command-line.ts'
import { type PlacedFault, type Tree, readTree } from './yaml-tree.ts'

/** Bytes. A plan of 200,000 flows has less than 1 MB. */
export const PLAN_SIZE_LIMIT = 5_000_000

export interface ReadPlanOptions {
  /** Groups that will be tested; their roles must not be empty. Default: all. */
  groups?: readonly string[] | undefined
  /** Default: Appendix B. */
  catalogue?: Catalogue | undefined
}

/** Where something of the plan stands in its file. */
export interface Origin {
  path: string
  line: number | null
  column: number | null
}

export type PlanRead =
  | {
      ok: true
      plan: Plan
      /** SHA-256 of the file's bytes, hex; computed when it is asked for. */
      sha256: () => string
      /** Plain sentences, each starting with a path where it has one. */
      warnings: string[]
      /** Name of an endpoint → where its address stands; `rules[0].to` → where that stands. */
      origins: ReadonlyMap<string, Origin>
    }
  | { ok: false; faults: Fault[] }

function fileFault(found: string, accepted: string, message?: string): PlanRead {
  const fault = { path: FILE_PATH, line: null, column: null, found, accepted }
  return { ok: false, faults: [message === undefined ? fault : { ...fault, message }] }
}

/** Offset of the first byte that is not UTF-8: the first difference once the text is encoded again. */
function firstBadByte(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'), 'utf8')
  let offset = 0
  while (offset < bytes.length && bytes[offset] === again[offset]) offset += 1
  return offset
}

function encodingFault(bytes: Buffer): PlanRead | null {
  const mark = bytes.subarray(0, 2).toString('hex')
  const utf16 = mark === 'fffe' || mark === 'feff'
  if (utf16) return fileFault('a UTF-16 byte order mark at byte offset 0', 'text in UTF-8', 'save the file as UTF-8')
  if (isUtf8(bytes)) return null
  const offset = firstBadByte(bytes)
  const byte = (bytes[offset] ?? 0).toString(16).padStart(2, '0')
  return fileFault(`the byte 0x${byte} at byte offset ${offset}, which is not UTF-8`, 'text in UTF-8')
}

function placed(fault: PlacedFault): Fault {
  return finishFault(fault, undefined, () => fault.position)
}

function originOf(locate: Locate, path: PlanPath): Origin {
  const position = locate(path, 'value')
  return { path: formatPath(path), line: position?.line ?? null, column: position?.column ?? null }
}

function originsOf(plan: Plan, entryOf: ReadonlyMap<string, number>, locate: Locate): Map<string, Origin> {
  const byEntry = new Map<number, Origin>()
  const origins = new Map<string, Origin>()
  for (const [name, index] of entryOf) {
    const origin = byEntry.get(index) ?? originOf(locate, ['endpoints', index, 'address'])
    byEntry.set(index, origin)
    origins.set(name, origin)
  }
  for (const index of plan.rules.keys()) {
    const origin = originOf(locate, ['rules', index, 'to'])
    origins.set(origin.path, origin)
  }
  return origins
}

function interpretTree(tree: Tree, treeFaults: Fault[], sha256: () => string, options: ReadPlanOptions): PlanRead {
  if (tree.value === null || tree.value === undefined) {
    const accepted = 'a mapping with version, site and endpoints'
    const message = `"${commandLine('plan', 'init', 'site.yaml')}" writes a plan to start from`
    return { ok: false, faults: [...treeFaults, finishFault({ at: [], accepted, message }, null, tree.locate)] }
  }
  const { groups, catalogue = APPENDIX_B } = options
  const result = interpretPlan(tree.value, { catalogue, groups, locate: tree.locate })
  if (result.ok && treeFaults.length === 0) {
    const { plan, warnings, entryOf } = result
    return { ok: true, plan, sha256, warnings, origins: originsOf(plan, entryOf, tree.locate) }
  }
  // Where the tree itself is at fault, what the schema says about the same place is a consequence.
  const explained = new Set(treeFaults.map((f) => f.path))
  const more = result.ok ? [] : result.faults.filter((f) => !explained.has(f.path))
  return { ok: false, faults: [...treeFaults, ...more].toSorted(compareFaults) }
}

/** Reads a plan from the bytes of its file. Never throws. */
export function readPlanBytes(bytes: Buffer, options: ReadPlanOptions = {}): PlanRead {
  if (bytes.length > PLAN_SIZE_LIMIT) return sizeFault(bytes.length)
  const encoding = encodingFault(bytes)
  if (encoding) return encoding
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  const read = readTree(text)
  const faults = read.faults.map(placed)
  if (!read.ok) return { ok: false, faults }
  // Loaded when it is asked for, when all is probed: 3 ms less before the first SYN (measured).
  const sha256 = () => process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest('hex')
  return interpretTree(read.tree, faults, sha256, options)
}

function sizeFault(size: number): PlanRead {
  const limit = PLAN_SIZE_LIMIT.toLocaleString('en')
  return fileFault(`a file of ${size.toLocaleString('en')} bytes`, `a plan of at most ${limit} bytes`)
}

const OPEN_ERRORS: Record<string, string> = {
  ENOENT: 'no such file',
  EACCES: 'a file that this user may not read',
  EPERM: 'a file that this user may not read',
  EISDIR: 'a directory',
  ENOTDIR: 'no such file: a part of its path is not a directory',
  ELOOP: 'a link that leads to itself',
  ENAMETOOLONG: 'a name that is too long',
}

function openFault(error: unknown): PlanRead {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  const found = OPEN_ERRORS[code]
  return fileFault(
    found === undefined ? `a file that cannot be read (${code})` : `${found} (${code})`,
    'a readable file',
  )
}

/** The content of a regular file within the limit. Opened without waiting, because a FIFO would wait for ever. */
async function readBytes(path: string): Promise<Buffer | PlanRead> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const stat = await file.stat()
    if (stat.isDirectory()) return fileFault('a directory', 'a plan file')
    if (!stat.isFile()) return fileFault('a device, pipe or socket', 'a plan file')
    if (stat.size > PLAN_SIZE_LIMIT) return sizeFault(stat.size)
    return await readAtMost(file, PLAN_SIZE_LIMIT + 1)
  } finally {
    await file.close()
  }
}

/** Files of size 0 may still have content (/proc), and files may grow: what is read is bounded, not what was announced. */
async function readAtMost(file: Awaited<ReturnType<typeof open>>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let total = 0
  while (total < limit) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(65_536, limit - total)))
    if (bytesRead === 0) break
    chunks.push(buffer.subarray(0, bytesRead))
    total += bytesRead
  }
  return Buffer.concat(chunks)
}

/** Reads a plan file. Never throws for what the path or the file is: every problem is a fault. */
export async function readPlanFile(path: string, options: ReadPlanOptions = {}): Promise<PlanRead> {
  let content: Buffer | PlanRead
  try {
    content = await readBytes(path)
  } catch (error) {
    return openFault(error)
  }
  return Buffer.isBuffer(content) ? readPlanBytes(content, options) : content
}
