/** Long lines on a terminal: wrapped between words, under their own indent. Files and pipes get whole lines. */
import wrapAnsi from 'wrap-ansi'

const NARROWEST = 40
/** Indent, and a list number or a mark that the following lines stand beside. */
const HANG = /^ *(?:\d+\. |! )?/

export const wrapLines = (lines: readonly string[], columns: number) =>
  lines.flatMap((line) => wrapLine(line, columns).split('\n'))

export function writeLines(lines: readonly string[], stream: NodeJS.WriteStream): void {
  const columns = stream.isTTY ? (stream.columns ?? 80) : Infinity
  stream.write(`${lines.map((line) => wrapLine(line, columns)).join('\n')}\n`)
}

function wrapLine(line: string, columns: number): string {
  if (columns === Infinity) return line
  const hang = HANG.exec(line)?.[0] ?? ''
  const width = Math.max(NARROWEST, columns - hang.length - 1)
  const [first = '', ...rest] = wrapAnsi(line.slice(hang.length), width).split('\n')
  return [`${hang}${first}`, ...rest.map((part) => `${' '.repeat(hang.length)}${part}`)].join('\n')
}
