/** Runs a function of a test in a machine of the lab, as root or as nobody, with a module of the source at hand. */
import { run } from '../lab/command.ts'
import type { Network } from '../lab/network.ts'

/** Nobody: no right at all but its own. */
export const NOBODY = 65_534

export interface Place {
  network: Network
  machine: string
  /** What `bundle` gave. */
  module: string
  /** 0: root. */
  uid?: number
  timeoutMs?: number
}

/**
 * `work` is sent as text: it can use nothing from around it but its two arguments. Its result comes back as JSON. Throws with
 * what the process said when it fails.
 */
export async function inMachine<Input, Output>(
  { network, machine, module, uid = 0, timeoutMs = 60_000 }: Place,
  work: (module: never, input: Input) => Promise<Output>,
  input: Input,
): Promise<Output> {
  const script = `
    if (${uid} !== 0) { process.setgroups([]); process.setgid(${uid}); process.setuid(${uid}) }
    const module = await import(${JSON.stringify(`file://${module}`)})
    const result = await (${work.toString()})(module, ${JSON.stringify(input)})
    process.stdout.write(JSON.stringify(result ?? null))`
  const argv = [process.execPath, '--input-type=module', '-e', script]
  const { status, stdout, stderr } = await run(network, machine, argv, timeoutMs)
  if (status !== 0) throw new Error(`in ${machine} as ${uid}: status ${status}: ${stderr}`)
  return JSON.parse(stdout) as Output
}
