/**
 * One writer for each check: a file that says which process writes. It is made whole or not at all; the lock of a process that has
 * ended, also by `kill -9`, is taken over. A process number that was given out again is told by the start time, where Linux tells it;
 * elsewhere a lock from before the machine was started is that of nobody.
 */
import { randomBytes } from 'node:crypto'
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { printable } from '../../shared/plan/faults.ts'
import { machineId } from './machine-id.ts'

const holder = z.object({
  pid: z.number().int().positive(),
  /** Clock ticks since the machine's start (proc(5), field 22); null where the system does not tell. */
  started: z.string().nullable(),
  /** Start of the machine: ticks mean nothing after the next one. */
  boot: z.string().nullable(),
  host: z.string(),
  /** Null: the system does not tell, and nothing can be kept. */
  machine: z.string().nullable().default(null),
  at: z.string(),
})
type Holder = z.infer<typeof holder>

/** A lock that cannot be read is taken for one that is being written, for so long. */
const UNREADABLE_MS = 5000
/** Clocks are set anew after a start: a lock this close to it is believed. */
const START_MS = 60_000
const TRIES = 10
const PAUSE_MS = 20

export interface Lock {
  release(): Promise<void>
}
export type LockTrial = { lock: Lock } | { heldBy: string }

/** Rejects with the system's error where the folder cannot be written. */
export async function tryLock(path: string): Promise<LockTrial> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const mine = JSON.stringify(describeSelf())
    if (await place(path, mine)) return held(path, mine)
    const found = await readHolder(path)
    if (found === null) continue
    if (found.state === 'held') return { heldBy: found.words }
    if (await takeOver(path, mine)) return held(path, mine)
    await sleep(PAUSE_MS)
  }
  return { heldBy: 'Another process is just taking it.' }
}

const held = (path: string, mine: string): LockTrial => ({ lock: { release: () => releaseOwn(path, mine) } })

const temporaryName = (path: string) => `${path}.${process.pid}.${randomBytes(4).toString('hex')}`

function describeSelf(): Holder {
  return {
    pid: process.pid,
    started: startOf(process.pid),
    boot: bootId(),
    host: hostname(),
    machine: machineId(),
    at: new Date().toISOString(),
  }
}

/** A hard link appears with its content; on drives without links the file is made first and filled then. */
async function place(path: string, text: string): Promise<boolean> {
  const temporary = temporaryName(path)
  try {
    await write(temporary, text)
    await link(temporary, path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EOPNOTSUPP') throw error
    return await write(path, text).then(
      () => true,
      (again: NodeJS.ErrnoException) => {
        if (again.code === 'EEXIST') return false
        throw again
      },
    )
  } finally {
    await rm(temporary, { force: true })
  }
}

async function write(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(text)
  } finally {
    await file.close()
  }
}

type Found = { state: 'held'; words: string } | { state: 'stale' }

/** Null: it is gone. */
async function readHolder(path: string): Promise<Found | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  const parsed = parseHolder(text)
  if (parsed) return isAlive(parsed) ? { state: 'held', words: heldWords(parsed, path) } : { state: 'stale' }
  const info = await stat(path).catch(() => null)
  if (info && Date.now() - info.mtimeMs < UNREADABLE_MS)
    return { state: 'held', words: 'Another process is just taking it.' }
  return { state: 'stale' }
}

function parseHolder(text: string): Holder | null {
  try {
    const parsed = holder.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** What is found there may not be ours: nobody is told to end it without looking, and the last way out is named. */
function heldWords(holder: Holder, path: string): string {
  const { pid, host, at } = holder
  const where = isHere(holder) ? '' : ` on ${printable(host)}`
  const lock = printable(path, 300)
  return `Another PSM Preflight writes it (process ${pid}${where}, since ${printable(at)}): end that one, or go on there. If that process is none, or is another program, remove ${lock} and open the check again.`
}

/** The name of a machine changes with the network, and its id may be missing. */
const isHere = ({ host, machine }: Holder) => host === hostname() || (machine !== null && machine === machineId())

/** Nobody can look into another machine that shares the folder: its locks are believed. */
function isAlive(holder: Holder): boolean {
  const { pid, started, boot, at } = holder
  if (!isHere(holder)) return true
  const now = bootId()
  if (boot !== null && now !== null) {
    if (boot !== now) return false
  } else if (Date.parse(at) < Date.now() - uptime() * 1000 - START_MS) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it lives, and is another user's.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const start = startOf(pid)
  return started === null || start === null || started === start
}

/** The name of the program may hold spaces and parentheses: fields are counted after the last one. */
function startOf(pid: number): string | null {
  const text = readSystem(`/proc/${pid}/stat`)
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

const bootId = () => readSystem('/proc/sys/kernel/random/boot_id')?.trim() ?? null

function readSystem(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/**
 * Replaces a stale lock. Only one process at a time may: between looking and replacing, another one could have taken it over. The lock
 * is there all the while, so that nobody places a new one beside it. Gives whether it was done.
 */
async function takeOver(path: string, mine: string): Promise<boolean> {
  const turn = `${path}.turn`
  if (!(await place(turn, mine))) {
    await removeOld(turn)
    return false
  }
  try {
    if ((await readHolder(path))?.state !== 'stale') return false
    const temporary = temporaryName(path)
    await write(temporary, mine)
    await rename(temporary, path)
    return true
  } finally {
    await rm(turn, { force: true })
  }
}

/** A process that ended in the middle of its turn. */
async function removeOld(turn: string): Promise<void> {
  const info = await stat(turn).catch(() => null)
  if (info && Date.now() - info.mtimeMs > UNREADABLE_MS) await rm(turn, { force: true })
}

async function releaseOwn(path: string, mine: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => null)) === mine) await rm(path, { force: true })
}
