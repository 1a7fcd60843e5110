/** Lines of bytes that come in pieces, each of bounded length: a stranger's file of one endless line must not fill the memory. */

const LONGEST = 32 * 1024 * 1024
const NEWLINE = 0x0a

export class LongLineError extends Error {
  override name = 'LongLineError'
}

/** @param name as messages call it */
export async function* linesOf(name: string, bytes: AsyncIterable<Buffer>, longest = LONGEST): AsyncGenerator<string> {
  let pieces: Buffer[] = []
  let held = 0
  for await (const chunk of bytes) {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      pieces.push(chunk.subarray(from, end))
      yield Buffer.concat(pieces).toString('utf8')
      pieces = []
      held = 0
      from = end + 1
    }
    held += chunk.length - from
    if (held > longest) throw new LongLineError(`${name}: a line of more than ${longest.toLocaleString('en')} bytes`)
    pieces.push(chunk.subarray(from))
  }
  if (held > 0) yield Buffer.concat(pieces).toString('utf8')
}
