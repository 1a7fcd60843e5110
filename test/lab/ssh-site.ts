/**
 * The laptop, psm-1 and psm-2 of the matrix site with a real sshd on both nodes, for checks by the built command line. Whoever logs in
 * there is root, or `probe`: a user without any right, who exists in the mount namespace of that sshd alone.
 */
import { type ChildProcess, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { type RunResult, runResult } from '../../shared/result.ts'
import { type Sshd, type SshdOptions, makeFolder, makeKey, startSshd } from '../support/sshd.ts'
import { run } from './command.ts'
import { MATRIX, type SetFault, matrixPlan, matrixSite, rulesets } from './matrix-site.ts'
import { type Network, buildNetwork } from './network.ts'
import { CLI } from './run-scenario.ts'

export type Node = 'psm-1' | 'psm-2'
export const NODES: readonly Node[] = ['psm-1', 'psm-2']
/** Of nobody else, so that what it leaves can be told. */
export const PROBE_UID = 64_731
/** Of the user `probe`: searched for in everything that is written. */
export const PASSWORD = 'Wrong-Horse-7731'

/** The way of every SSH link. */
export const CUT = 'tcp dport 22 drop; tcp sport 22 drop'

/** A line of sshd_config: programs find a shell, bash and a few tools, and neither python3 nor perl. */
export function needsNothing(): string {
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  for (const tool of ['bash', 'sh', 'env', 'grep', 'cat', 'timeout'])
    symlinkSync(join('/usr/bin', tool), join(folder, tool))
  return `SetEnv PATH=${folder}`
}

/** As `openssl passwd -6` makes it. */
const PASSWORD_HASH =
  '$6$psmpreflight$JHTTZMZLpEUJILP/kbmYA8FEYHwSpHSUWGgnmRGHG/oo3cGAmqt90fkl9OXTBjbKhdcfw4C4HWu.ucnyTuTNf.'
const NOBODY = 65534

const ENTER = 'mount --bind "$0" /etc/passwd && exec "$@"'

export interface On {
  /** Where the engineer's `.ssh` is; an empty folder when absent. */
  home?: string
  /** With a terminal, which `child.stdin` types on. */
  terminal?: boolean
}

export interface Started {
  child: ChildProcess
  /** Holds the plan, and what the check wrote. */
  folder: string
  said: () => string
  ended: Promise<number | null>
  /** Throws where none was written. */
  result: () => RunResult
}

export class SshSite {
  private readonly servers = new Map<Node, Sshd>()
  private readonly folder = makeFolder()
  readonly key = makeKey(this.folder, 'engineer')
  private readonly passwd = join(this.folder, 'passwd')
  /** sshd reads it as the user who logs in. */
  private readonly authorized = join(makeFolder(), 'authorized_keys')

  private constructor(readonly network: Network) {
    const probe = `probe:${PASSWORD_HASH}:${PROBE_UID}:${PROBE_UID}::/:/bin/sh`
    writeFileSync(this.passwd, `${readFileSync('/etc/passwd', 'utf8')}${probe}\n`)
    writeFileSync(this.authorized, `${this.key.line}\n`)
    chmodSync(dirname(this.authorized), 0o755)
    // Also for a check that runs without rights.
    for (const path of [this.folder, this.key.file]) chownSync(path, NOBODY, NOBODY)
  }

  static async build(faults: readonly SetFault[] = []): Promise<SshSite> {
    return new SshSite(await buildNetwork(matrixSite(rulesets(faults, 0))))
  }

  /** Starts the sshd of a node, in the place of the one that it had; its host keys stay unless `hostKeys` says new ones. */
  async serve(node: Node, options: Pick<SshdOptions, 'config' | 'hostKeys'> = {}): Promise<Sshd> {
    const before = this.servers.get(node)
    await before?.kill()
    const through = ['ip', 'netns', 'exec', this.network.netns(node), 'sh', '-c', ENTER, this.passwd]
    const like = before && !options.hostKeys ? { like: before } : {}
    const address = MATRIX[node]
    const config = [`AuthorizedKeysFile ${this.authorized}`, ...(options.config ?? [])]
    const server = await startSshd({ through, address, port: 22, ...like, ...options, config })
    this.servers.set(node, server)
    return server
  }

  server(node: Node): Sshd {
    const server = this.servers.get(node)
    if (!server) throw new Error(`no sshd was started on ${node}`)
    return server
  }

  /** Flows of the catalogue between the nodes, as `user` there. */
  plan(user: 'root' | 'probe', ssh: { hostKey?: string | null; identityFile?: string | null } = {}) {
    const hostKey = (host: string) =>
      ssh.hostKey ?? this.servers.get(host as Node)?.hostKeys['ed25519']?.fingerprint ?? 'missing'
    const plan = matrixPlan({ user, port: 22, identityFile: this.key.file, hostKey })
    const endpoints = plan.endpoints
      .filter(({ name }) => !name.startsWith('dsc') && name !== 'psm-3')
      .map((endpoint) => {
        if (typeof endpoint.vantage === 'string') return endpoint
        const { hostKey: shown, identityFile, ...rest } = endpoint.vantage.ssh
        return {
          ...endpoint,
          vantage: {
            ssh: {
              ...rest,
              ...(ssh.hostKey === null ? {} : { hostKey: shown }),
              ...(ssh.identityFile === null ? {} : { identityFile }),
            },
          },
        }
      })
    return { ...plan, endpoints }
  }

  /** A check that is stopped by the test in its own way. `plan` is written into a folder of its own. */
  start(plan: object, options: readonly string[], on: On = {}): Started {
    const folder = makeFolder()
    const file = join(folder, 'plan.yaml')
    writeFileSync(file, stringify(plan, { aliasDuplicateObjects: false }))
    const out = join(folder, 'out')
    const argv = [process.execPath, CLI, 'check', file, ...options, '--out', out, '--format', 'json,csv,junit,pdf']
    const home = ['env', `HOME=${on.home ?? folder}`, 'SSH_AUTH_SOCK=']
    const terminal = ['script', '-qefc', argv.join(' '), '/dev/null']
    const child = this.network.spawn('laptop', [...home, ...(on.terminal ? terminal : argv)])
    if (!on.terminal) child.stdin?.end()
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    const ended = once(child, 'close').then(([status]) => status as number | null)
    const result = () => runResult.parse(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')))
    return { child, folder, said: () => said, ended, result }
  }

  /** Types an answer each time that the question is the last that was said. */
  type({ child, said }: Started, question: RegExp, answers: readonly string[]): void {
    const left = [...answers]
    let asked = 0
    child.stdout?.on('data', () => {
      const text = said()
      if (text.length === asked || !question.test(text)) return
      asked = text.length
      const answer = left.shift()
      if (answer !== undefined) child.stdin?.write(answer.startsWith('\u0003') ? answer : `${answer}\r`)
    })
  }

  /** Something else than sshd on port 22 of a node. @param then JavaScript about the connection `s` */
  async play(node: Node, then: string): Promise<ChildProcess> {
    await this.server(node).kill()
    const program = `require('net').createServer((s) => { s.on('error', () => {}); ${then} }).listen(22, () => console.log('ready'))`
    const child = this.network.spawn(node, [process.execPath, '-e', program])
    if (child.stdout) await once(child.stdout, 'data')
    return child
  }

  /** Resolves when a program of ours runs on both nodes. */
  async untilPrograms(): Promise<void> {
    const until = performance.now() + 20_000
    while (NODES.some((node) => this.processesOn(node).length < 2)) {
      if (performance.now() > until) throw new Error('no program was started on the nodes')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /** What runs on a node beside its sshd, as `ps` words it. */
  processesOn(node: Node): string[] {
    const pids = execFileSync('ip', ['netns', 'pids', this.network.netns(node)], { encoding: 'utf8' })
    return pids
      .split('\n')
      .filter(Boolean)
      .flatMap((pid) => {
        const words = commandOf(pid)
        return words === null || /^\S*sshd/.test(words) ? [] : [words.slice(0, 100)]
      })
  }

  /** Milliseconds until nothing of ours runs on any node; null when something still does after `withinMs`. */
  async untilNothingRuns(withinMs: number): Promise<number | null> {
    const since = performance.now()
    while (NODES.some((node) => this.processesOn(node).length > 0)) {
      if (performance.now() - since > withinMs) return null
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return performance.now() - since
  }

  /** A rule for a router, such as one that cuts the way; taken back by {@link restore}. */
  async cut(rule: string): Promise<void> {
    await run(this.network, 'r1', [
      'nft',
      `table ip cut { chain c { type filter hook forward priority -5; ${rule}; }; }`,
    ])
  }

  /** A rule of r1's that leads connections to itself, and something there that takes them. */
  async redirect(rule: string): Promise<void> {
    await run(this.network, 'r1', [
      'nft',
      `table ip led { chain c { type nat hook prerouting priority dstnat; ${rule}; }; }`,
    ])
    const program = `require('net').createServer((s) => s.on('error', () => {})).listen(8080, () => console.log('ready'))`
    const child = this.network.spawn('r1', [process.execPath, '-e', program])
    if (child.stdout) await once(child.stdout, 'data')
  }

  async restore(): Promise<void> {
    await run(this.network, 'r1', ['nft', 'delete table ip cut'])
  }

  async close(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.kill()))
    await this.network.close()
  }
}

/** Null: it has ended. */
function commandOf(pid: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || null
  } catch {
    return null
  }
}
