/** What the desktop app was started with: plan files, by double click or on a command line, and the folder of its data. */
import { extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `.psmplan` is claimed by the program; the others are opened when they are chosen. */
export const PLAN_EXTENSIONS = ['psmplan', 'yaml', 'yml', 'json'] as const

export interface Started {
  /** Absolute paths. */
  plans: string[]
  /** What `--data` gave, absolute; null: the usual place. */
  data: string | null
}

const DATA = '--data'

/** @param argv its first word is the program; switches are Chromium's, and in development one word more is the file of the app */
export function readArguments(argv: readonly string[], cwd: string): Started {
  const words = argv.slice(1)
  const at = words.indexOf(DATA)
  const given = at === -1 ? words.find((word) => word.startsWith(`${DATA}=`))?.slice(DATA.length + 1) : words[at + 1]
  const plans = words
    .filter((word, i) => !word.startsWith('-') && (at === -1 || i !== at + 1))
    .map((word) => (word.startsWith('file:') ? pathOf(word) : word))
    .filter((word) => isPlanName(word))
    .map((word) => resolve(cwd, word))
  return { plans, data: given ? resolve(cwd, given) : null }
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
