/** The built `serve` as a process with a data folder of its own, as a user starts it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))
const START_MS = 20_000

export interface Serving {
  /** With the one-time token. */
  address: string
  dataFolder: string
  child: ChildProcess
  /** Ends it as Ctrl-C does. Gives the exit status. */
  stop(): Promise<number | null>
  /** Stops it, and removes the data folder. */
  remove(): Promise<void>
}

export interface ServingOptions {
  /** Put before the command, such as "ip netns exec NAME". */
  within?: readonly string[]
  /** Kept by the caller; default: a new folder. */
  dataFolder?: string
  /** More than this process has. */
  env?: NodeJS.ProcessEnv
}

/** Throws with what the process said when it prints no address. */
export async function startServing({ within = [], dataFolder, env }: ServingOptions = {}): Promise<Serving> {
  if (!existsSync(CLI)) throw new Error(`${CLI} is not built`)
  const folder = dataFolder ?? (await mkdtemp(join(tmpdir(), 'psm-preflight-e2e-')))
  const [command, ...args] = [...within, process.execPath, CLI, 'serve', '--no-open', '--data', folder]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const address = await addressOf(child)
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    child.kill('SIGINT')
    await once(child, 'exit')
    return child.exitCode
  }
  return {
    address,
    dataFolder: folder,
    child,
    stop,
    remove: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`serve ${why}; it said: ${said.trim() || 'nothing'}`))
    const timer = setTimeout(() => fail(`printed no address within ${START_MS / 1000} s`), START_MS)
    const onData = (chunk: unknown) => {
      said += String(chunk)
      const [address] = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(said) ?? []
      if (address === undefined) return
      clearTimeout(timer)
      resolve(address)
    }
    child.stdout?.on('data', onData)
    child.stderr?.on('data', onData)
    child.once('exit', (status) => {
      clearTimeout(timer)
      fail(`ended with ${status}`)
    })
  })
}
