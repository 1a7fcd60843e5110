/** An error as a sentence for the reader; our own faults also go to stderr, with their stack. */
import { fileErrorWords } from '../file-errors.ts'
import { printable } from '../../shared/plan/faults.ts'

export function errorSentence(error: unknown, what: string): string {
  const { code, path, syscall } = error as NodeJS.ErrnoException
  if (typeof code === 'string' && syscall !== undefined) {
    return `${what}: ${path === undefined ? '' : `${printable(path, 300)}: `}${fileErrorWords(error)}.`
  }
  process.stderr.write(`psm-preflight: internal error\n${error instanceof Error ? error.stack : String(error)}\n`)
  return `${what} by a fault of this program. What it said stands where it was started.`
}
