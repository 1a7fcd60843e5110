/** Runs the commands of a remote host on this machine, in a namespace or as another user, by a shell. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { RemoteProcess, RunRemote } from '../../main/remote-process.ts'

export interface ChildRemote {
  run: RunRemote
  /** Those that were started. */
  children: ChildProcess[]
}

/** @param prefix words before the shell, such as `ip netns exec NAME` or `setpriv --reuid 65534 …` */
export function childRemote(prefix: readonly string[] = []): ChildRemote {
  const children: ChildProcess[] = []
  const run: RunRemote = (command) => {
    const [program, ...args] = [...prefix, 'sh', '-c', command]
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    children.push(child)
    const exited = once(child, 'close').then(
      ([code, signal]) => ({ code: code as number | null, signal: signal as string | null }),
      () => ({ code: null, signal: null }),
    )
    const remote: RemoteProcess = {
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      exited,
      end: () => child.stdin.end(),
    }
    return Promise.resolve(remote)
  }
  return { run, children }
}

/** As nobody: no right but its own. */
export const AS_NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] as const
