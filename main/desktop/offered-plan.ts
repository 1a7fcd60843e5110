/** A plan file that the system handed over: by double click, on the command line, from a second start, or through the open dialog. */
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { PLAN_TEXT_LIMIT } from '../../shared/contract.ts'
import { printable } from '../../shared/plan/faults.ts'
import { fileErrorWords } from '../file-errors.ts'
import { whatItIs } from '../store/what-it-is.ts'

const SHOWN_NAME = 200

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
      return textOf(basename(path), shown, await file.readFile())
    } finally {
      await file.close()
    }
  } catch (error) {
    return { ok: false, message: `${shown}: cannot be read: ${fileErrorWords(error)}` }
  }
}

/** The decoder throws for what is no text in UTF-8, such as a picture. */
function textOf(name: string, shown: string, bytes: Buffer): OfferedPlan {
  try {
    return { ok: true, name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { ok: false, message: `${shown}: found ${whatItIs(bytes)}; accepted: a plan as text, YAML or JSON` }
  }
}

const tooLarge = (size: number) =>
  `found ${(size / 1e6).toFixed(1)} MB; accepted: a plan of at most ${PLAN_TEXT_LIMIT / 1e6} MB`
