/** A yes-or-no question on the terminal. Ctrl-C and the end of input are answers too, and neither of them is a yes. */
import { createInterface } from 'node:readline'

export type Answer = 'yes' | 'no' | 'interrupted'

/** Anything but y or yes is a no, and so is the end of input (Ctrl-D), or `signal`; Ctrl-C is `interrupted`. */
export async function askYes(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal?: AbortSignal,
): Promise<Answer> {
  const prompt = createInterface({ input, output, terminal: true, ...(signal && { signal }) })
  try {
    return await new Promise((resolve) => {
      prompt.once('SIGINT', () => resolve('interrupted'))
      prompt.once('close', () => resolve('no'))
      prompt.question(question, (answer) => resolve(/^y(es)?$/i.test(answer.trim()) ? 'yes' : 'no'))
    })
  } finally {
    prompt.close()
  }
}
