/** Who runs this, and whether that one may open raw sockets. */
import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { runTool, systemProgram } from '../run-tool.ts'
import { TOOL_DEADLINE_MS } from './interfaces.ts'

export interface Privileges {
  user: string
  privileged: boolean
}

/** Bit of CAP_NET_RAW, capability.h. */
const CAP_NET_RAW = 13n

/** From /proc/self/status. Root in a container often lacks it, and any user may have been given it: it alone counts. */
export function hasNetRaw(status: string): boolean {
  const effective = /^CapEff:\s*([\da-f]+)$/im.exec(status)?.[1]
  return effective !== undefined && ((BigInt(`0x${effective}`) >> CAP_NET_RAW) & 1n) === 1n
}

/** `whoami /groups`: the integrity levels High and System, by SID because names are translated. */
export const isElevated = (groups: string): boolean => /S-1-16-(?:12288|16384)\b/.test(groups)

export async function readPrivileges(platform: NodeJS.Platform): Promise<Privileges> {
  return { user: userName(), privileged: await isPrivileged(platform) }
}

async function isPrivileged(platform: NodeJS.Platform): Promise<boolean> {
  if (platform === 'linux') {
    const status = await readFile('/proc/self/status', 'latin1').catch(() => null)
    return status === null ? process.getuid?.() === 0 : hasNetRaw(status)
  }
  if (platform !== 'win32') return process.geteuid?.() === 0
  const run = await runTool(systemProgram('whoami'), ['/groups'], { deadlineMs: TOOL_DEADLINE_MS })
  return isElevated(run.stdout)
}

/** A number without an entry among the users has no name: containers do that. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
