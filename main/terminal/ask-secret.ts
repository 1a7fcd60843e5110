/** A secret that is typed on the terminal: nothing of it is shown. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** Null: nothing was typed, or Ctrl-D. */
export type SecretAnswer = { secret: string | null } | 'interrupted'

/** @param options.signal takes the question back: nothing was typed then */
export async function askSecretly(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  options: { echo: boolean; signal?: AbortSignal },
): Promise<SecretAnswer> {
  // What readline would echo goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const { echo, signal } = options
  const prompt = createInterface({ input, output: echo ? output : nowhere, terminal: true, ...(signal && { signal }) })
  // Only now does the terminal itself show nothing any more: who types fast is not to be seen either.
  output.write(question)
  try {
    return await new Promise((resolve) => {
      prompt.once('SIGINT', () => resolve('interrupted'))
      prompt.once('close', () => resolve({ secret: null }))
      prompt.once('line', (line) => resolve({ secret: line === '' ? null : line }))
    })
  } finally {
    prompt.close()
    output.write('\n')
  }
}
