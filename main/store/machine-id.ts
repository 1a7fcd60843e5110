/**
 * Tells this machine from another one that shares a folder. A host name does not: it changes with the network, and a lock of before would
 * then never be taken over. Linux has an id of its own; elsewhere one is made up once and kept in a folder of the user that is not shared.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Surroundings, dataFolder } from './data-folder.ts'

let known: string | null | undefined

/** Null: nothing tells it, and the host name must do. */
export function machineId(): string | null {
  known ??= process.platform === 'linux' ? linuxId() : keptId(localFile(homedir(), process.platform, process.env))
  return known
}

/** A container may have the machine's id, and counts processes by itself: a number in it means nothing outside. */
function linuxId(): string | null {
  try {
    const id = readFileSync('/etc/machine-id', 'utf8').trim()
    return /^[0-9a-f]{32}$/.test(id) ? `${id} ${readlinkSync('/proc/self/ns/pid')}` : null
  } catch {
    return null
  }
}

/** Windows copies the roaming folder, where checks are, to other machines. */
export function localFile(home: string, platform: NodeJS.Platform, env: Surroundings['env']): string {
  const roaming = platform === 'win32' ? { APPDATA: env['LOCALAPPDATA'] || join(home, 'AppData', 'Local') } : {}
  return join(dataFolder(undefined, { home, platform, env: roaming }), 'machine-id')
}

/** Made where there is none. Of two processes that make it at once, both take the first one's. */
export function keptId(path: string): string | null {
  const read = () => /^[0-9a-f-]{36}$/.exec(readFileSync(path, 'utf8').trim())?.[0] ?? null
  try {
    return read()
  } catch {
    // None yet, or one that cannot be read: then it cannot be made either.
  }
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${randomUUID()}\n`, { flag: 'wx' })
  } catch {
    // Made meanwhile; or nothing can be kept here.
  }
  try {
    return read()
  } catch {
    return null
  }
}
