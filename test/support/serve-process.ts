/** `serve` as a process of its own, which a test can kill, and a browser's part of the talk with it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CALLS, type CallName, type EventEnvelope, type Params, type Result } from '../../shared/contract.ts'
import { bundle } from './bundle.ts'
import { type Leave, enter } from './enter.ts'

let built: Promise<string> | null = null

/** The command as one module, with a page beside it: the interface itself is not needed here. */
function serveModule(): Promise<string> {
  built ??= bundle('main/commands/serve.ts').then((module) => {
    const renderer = join(dirname(module), 'renderer')
    mkdirSync(renderer, { recursive: true })
    writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>PSM Preflight</title>')
    return module
  })
  return built
}

interface Where {
  port: number
  /** Folder of the checks. */
  data: string
}

/** A script that serves there, and ends as the command line would. */
async function serveScript(where: Where): Promise<string> {
  const module = await serveModule()
  const path = join(dirname(module), `serve-${randomBytes(4).toString('hex')}.mjs`)
  const call = `serve({ ...${JSON.stringify(where)}, open: false })`
  writeFileSync(
    path,
    `import { serve } from './bundle.mjs'
process.exit(await ${call}.catch((error) => (console.error(error.message), 2)))\n`,
  )
  return path
}

/** Of util-linux: runs a command on a terminal of its own. */
export const SCRIPT = '/usr/bin/script'

export interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

/** To its end. @param keys typed on a terminal, each after the next line of output */
export async function runServe(where: Where, keys: readonly string[] = []): Promise<Ended> {
  const script = await serveScript(where)
  const child =
    keys.length === 0
      ? spawn(process.execPath, [script])
      : spawn(SCRIPT, ['-qec', `exec "${process.execPath}" "${script}"`, '/dev/null'])
  const left = [...keys]
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk)
    // The first line is the link: only then is there somebody who listens to keys.
    const isReady = /\?token=/.test(String(chunk))
    const key = isReady ? left.shift() : undefined
    if (key !== undefined) setTimeout(() => child.stdin.write(key), KEY_MS)
  })
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, stdout, stderr }
}

/** A person is slower. */
const KEY_MS = 200

export class ServeProcess {
  readonly envelopes: EventEnvelope[] = []
  private wake: () => void = () => {}
  stderr = ''

  private constructor(
    readonly child: ChildProcess,
    readonly link: string,
    private readonly leave: Leave,
  ) {}

  /** @param data folder of the checks */
  static async start(data: string): Promise<ServeProcess> {
    const script = await serveScript({ port: 0, data })
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk)
    })
    const link = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk) => resolve(String(chunk).trim()))
      child.once('exit', () => reject(new Error(`serve ended: ${stderr}`)))
    })
    const process_ = new ServeProcess(child, link, await enter(link))
    child.stderr.on('data', (chunk) => {
      process_.stderr += String(chunk)
    })
    return process_
  }

  async call<N extends CallName>(name: N, params: Params<N>): Promise<Result<N>> {
    const response = await fetch(`${new URL(this.link).origin}/api/${name}`, {
      method: 'POST',
      headers: { ...this.leave, 'content-type': 'application/json' },
      body: JSON.stringify(params),
    })
    const reply = (await response.json()) as { ok: boolean; result: unknown; error: { message: string } }
    if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
    return CALLS[name].result.parse(reply.result) as Result<N>
  }

  /** Events are read as they come, until the process or the test ends. */
  async listen(): Promise<void> {
    const response = await fetch(`${new URL(this.link).origin}/events`, { headers: { ...this.leave } })
    void this.read(response)
  }

  private async read(response: Response): Promise<void> {
    const decoder = new TextDecoder()
    let text = ''
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true })
        const blocks = text.split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) {
          const data = /^data: (.*)$/m.exec(block)?.[1]
          if (data !== undefined) this.envelopes.push(JSON.parse(data))
        }
        this.wake()
      }
    } catch {
      // The process was killed.
    }
  }

  async event(name: EventEnvelope['event']): Promise<EventEnvelope> {
    for (;;) {
      const found = this.envelopes.find(({ event }) => event === name)
      if (found) return found
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }

  async end(signal: 'SIGKILL' | 'SIGINT'): Promise<number | null> {
    const ended = once(this.child, 'exit') as Promise<[number | null]>
    this.child.kill(signal)
    return (await ended)[0]
  }
}
