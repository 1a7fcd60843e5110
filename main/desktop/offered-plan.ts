/** Plan files that the system hands over: by double click, on the command line, from a second start, or through the open dialog. */
import { open } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PLAN_TEXT_LIMIT } from '../../shared/contract.ts'
import { printable } from '../../shared/plan/faults.ts'
import { fileErrorWords } from '../file-errors.ts'

/** `.psmplan` is claimed by the program; the others are opened when they are chosen. */
export const PLAN_EXTENSIONS = ['psmplan', 'yaml', 'yml', 'json'] as const

const SHOWN_NAME = 200

/**
 * The plan files among the arguments of a start. The first argument is the program; switches are Chromium's; in development one
 * more is the folder of the app.
 */
export function plansIn(argv: readonly string[], cwd: string): string[] {
  return argv
    .slice(1)
    .filter((word) => !word.startsWith('-'))
    .map((word) => (word.startsWith('file:') ? pathOf(word) : word))
    .filter((word) => isPlanName(word))
    .map((word) => resolve(cwd, word))
}

const isPlanName = (path: string) => PLAN_EXTENSIONS.some((known) => extname(path).toLowerCase() === `.${known}`)

/** File managers of Linux give addresses. One that names no file of this machine is no plan. */
function pathOf(address: string): string {
  try {
    return fileURLToPath(address)
  } catch {
    return ''
  }
}

export type OfferedPlan = { ok: true; name: string; text: string } | { ok: false; message: string }

/** Reads it whole, up to the limit of the contract. Whether it is a plan is told by who reads its text. Never rejects. */
export async function readOfferedPlan(path: string): Promise<OfferedPlan> {
  const shown = printable(path, SHOWN_NAME)
  try {
    const file = await open(path, 'r')
    try {
      const info = await file.stat()
      if (!info.isFile()) return { ok: false, message: `${shown}: not a file; accepted: a plan, YAML or JSON` }
      if (info.size > PLAN_TEXT_LIMIT) return { ok: false, message: `${shown}: ${tooLarge(info.size)}` }
      return { ok: true, name: basename(path), text: await file.readFile('utf8') }
    } finally {
      await file.close()
    }
  } catch (error) {
    return { ok: false, message: `${shown}: cannot be read: ${fileErrorWords(error)}` }
  }
}

const tooLarge = (size: number) =>
  `found ${(size / 1e6).toFixed(1)} MB; accepted: a plan of at most ${PLAN_TEXT_LIMIT / 1e6} MB`
