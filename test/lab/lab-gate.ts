/** Whether the lab can be had here. A missing lab is told in one line; in CI it is a failure, never a quiet skip. */
import { whyNoLab } from './network.ts'
import { whyNoCli } from './run-scenario.ts'

/** Null when the lab's tests can run; otherwise prints why not, and throws where CI is set. */
export function labGate(what: string): string | null {
  const why = whyNoLab() ?? whyNoCli()
  if (why === null) return null
  const line = `${what}: skipped, because ${why}`
  if (process.env['CI']) throw new Error(`${line}; in CI that is a failure`)
  console.warn(line)
  return line
}
