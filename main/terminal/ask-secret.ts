/** A secret that is typed on the terminal: nothing of it is shown. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** Null: Ctrl-C, Ctrl-D, or nothing was typed. */
export async function askSecretly(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  options: { echo: boolean },
): Promise<string | null> {
  output.write(question)
  // What readline would echo goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const prompt = createInterface({ input, output: options.echo ? output : nowhere, terminal: true })
  try {
    return await new Promise((resolve) => {
      prompt.once('SIGINT', () => resolve(null))
      prompt.once('close', () => resolve(null))
      prompt.once('line', (line) => resolve(line === '' ? null : line))
    })
  } finally {
    prompt.close()
    output.write('\n')
  }
}
