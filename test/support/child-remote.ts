/** A process of this machine in the place of a node behind SSH: the same streams, the same shell, the same end of stdin. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { RemoteProcess, RunRemote } from '../../main/vantage/remote.ts'

/** @param under program and arguments that run the shell: another user, another namespace */
export function childRemote(under: readonly string[] = [], seen: (child: ChildProcess) => void = () => {}): RunRemote {
  return (command) => {
    const [program, ...args] = [...under, 'sh', '-c', command]
    const child = spawn(program ?? 'sh', args, { stdio: 'pipe' })
    seen(child)
    const exited: RemoteProcess['exited'] = new Promise((resolve) => {
      child.once('error', () => resolve({ code: null, signal: null }))
      child.once('close', (code, signal) => resolve({ code, signal }))
    })
    const { stdin, stdout, stderr } = child
    return Promise.resolve({ stdin, stdout, stderr, exited, end: () => stdin.end() })
  }
}
