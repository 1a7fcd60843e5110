/** How this tool was called, so that every command that it prints can be pasted as it stands. */
import { basename, relative } from 'node:path'
import { printable } from '../shared/plan/faults.ts'

const NAME = 'psm-preflight'
const LONGEST_WORD = 4096

/** What a process knows of its own call. */
export interface Call {
  /** `argv[0]` as it was typed, such as `node`. */
  program: string
  /** `argv[1]`: Node has made it absolute, but follows no link: a package's bin keeps its own name. */
  script: string | undefined
  cwd: string
  platform: NodeJS.Platform
}

const thisCall = (): Call => ({
  program: process.argv0,
  script: process.argv[1],
  cwd: process.cwd(),
  platform: process.platform,
})

/** One word of a command for the shell that people use there. Quoted only where it must be. */
export function shellWord(text: string, platform: NodeJS.Platform = process.platform): string {
  const plain = platform === 'win32' ? /^[\w.:@+=,~\\/-]+$/ : /^[\w.:@+=,%/-]+$/
  if (plain.test(text)) return text
  const shown = printable(text, LONGEST_WORD)
  return platform === 'win32' ? `"${shown.replaceAll('"', '')}"` : `'${shown.replaceAll("'", String.raw`'\''`)}'`
}

/** `psm-preflight` where it is installed as a command, else the way to the file that was run: `node dist/cli.js`. */
export function commandName({ program, script, cwd, platform }: Call = thisCall()): string {
  if (script === undefined || basename(script) === NAME) return NAME
  const near = relative(cwd, script)
  const way = near === '' || near.length > script.length ? script : near
  return `${shellWord(program, platform)} ${shellWord(way, platform)}`
}

/** A whole command: `commandLine('report', path)` is `node dist/cli.js report 'my site/run.json'`. */
export const commandLine = (...words: readonly string[]) =>
  [commandName(), ...words.map((word) => shellWord(word))].join(' ')
